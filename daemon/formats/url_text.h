// Parts of a URL that was read already, for sentences and comparisons. Whoever connects reads it anew. Pure.
#pragma once

#include <string>
#include <string_view>

namespace nameward::formats {

// "https://rdap.example:8443" of "https://rdap.example:8443/domain/example.com"; the whole text where it has no scheme.
std::string_view origin_of(std::string_view url);

// "rdap.example" of it: lower case, without brackets, port and user.
std::string host_of(std::string_view url);

}  // namespace nameward::formats
