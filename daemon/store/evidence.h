// The raw answers behind the spans, compressed.
#pragma once

#include <vector>

#include "store/query.h"
#include "store/store.h"

namespace nameward::store {

// Keeps what stands behind a new span. The same answer is kept once.
void keep_evidence(SQLite::Database& db, RowId span, const std::vector<EvidencePtr>& evidence);

// Of two spans, the newer one first.
std::vector<std::string> evidence_ids(SQLite::Database& db, std::optional<RowId> one, std::optional<RowId> other);

// Empty where it is not kept any more.
std::optional<StoredEvidence> load_evidence(SQLite::Database& db, const std::string& id);

}  // namespace nameward::store
