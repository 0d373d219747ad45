// Names for things by what they are: SHA-256 over length-prefixed parts, so that no two lists of parts run together.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nameward::core {

// 32 bytes.
std::string sha256(std::string_view bytes);

// `prefix`, then the first 128 bits in hex: "c-0123...".
std::string content_id(std::string_view prefix, const std::vector<std::string>& parts);

}  // namespace nameward::core
