// JSON as it is read and as it is written. Included by .cpp files of formats only.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "nameward/time.h"

namespace nameward::formats {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;  // what we write: members stay in the order of the row

// One line without its end. Bytes that are no UTF-8 become U+FFFD.
std::string json_line(const OrderedJson& json);

OrderedJson text_or_null(const std::string& text);  // null where it is empty
OrderedJson time_or_null(const std::optional<Wall>& moment);

}  // namespace nameward::formats
