// Which RDAP server speaks for a name: IANA's file (RFC 9224) and lists of our own. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nameward/result.h"

namespace nameward::formats {

using RdapServers = std::map<std::string, std::vector<std::string>, std::less<>>;  // suffix (A-label) -> base URLs

// IANA's file. Services that cannot be read are left out; without any it is an Error.
Result<RdapServers> read_rdap_bootstrap(std::string_view json);

// "BASE-URL SUFFIX SUFFIX ..." on each line, comments with # in front.
RdapServers read_rdap_list(std::string_view text);

// What holds until IANA's file was fetched (the text of a list), and the servers that are not in it.
std::string_view rdap_seed();
const RdapServers& unlisted_rdap_servers();

struct RdapServer {
    std::string suffix, base;  // "com", "https://rdap.example/com/"
    bool plain = false;        // http: the registry has nothing else
};

// The longest suffix of whole labels; https before http.
std::optional<RdapServer> rdap_server_for(const RdapServers& servers, std::string_view name);

// "https://rdap.example/domain/example.com"
std::string rdap_query(const std::string& base, const std::string& name);

}  // namespace nameward::formats
