// What judging a look needs to know of the past.
#pragma once

#include <string>

#include "nameward/record.h"
#include "store/query.h"

namespace nameward::store {

// Nothing at all of a domain that was never looked at.
Knowledge load_knowledge(SQLite::Database& db, const std::string& domain, const std::string& collector);

// The columns second_due, first_suspected, attempts.
std::optional<SecondLook> second_look_of(Query& row);

}  // namespace nameward::store
