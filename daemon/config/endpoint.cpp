#include "config/endpoint.h"

#include <array>
#include <optional>

#include "config/host.h"
#include "config/url.h"
#include "config/words.h"

namespace nameward::config {
namespace {

constexpr std::uint16_t kDns = 53;
constexpr std::uint16_t kDnsOverTls = 853;     // RFC 7858
constexpr std::size_t kLongestUnixPath = 107;  // sun_path with its end
constexpr std::string_view kTls = "tls://";
constexpr std::string_view kHttps = "https://";

struct Socket {
    IpAddress address;
    std::optional<std::uint16_t> port;
};

std::optional<Socket> parse_socket(std::string_view text) {
    const auto parts = split_host_port(text);
    if (!parts) return std::nullopt;
    const auto address = IpAddress::parse(parts->host);
    if (!address || (parts->bracketed && address->family != IpAddress::Family::v6)) return std::nullopt;
    if (!parts->port) return Socket{*address, std::nullopt};
    const auto port = parse_port(*parts->port);
    if (!port) return std::nullopt;
    return Socket{*address, port};
}

Result<ResolverAddress> parse_dns_over_tls(std::string_view text) {
    const auto rest = text.substr(kTls.size());
    const auto hash = rest.find('#');
    if (hash == rest.npos)
        return refused(text, "the name in the resolver's certificate is missing; write tls://9.9.9.9#dns.quad9.net");
    const auto socket = parse_socket(rest.substr(0, hash));
    if (!socket)
        return refused(text, "write an IP address behind tls://, such as tls://[2620:fe::fe]:853#dns.quad9.net");
    const auto name = parse_host_name(rest.substr(hash + 1));
    if (!name) return refused(text, "the name behind # cannot be: " + name.error().what);
    return ResolverAddress{ResolverAddress::Kind::tls, socket->address, socket->port.value_or(kDnsOverTls), *name, {}};
}

Result<ResolverAddress> parse_dns_over_https(std::string_view text) {
    const auto url = parse_url(text, {"https"});
    if (!url) return url.error();
    if (url->rest.empty() || url->rest == "/")
        return refused(text, "the path is missing; write https://dns.quad9.net/dns-query");
    return ResolverAddress{ResolverAddress::Kind::https, std::nullopt, url->port, {}, std::string(text)};
}

// The four parts of a --connect-to; colons inside brackets do not part.
std::optional<std::array<std::string_view, 4>> split_connect_to(std::string_view text) {
    std::array<std::string_view, 4> parts;
    for (std::size_t part = 0; part < 4; ++part) {
        const auto inside = !text.empty() && text.front() == '[' ? text.find(']') : 0;
        if (inside == text.npos) return std::nullopt;
        const auto colon = text.find(':', inside);
        if ((colon == text.npos) != (part == 3)) return std::nullopt;
        parts[part] = text.substr(0, colon);
        if (part < 3) text.remove_prefix(colon + 1);
    }
    return parts;
}

Status read_half(std::string_view host_text, std::string_view port_text, std::string& host, std::uint16_t& port) {
    if (!host_text.empty()) {
        const auto parsed = parse_host(host_text);
        if (!parsed) return parsed.error();
        host = *parsed;
    }
    if (port_text.empty()) return Nothing{};
    const auto parsed = parse_port(port_text);
    if (!parsed) return refused(port_text, "a port is a number from 1 to 65535");
    port = *parsed;
    return Nothing{};
}

Result<std::string> parse_unix_listen(std::string_view text) {
    const auto path = text.substr(std::string_view("unix:").size());
    if (path.empty()) return refused(text, "write a path behind unix:, such as unix:/run/nameward/web.sock");
    if (path.size() > kLongestUnixPath) return refused(text, "the path of a socket has at most 107 bytes");
    return std::string(text);
}

}  // namespace

Result<ResolverAddress> parse_resolver(std::string_view text) {
    if (text.substr(0, kTls.size()) == kTls) return parse_dns_over_tls(text);
    if (text.substr(0, kHttps.size()) == kHttps) return parse_dns_over_https(text);
    const auto socket = parse_socket(text);
    if (!socket)
        return refused(text,
                       "write IP, IP:PORT, [IP6]:PORT, tls://IP[:PORT]#name or https://host/path, such as 9.9.9.9");
    return ResolverAddress{ResolverAddress::Kind::dns, socket->address, socket->port.value_or(kDns), {}, {}};
}

Result<ResolverAddress> parse_resolver_or_system(std::string_view text) {
    if (text == "system") return ResolverAddress{};
    return parse_resolver(text);
}

Result<ConnectTo> parse_connect_to(std::string_view text) {
    const auto parts = split_connect_to(text);
    if (!parts)
        return refused(text, "write HOST1:PORT1:HOST2:PORT2 with IPv6 in brackets, such as example.com:443:[::1]:8443");
    ConnectTo result;
    if (auto from = read_half((*parts)[0], (*parts)[1], result.from_host, result.from_port); !from) return from.error();
    if (auto to = read_half((*parts)[2], (*parts)[3], result.to_host, result.to_port); !to) return to.error();
    if (result.to_host.empty() && result.to_port == 0)
        return refused(text, "HOST2 and PORT2 are both empty, so nothing would change; write where to connect");
    return result;
}

Result<IpBlock> parse_block(std::string_view text) {
    if (const auto block = IpBlock::parse(text)) return *block;
    return refused(text, "write a block of addresses, such as 10.0.0.0/8 or fd00::/8");
}

Result<std::string> parse_listen(std::string_view text) {
    if (text.empty()) return std::string();
    if (text.substr(0, 5) == "unix:") return parse_unix_listen(text);
    const auto socket = parse_socket(text);
    if (!socket || !socket->port)
        return refused(text, "write IP:PORT, [IP6]:PORT, unix:PATH, or \"\" for no pages, such as 127.0.0.1:8053");
    return std::string(text);
}

}  // namespace nameward::config
