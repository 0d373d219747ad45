// Which WHOIS server speaks for a name, and how it wants to be asked. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nameward::formats {

// Host of the server that an answer of whois.iana.org names ("refer:" before "whois:"); empty where it names none.
std::string whois_referral(std::string_view answer);

// Whether it is what the root tells of a top-level domain ("domain: COM"), and not a refusal or somebody else's words.
bool tells_of_tld(std::string_view answer, const std::string& tld);

// The host in what registries write behind "Registrar WHOIS Server": scheme, port, path and dot at the end taken off.
// Nothing where it is no host, is `asked` itself, or is known to be wrong.
std::optional<std::string> registrar_whois_host(std::string_view written, const std::string& asked);

struct WhoisForm {
    std::string query;    // "-T dn,ace example.de"
    std::string charset;  // of answers that are not UTF-8; empty = not known
};
WhoisForm whois_form(const std::string& host, const std::string& name);

}  // namespace nameward::formats
