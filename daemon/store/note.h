// Small named facts.
#pragma once

#include <string>

#include "store/query.h"

namespace nameward::store {

void write_note(SQLite::Database& db, const std::string& key, const std::string& value);

}  // namespace nameward::store
