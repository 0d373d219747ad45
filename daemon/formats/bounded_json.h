// JSON from strangers: it is counted before it is built. Included by .cpp files of formats only.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "nameward/result.h"

namespace nameward::formats {

struct JsonLimits {
    std::size_t bytes = std::size_t{512} * 1024;
    std::size_t depth = 64;  // an RDAP answer has about 12
    // A value takes up to some 150 bytes in memory, so 512 KiB of "[{},{},..." would be 40 MiB. The largest answers
    // seen have below 2,000.
    std::size_t values = 20'000;
};

// The document, or why it is none, in words without its text: "is not JSON (at byte 17)".
Result<nlohmann::json> read_json(std::string_view text, const JsonLimits& limits = {});

// Lenient looks into an object: nothing where the key is missing or its value of another kind.
const nlohmann::json* member(const nlohmann::json& object, const char* key);
std::string text_of(const nlohmann::json* value);  // strings, and numbers as written
// The elements of an array, the value itself where it is none: registries write both.
std::vector<const nlohmann::json*> items_of(const nlohmann::json* value);

}  // namespace nameward::formats
