#include "nameward/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace nameward {
namespace {

using Groups = std::array<unsigned, 8>;  // the 16-bit groups of an IPv6 address

constexpr std::size_t kLongestText = 45;  // "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"

struct Run {  // of zero groups
    std::size_t begin = 0, length = 0;
};

std::size_t size_of(IpAddress::Family family) {
    return family == IpAddress::Family::v4 ? 4 : 16;
}

std::string dotted_quad(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const auto byte : bytes.first(4)) text += (text.empty() ? "" : ".") + std::to_string(byte);
    return text;
}

std::string hex(unsigned group) {
    std::array<char, 4> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), group, 16).ptr;
    return {digits.data(), end};
}

Groups groups_of(const std::array<std::uint8_t, 16>& bytes) {
    Groups groups{};
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = bytes[2 * i] * 256U + bytes[2 * i + 1];
    return groups;
}

// What "::" stands for: the longest run of zero groups, the first of equals, never a single group (RFC 5952 4.2).
Run longest_zeros(const Groups& groups) {
    Run best, run;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (groups[i] != 0)
            run.length = 0;
        else if (run.length++ == 0)
            run.begin = i;
        if (run.length > best.length) best = run;
    }
    return best.length < 2 ? Run{} : best;
}

std::string joined(const Groups& groups, std::size_t begin, std::size_t end) {
    std::string text;
    for (auto i = begin; i < end; ++i) text += (i == begin ? "" : ":") + hex(groups[i]);
    return text;
}

std::string compressed(const Groups& groups) {
    const auto zeros = longest_zeros(groups);
    if (zeros.length == 0) return joined(groups, 0, groups.size());
    return joined(groups, 0, zeros.begin) + "::" + joined(groups, zeros.begin + zeros.length, groups.size());
}

IpBlock block(std::string_view text) {
    return IpBlock::parse(text).value();
}

std::vector<IpBlock> blocks(std::initializer_list<std::string_view> texts) {
    std::vector<IpBlock> all;
    for (const auto text : texts) all.push_back(block(text));
    return all;
}

bool any_contains(const std::vector<IpBlock>& blocks, const IpAddress& address) {
    return std::any_of(blocks.begin(), blocks.end(), [&](const IpBlock& block) { return block.contains(address); });
}

IpAddress v4_at(const IpAddress& address, std::size_t offset) {
    return *IpAddress::from_bytes(std::span(address.bytes).subspan(offset, 4));
}

// The IPv4 address that a packet to `address` ends up at, for the forms that carry one and are routed by it.
std::optional<IpAddress> embedded_v4(const IpAddress& address) {
    static const auto mapped = block("::ffff:0:0/96");   // RFC 4291 2.5.5.2: the kernel connects over IPv4
    static const auto nat64 = block("64:ff9b::/96");     // RFC 6052 2.1
    static const auto six_to_four = block("2002::/16");  // RFC 3056 2
    if (mapped.contains(address) || nat64.contains(address)) return v4_at(address, 12);
    if (six_to_four.contains(address)) return v4_at(address, 2);
    return std::nullopt;
}

// IANA IPv4 Special-Purpose Address Registry, and multicast. Globally reachable although registered, hence not here:
// AS112 (192.31.196.0/24, 192.175.48.0/24) and AMT (192.52.193.0/24). 192.0.0.9 and .10 (PCP and TURN anycast) are
// called reachable there, but it is the nearest NAT box that answers them: they stay refused.
bool is_global_v4(const IpAddress& address) {
    static const auto special = blocks({
        "0.0.0.0/8",        // this network, RFC 791
        "10.0.0.0/8",       // private, RFC 1918
        "100.64.0.0/10",    // shared by carriers, RFC 6598
        "127.0.0.0/8",      // loopback, RFC 1122
        "169.254.0.0/16",   // link-local, RFC 3927; cloud metadata
        "172.16.0.0/12",    // private, RFC 1918
        "192.0.0.0/24",     // protocol assignments, RFC 6890
        "192.0.2.0/24",     // documentation, RFC 5737
        "192.88.99.0/24",   // 6to4 relay anycast, withdrawn by RFC 7526
        "192.168.0.0/16",   // private, RFC 1918
        "198.18.0.0/15",    // benchmarking, RFC 2544
        "198.51.100.0/24",  // documentation, RFC 5737
        "203.0.113.0/24",   // documentation, RFC 5737
        "224.0.0.0/4",      // multicast, RFC 5771
        "240.0.0.0/4",      // reserved, RFC 1112; limited broadcast
    });
    return !any_contains(special, address);
}

