#include "formats/login_url.h"

#include <algorithm>

#include "nameward/domain.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

// Of "host:443", "[::1]:443" or "user@host".
std::string_view host_of_authority(std::string_view authority) {
    authority = authority.substr(authority.rfind('@') + 1);
    if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, authority.find(':'));
}

std::string as_host(std::string_view text) {
    const auto name = Domain::parse(text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
    return name ? name->name() : lower(text);
}

// Of "/path", ":443/path" or nothing.
std::string port_and_path(std::string_view rest, std::string_view scheme) {
    const std::string_view usual = scheme == "https" ? ":443" : ":80";
    const auto slash = std::min(rest.find('/'), rest.size());
    const auto port = rest.substr(0, slash);
    return std::string(port == usual || port == ":" ? "" : port) +
           (slash == rest.size() ? "/" : std::string(rest.substr(slash)));
}

// Browsers take a backslash for a slash: where it stands, the host is not the one that it seems to be.
bool is_readable(std::string_view scheme, std::string_view host, std::string_view whole) {
    return (scheme == "https" || scheme == "http") && !host.empty() && whole.find('\\') == whole.npos;
}

}  // namespace

LoginUrl login_url(std::string_view url) {
    const auto whole = url.substr(0, url.find_first_of("?#"));
    const auto colon = std::min(whole.find("://"), whole.size());
    const auto scheme = lower(whole.substr(0, colon));
    const auto rest = whole.substr(std::min(colon + 3, whole.size()));
    const auto written = host_of_authority(rest.substr(0, rest.find('/')));
    if (!is_readable(scheme, written, whole)) return {std::string(whole), "(unreadable)"};
    const auto host = as_host(written);
    const auto behind = rest.substr(static_cast<std::size_t>(written.data() - rest.data()) + written.size());
    return {scheme + "://" + host + port_and_path(behind, scheme), host};
}

}  // namespace nameward::formats
