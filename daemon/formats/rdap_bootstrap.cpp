#include "formats/rdap_bootstrap.h"

#include <algorithm>

#include "formats/bounded_json.h"
#include "formats/json_access.h"
#include "formats/text_pieces.h"
#include "formats/word_tables.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

// IANA's file has 60 KiB, 600 services and 1,200 suffixes.
constexpr JsonLimits kLimits{std::size_t{1} << 20, 8, 50'000};
constexpr std::size_t kLongestUrl = 1024;

bool is_https(std::string_view url) {
    return url.starts_with("https://");
}
bool is_url(std::string_view url) {
    return url.size() <= kLongestUrl && (is_https(url) || url.starts_with("http://")) &&
           url.find_first_of(" \t\r\n") == url.npos;
}

void read_service(const nlohmann::json& service, RdapServers& into) {
    if (!service.is_array() || service.size() < 2) return;
    std::vector<std::string> urls;
    for (const auto* url : items_of(&service[1]))
        if (auto text = text_of(url); is_url(text)) urls.push_back(std::move(text));
    std::stable_sort(urls.begin(), urls.end(),
                     [](const std::string& a, const std::string& b) { return is_https(a) && !is_https(b); });
    if (urls.empty()) return;
    for (const auto* suffix : items_of(&service[0]))
        if (const auto text = lower(text_of(suffix)); !text.empty()) into[text] = urls;
}

}  // namespace

Result<RdapServers> read_rdap_bootstrap(std::string_view json) {
    const auto document = parse_json(json, kLimits);
    if (!document) return Error{ErrorKind::malformed, "the file is no JSON to work with: " + document.error().what};
    RdapServers servers;
    for (const auto* service : items_of(member(*document, "services"))) read_service(*service, servers);
    if (servers.empty()) return Error{ErrorKind::malformed, "the file names no RDAP server"};
    return servers;
}

RdapServers read_rdap_list(std::string_view text) {
    RdapServers servers;
    while (!text.empty()) {
        auto line = trimmed(next_line(text));
        if (line.empty() || line.front() == '#') continue;
        const std::string url(next_word(line));
        while (!line.empty()) servers[std::string(next_word(line))].push_back(url);
    }
    return servers;
}

std::string_view rdap_seed() {
    return embedded_text("rdap-servers.txt");
}

const RdapServers& unlisted_rdap_servers() {
    static const auto servers = read_rdap_list(embedded_text("rdap-unlisted.txt"));
    return servers;
}

std::optional<RdapServer> rdap_server_for(const RdapServers& servers, std::string_view name) {
    for (;;) {
        if (const auto found = servers.find(name); found != servers.end() && !found->second.empty()) {
            const auto& base = found->second.front();
            return RdapServer{std::string(name), base, !is_https(base)};
        }
        const auto dot = name.find('.');
        if (dot == name.npos) return std::nullopt;
        name.remove_prefix(dot + 1);
    }
}

std::string rdap_query(const std::string& base, const std::string& name) {
    return base + (base.ends_with('/') ? "" : "/") + "domain/" + name;
}

}  // namespace nameward::formats
