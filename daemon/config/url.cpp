#include "config/url.h"

#include <algorithm>

#include "config/host.h"
#include "nameward/text.h"

namespace nameward::config {
namespace {

Error refused(std::string why) {
    return Error{ErrorKind::config, std::move(why)};
}

std::string spelled(std::initializer_list<std::string_view> schemes) {
    std::string text;
    for (const auto scheme : schemes) text += (text.empty() ? "" : " or ") + std::string(scheme) + "://";
    return text;
}

bool is_url_character(char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

Status read_authority(std::string_view authority, Url& url) {
    if (authority.find('@') != authority.npos)
        return refused("a URL here must not carry a user or password; a secret stands in a file of its own");
    const auto parts = split_host_port(authority);
    if (!parts || parts->host.empty()) return refused("the URL has no host that can be read");
    const auto host = parse_host(parts->bracketed ? "[" + std::string(parts->host) + "]" : std::string(parts->host));
    if (!host) return refused("the host of the URL cannot be: " + host.error().what);
    url.host = *host;
    if (!parts->port) return Nothing{};
    const auto port = parse_port(*parts->port);
    if (!port) return refused("the port of the URL is not a number from 1 to 65535");
    url.port = *port;
    return Nothing{};
}

}  // namespace

Result<Url> parse_url(std::string_view text, std::initializer_list<std::string_view> schemes) {
    const auto colon = text.find("://");
    Url url;
    url.scheme = lower(text.substr(0, colon == text.npos ? 0 : colon));
    if (std::find(schemes.begin(), schemes.end(), url.scheme) == schemes.end())
        return refused("write a whole URL that begins with " + spelled(schemes));
    const auto after = text.substr(colon + 3);
    const auto end = std::min(after.find_first_of("/?#"), after.size());
    if (const auto status = read_authority(after.substr(0, end), url); !status) return status.error();
    url.rest = after.substr(end);
    if (!std::all_of(url.rest.begin(), url.rest.end(), is_url_character))
        return refused("the URL holds a blank or a character that has to be written as %XX");
    return url;
}

}  // namespace nameward::config
