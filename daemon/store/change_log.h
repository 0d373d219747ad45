// The history of changes: each is one row for what happened, and appended rows for what became of it.
#pragma once

#include <string>
#include <vector>

#include "nameward/change.h"
#include "store/fact_book.h"

namespace nameward::store {

// Gives sequence, id and evidence; the change waits for its second look from now on.
Change append_suspected(SQLite::Database& db, RowId domain, const FactBook& facts, Change change);

// Appends the judgement that `change` carries now. Unless it is still suspected, nothing waits for it any more.
void append_verdict(SQLite::Database& db, const Change& change, Wall at);

// What a second look at the change heard.
void append_heard(SQLite::Database& db, const std::string& change, const std::vector<EvidencePtr>& evidence);

void append_reverted(SQLite::Database& db, const std::string& change, const std::string& by, Wall at);

// Of everything that is kept behind the change, the newest look first.
std::vector<std::string> evidence_ids(SQLite::Database& db, const std::string& change);

// The span that held before the change.
std::optional<RowId> span_before_change(SQLite::Database& db, const std::string& id);

// Changes of the view change_now, with their evidence. `rest` stands behind FROM change_now.
std::vector<Change> load_changes(SQLite::Database& db, const std::string& rest, const std::vector<Argument>& arguments);

}  // namespace nameward::store
