// Names and values that many rows share, each kept once.
#pragma once

#include <string>

#include "store/query.h"

namespace nameward::store {

// Adds it where it is missing.
RowId domain_id(SQLite::Database& db, const std::string& name);

// Content-addressed: the same values have the same id.
RowId content_id(SQLite::Database& db, const Values& values);

// What content is addressed by.
std::string content_hash(const Values& values);

// Several texts as one argument: "IN (SELECT value FROM json_each(?))".
std::string json_list(const std::vector<std::string>& texts);

}  // namespace nameward::store
