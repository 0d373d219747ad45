// The address of a login server, as it is compared. Pure.
#pragma once

#include <string>
#include <string_view>

namespace nameward::formats {

// Scheme, host, port where it is not the usual one, and path. The query is left out: it repeats who was asked for, and
// the time. What is no such address stands as it is, up to its query, and its host is no host that anybody expects.
struct LoginUrl {
    std::string text;  // "https://sts.example.com/adfs/ls/"
    std::string host;  // lower-case A-label without trailing dot, or an address; else "(unreadable)"
};
LoginUrl login_url(std::string_view url);

}  // namespace nameward::formats
