// An IPv4 or IPv6 address, and blocks of them.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nameward {

struct IpAddress {
    enum class Family : std::uint8_t { v4, v6 };
    Family family = Family::v4;
    std::array<std::uint8_t, 16> bytes{};  // network order; an IPv4 address uses the first four

    // Dotted quad or RFC 4291 text without brackets or zone; nothing else (no octal, no decimal, no short forms).
    static std::optional<IpAddress> parse(std::string_view text);
    // 4 or 16 bytes in network order.
    static std::optional<IpAddress> from_bytes(std::span<const std::uint8_t> bytes);

    std::string text() const;  // RFC 5952
    auto operator<=>(const IpAddress&) const = default;
};

struct IpBlock {  // a CIDR
    IpAddress base;
    int prefix = 0;

    static std::optional<IpBlock> parse(std::string_view text);
    bool contains(const IpAddress& address) const;
    auto operator<=>(const IpBlock&) const = default;
};

// Whether an address that was learnt from somebody's answer may be connected to: globally reachable by the IANA
// special-purpose registries (RFC 6890), also inside v4-mapped, NAT64 (RFC 6052) and 6to4 (RFC 3056) forms, or
// listed by the operator (`network.allow_private_addresses`).
bool may_be_asked(const IpAddress& address, const std::vector<IpBlock>& allowed);

}  // namespace nameward
