// Hosts as an operator writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "nameward/result.h"

namespace nameward::config {

// A host name: A-labels, lower case, no trailing dot. One label ("localhost") is enough. Not an address.
Result<std::string> parse_host_name(std::string_view text);

// A host name, or an IP address, which comes back without brackets.
Result<std::string> parse_host(std::string_view text);

// 1 to 65535, nothing but digits.
std::optional<std::uint16_t> parse_port(std::string_view text);

// "HOST", "HOST:PORT", "[IP6]", "[IP6]:PORT" cut in two, brackets removed. An IPv6 address without brackets is a host
// without a port. `port` is empty where there is none; nullopt where brackets do not match or several colons stand in
// something else than an IPv6 address.
struct HostPort {
    std::string_view host;
    std::optional<std::string_view> port;
    bool bracketed = false;
};
std::optional<HostPort> split_host_port(std::string_view text);

}  // namespace nameward::config
