#include "net/socket_address.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace nameward::net {

std::optional<IpAddress> address_of(const sockaddr* address) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(address);
    if (address->sa_family == AF_INET)
        return IpAddress::from_bytes({bytes + offsetof(sockaddr_in, sin_addr), sizeof(in_addr)});
    if (address->sa_family == AF_INET6)
        return IpAddress::from_bytes({bytes + offsetof(sockaddr_in6, sin6_addr), sizeof(in6_addr)});
    return std::nullopt;
}

SocketAddress socket_address(const IpAddress& address, std::uint16_t port) {
    SocketAddress out;
    if (address.family == IpAddress::Family::v4) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::copy_n(address.bytes.begin(), sizeof(v4.sin_addr), reinterpret_cast<std::uint8_t*>(&v4.sin_addr));
        std::memcpy(&out.bytes, &v4, sizeof v4);
        out.size = sizeof v4;
    } else {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::copy_n(address.bytes.begin(), sizeof(v6.sin6_addr), reinterpret_cast<std::uint8_t*>(&v6.sin6_addr));
        std::memcpy(&out.bytes, &v6, sizeof v6);
        out.size = sizeof v6;
    }
    return out;
}

}  // namespace nameward::net
