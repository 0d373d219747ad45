// Phrases by which servers say what they have no field for. Pure; the phrases are data
// (config/registration/phrases.txt).
#pragma once

#include <string>
#include <string_view>

namespace nameward::formats {

// "Number of allowed queries exceeded", "access is too fast".
bool speaks_of_throttling(std::string_view text);

bool speaks_of_absence(std::string_view text);    // "No match for", "NOT FOUND"
bool speaks_of_reserve(std::string_view text);    // "This name is reserved"
bool speaks_of_bad_query(std::string_view text);  // "Invalid query"
bool speaks_of_trouble(std::string_view text);    // "temporarily unavailable"

}  // namespace nameward::formats
