// Standing conditions: as they stand now, and the appended rows of how they came there.
#pragma once

#include <string>
#include <vector>

#include "nameward/record.h"
#include "store/query.h"

namespace nameward::store {

void append_finding(SQLite::Database& db, RowId domain, const FindingEvent& event, Wall at);

// An alert tells these findings: their opening, or their closing where they are closed in it. Those that are not in
// the store are left out.
void append_told(SQLite::Database& db, const Alert& alert, Wall at);

// `rest` stands behind FROM finding f JOIN domain d.
std::vector<Finding> load_findings(SQLite::Database& db, const std::string& rest,
                                   const std::vector<Argument>& arguments);

}  // namespace nameward::store
