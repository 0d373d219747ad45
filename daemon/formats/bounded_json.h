// JSON from strangers, with a size. Pure.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "nameward/result.h"

namespace nameward::formats {

// A tree in memory takes up to 30 times its text: it is built only after the text was measured.
struct JsonLimits {
    std::size_t bytes = std::size_t{512} * 1024;  // the largest answers of the services that are asked have 100 KiB
    std::size_t depth = 64;                       // theirs nest 12 deep; whoever walks a tree recurses
    std::size_t values = 20'000;                  // keys, texts, numbers, lists and objects
};

inline Error malformed(std::string what) {
    return {ErrorKind::malformed, std::move(what)};
}

// The tree, a UTF-8 byte order mark left out; of a key that is repeated the last value. The Error (malformed) is a
// clause about the text: "it nests deeper than 64 levels".
Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {});

// The same, and only an object will do.
Result<nlohmann::json> parse_json_object(std::string_view text, const JsonLimits& limits = {});

}  // namespace nameward::formats
