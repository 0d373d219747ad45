#include "core/route.h"

namespace nameward::core {
namespace {

std::string plain_host(std::string_view host) {
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (host.ends_with('.')) host.remove_suffix(1);
    std::string out(host);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool matches(const ConnectTo& rule, const std::string& host, std::uint16_t port) {
    const bool same_host = rule.from_host.empty() || plain_host(rule.from_host) == host;
    const bool same_port = rule.from_port == 0 || rule.from_port == port;
    return same_host && same_port;
}

}  // namespace

Route route_to(std::string_view host, std::uint16_t port, const std::vector<ConnectTo>& connect_to) {
    const std::string asked = plain_host(host);
    for (const ConnectTo& rule : connect_to) {
        if (!matches(rule, asked, port)) continue;
        return {rule.to_host.empty() ? asked : plain_host(rule.to_host), rule.to_port == 0 ? port : rule.to_port, true};
    }
    return {asked, port, false};
}

}  // namespace nameward::core
