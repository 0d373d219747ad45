// Stories: as they stand now, and the appended rows of how they grew.
#pragma once

#include <string>
#include <vector>

#include "nameward/incident.h"
#include "store/query.h"

namespace nameward::store {

// New, grown or closed; nothing is written where nothing is new.
void append_incident(SQLite::Database& db, const Incident& incident, Wall at);

// `rest` stands behind FROM incident i JOIN domain d.
std::vector<Incident> load_incidents(SQLite::Database& db, const std::string& rest,
                                     const std::vector<Argument>& arguments);

}  // namespace nameward::store
