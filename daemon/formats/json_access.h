// Lenient looks into JSON that strangers wrote. Included by .cpp files of formats only.
#pragma once

#include <string>
#include <vector>

#include "formats/json.h"

namespace nameward::formats {

// Nothing where the key is missing or `object` is none.
const Json* member(const Json& object, const char* key);
// Strings, and numbers as written; empty for anything else.
std::string text_of(const Json* value);
// The elements of an array, the value itself where it is none: registries write both.
std::vector<const Json*> items_of(const Json* value);

}  // namespace nameward::formats
