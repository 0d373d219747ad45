// URLs (RFC 3986), read far enough to know the scheme and the host.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "nameward/result.h"

namespace nameward::config {

struct Url {
    std::string scheme;      // lower case
    std::string host;        // as parse_host() gives it
    std::uint16_t port = 0;  // 0 = not written
    std::string rest;        // path, query and fragment as written
};

// One of the schemes ("https"); user and password in a URL are refused, since a secret stands in a file. The error
// never repeats the URL, which may hold a token.
Result<Url> parse_url(std::string_view text, std::initializer_list<std::string_view> schemes);

}  // namespace nameward::config
