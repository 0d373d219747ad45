// The raw answers behind spans and changes, compressed.
#pragma once

#include <vector>

#include "store/query.h"
#include "store/store.h"

namespace nameward::store {

// Keeps what stands behind a new span, or what a second look at a change heard. The same answer is kept once.
void keep_evidence_of_span(SQLite::Database& db, RowId span, const std::vector<EvidencePtr>& evidence);
void keep_evidence_of_change(SQLite::Database& db, RowId change, const std::vector<EvidencePtr>& evidence);

struct EvidenceRef {
    std::string id;
    StoredEvidence::Look look;
};

// Of a change and the spans before and after it: the newest look first.
std::vector<EvidenceRef> evidence_behind(SQLite::Database& db, RowId change, std::optional<RowId> before,
                                         std::optional<RowId> after);
std::vector<EvidenceRef> evidence_behind(SQLite::Database& db, const std::string& change);

// Empty where it is not kept any more.
std::optional<StoredEvidence> load_evidence(SQLite::Database& db, const EvidenceRef& ref);

}  // namespace nameward::store
