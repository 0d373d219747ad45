// network.connect_to: which host and port a connection goes to in the end.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nameward/config.h"

namespace nameward::core {

struct Route {
    std::string host;  // a name or an address without brackets
    std::uint16_t port = 0;
    bool by_operator = false;  // an element of connect_to matched: the host that was asked for is not resolved
};

// First match wins, as curl's --connect-to: an empty from_host or a from_port of 0 matches all, an empty to_host or a
// to_port of 0 keeps what was asked for. Hosts compare without letter case, trailing dot and brackets.
Route route_to(std::string_view host, std::uint16_t port, const std::vector<ConnectTo>& connect_to);

}  // namespace nameward::core
