// The little of UTF-8 (RFC 3629) that reading a configuration needs.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace nameward::config {

// The offset of the first byte that does not belong to well-formed UTF-8: overlong forms, surrogates and what lies
// above U+10FFFF are not.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

// Characters in well-formed text.
int count_characters(std::string_view text);

}  // namespace nameward::config