// Only 2000::/3 is global unicast (RFC 4291 2.4), which leaves out unspecified, loopback, v4-compatible and
// v4-translated forms, local NAT64 (64:ff9b:1::/48, RFC 8215), discard (100::/64), SRv6 SIDs (5f00::/16), unique
// local, link-local, site-local and multicast. Inside it the IANA IPv6 Special-Purpose Address Registry takes away:
bool is_global_v6(const IpAddress& address) {
    static const auto unicast = block("2000::/3");
    // Protocol assignments, RFC 2928: Teredo (which hides two IPv4 addresses), benchmarking, anycast answered by the
    // nearest box, ORCHIDs (names of keys, not of places). Two of its parts are ordinary networks.
    static const auto assignments = block("2001::/23");
    static const auto ordinary = blocks({"2001:3::/32" /* AMT, RFC 7450 */, "2001:4:112::/48" /* AS112, RFC 7535 */});
    static const auto documentation = blocks({"2001:db8::/32" /* RFC 3849 */, "3fff::/20" /* RFC 9637 */});

    if (!unicast.contains(address) || any_contains(documentation, address)) return false;
    return !assignments.contains(address) || any_contains(ordinary, address);
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.size() > kLongestText || text.find('\0') != text.npos) return std::nullopt;
    const std::string terminated(text);
    IpAddress address;
    address.family = text.find(':') == text.npos ? Family::v4 : Family::v6;
    const int family = address.family == Family::v4 ? AF_INET : AF_INET6;
    if (inet_pton(family, terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
    return address;
}

std::optional<IpAddress> IpAddress::from_bytes(std::span<const std::uint8_t> bytes) {
    if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
    IpAddress address;
    address.family = bytes.size() == 4 ? Family::v4 : Family::v6;
    std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
    return address;
}

std::string IpAddress::text() const {
    if (family == Family::v4) return dotted_quad(bytes);
    const auto groups = groups_of(bytes);
    static const auto mapped = block("::ffff:0:0/96");
    if (mapped.contains(*this)) return "::ffff:" + dotted_quad(std::span(bytes).subspan(12));  // RFC 5952 5
    return compressed(groups);
}

// Host bits are dropped: 127.0.0.1/8 is 127.0.0.0/8.
std::optional<IpBlock> IpBlock::parse(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == text.npos) return std::nullopt;
    const auto base = IpAddress::parse(text.substr(0, slash));
    const auto digits = text.substr(slash + 1);
    if (!base || digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;

    IpBlock result{*base, 0};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result.prefix);
    const auto bits = static_cast<int>(8 * size_of(base->family));
    if (error != std::errc{} || end != digits.data() + digits.size() || result.prefix < 0 || result.prefix > bits)
        return std::nullopt;
    for (int bit = result.prefix; bit < bits; ++bit)
        result.base.bytes[static_cast<std::size_t>(bit / 8)] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
    return result;
}

bool IpBlock::contains(const IpAddress& address) const {
    if (address.family != base.family) return false;
    const auto whole = static_cast<std::size_t>(prefix / 8);
    if (!std::equal(base.bytes.begin(), base.bytes.begin() + prefix / 8, address.bytes.begin())) return false;
    const unsigned rest = (0xff00U >> (prefix % 8)) & 0xffU;
    return rest == 0 || ((base.bytes[whole] ^ address.bytes[whole]) & rest) == 0;
}

bool may_be_asked(const IpAddress& address, const std::vector<IpBlock>& allowed) {
    if (any_contains(allowed, address)) return true;
    if (address.family == IpAddress::Family::v4) return is_global_v4(address);
    if (const auto v4 = embedded_v4(address)) return may_be_asked(*v4, allowed);
    return is_global_v6(address);
}

}  // namespace nameward
