// Base 64 (RFC 4648, section 4), with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nameward::core {

std::string base64_encode(std::string_view bytes);

// Strict: the alphabet, padding to a multiple of four, unused bits zero, nothing else. nullopt otherwise.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace nameward::core
