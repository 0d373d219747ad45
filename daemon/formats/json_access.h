// Lenient looks into JSON that strangers wrote. Included by .cpp files of formats only.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace nameward::formats {

// Nothing where the key is missing or `object` is none.
const nlohmann::json* member(const nlohmann::json& object, const char* key);
// Strings, and numbers as written; empty for anything else.
std::string text_of(const nlohmann::json* value);
// The elements of an array, the value itself where it is none: registries write both.
std::vector<const nlohmann::json*> items_of(const nlohmann::json* value);

}  // namespace nameward::formats
