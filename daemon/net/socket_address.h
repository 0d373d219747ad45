// IP addresses as the socket calls have them.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>

#include "nameward/ip_address.h"

namespace nameward::net {

// nullopt: neither IPv4 nor IPv6.
std::optional<IpAddress> address_of(const sockaddr* address);

struct SocketAddress {
    sockaddr_storage bytes{};
    socklen_t size = 0;
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
};
SocketAddress socket_address(const IpAddress& address, std::uint16_t port);

}  // namespace nameward::net
