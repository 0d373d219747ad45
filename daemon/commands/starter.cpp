#include "commands/starter.h"

#include <algorithm>
#include <optional>

#include "config/expected.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

constexpr const char* kHead = R"(# Nameward: what to watch and whom to tell.
# `nameward check-config --config FILE` says what is wrong with it, `nameward sweep` makes a first pass.

[store]
# Everything that was seen. Relative paths are relative to this file.
path = "nameward.db"

# How often to look; these are the defaults, "" switches a kind of looking off.
# [schedule]
# delegation = "5m"

# Resolvers of others, whose answers are compared with the authoritative ones.
# [[network.view]]
# name = "quad9"
# address = "9.9.9.9"

# Whom to tell. Without a sink nobody is told: fill in one of these. Secrets stay in files of their own.
# [[sink]]
# name = "soc"
# kind = "email"
# to = ["soc@example.org"]
# from = "nameward@monitor.example.org"
# server = "smtps://mail.example.org:465"
# user = "nameward"
# password_file = "${CREDENTIALS_DIRECTORY}/smtp-password"
# min_severity = "notice"
#
# [[sink]]
# name = "siem"
# kind = "webhook"
# url = "https://siem.example.org/nameward"
# secret_file = "${CREDENTIALS_DIRECTORY}/webhook-secret"
)";

// A TOML basic string. escape_text() leaves neither control characters nor broken UTF-8.
std::string toml_string(std::string_view text) {
    std::string result = "\"";
    for (const char c : escape_text(text)) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::string list_of(const Values& values) {
    std::string text;
    for (const auto& value : values) text += (text.empty() ? "" : ", ") + toml_string(value);
    return "[" + text + "]";
}

// A value only counts where every source that saw the property says the same.
Seen agreed(const Sighted& sighted, std::string_view property) {
    std::optional<Seen> word;
    for (const auto& [fact, seen] : sighted.observations) {
        if (fact.property != property || fact.subject != sighted.domain.name() || !seen.known()) continue;
        if (word && (word->state != seen.state || word->values != seen.values))
            return Seen::unknown("the sources disagree");
        word = seen;
    }
    return word.value_or(Seen::unknown("not seen"));
}

// "10 mail.example.com" -> "mail.example.com"; the null MX "0 ." (RFC 7505) is nobody.
Values exchanges(const Values& records) {
    std::vector<std::string> hosts;
    for (const auto& record : records) {
        const auto host = record.substr(record.find(' ') + 1);
        if (host != ".") hosts.push_back(host);
    }
    return make_values(std::move(hosts));
}

Values locks(const Values& statuses) {
    std::vector<std::string> kept;
    std::copy_if(statuses.begin(), statuses.end(), std::back_inserter(kept),
                 [](const std::string& status) { return status.ends_with("Prohibited"); });
    return make_values(std::move(kept));
}

Values as_they_are(const Values& values) {
    return values;
}

Result<std::string> server_name(std::string_view text) {
    const auto name = Domain::parse(text);
    if (!name) return name.error();
    return name->name();
}

Result<std::string> plain_text(std::string_view text) {
    if (!text.empty() && escape_text(text) == text) return std::string(text);
    return Error{ErrorKind::config, "empty, or not plain text"};
}

struct Suggestion {
    const char* key;
    const char* property;
    Values (*from)(const Values&);
    Result<std::string> (*accepts)(std::string_view);  // as the loader does
    bool one;                                          // a text, not a list
    const char* meaning;
    const char* example;
};

constexpr Suggestion suggestions[] = {
    {"name_servers", "delegation.ns", as_they_are, server_name, false, "the delegation at the registry",
     R"(["ns1.example.net", "ns2.example.net"])"},
    {"ds", "delegation.ds", as_they_are, config::parse_ds, false,
     "DNSSEC: what the registry publishes; [] = not signed", R"(["12345 13 2 ABCD..."])"},
    {"mx", "records.MX", exchanges, server_name, false, "the hosts that take mail; [] = none",
     R"(["mail.example.com"])"},
    {"registrar_iana_id", "registration.registrar_id", as_they_are, config::parse_registrar_id, true,
     "the registrar's number at IANA", R"("292")"},
    {"locks", "registration.statuses", locks, config::parse_lock, false, "what keeps the name from being moved",
     R"(["clientTransferProhibited"])"},
    {"tenant_id", "tenant.microsoft.tenant_id", as_they_are, config::parse_tenant_id, true, "the Microsoft tenant",
     R"("...")"},
    {"federation_hosts", "tenant.microsoft.federation_host", as_they_are, server_name, false, "who signs people in",
     R"(["sts.example.com"])"},
    {"certificate_issuers", "tls.issuer", as_they_are, plain_text, false, "who may issue certificates",
     R"(["Let's Encrypt"])"},
};

std::string commented(const Suggestion& suggestion, const std::string& why) {
    return "# " + std::string(suggestion.key) + " = " + suggestion.example + "  # " + suggestion.meaning + "; " +
           escape_text(why, 200) + "\n";
}

std::string line_of(const Suggestion& suggestion, const Sighted& sighted) {
    const auto seen = agreed(sighted, suggestion.property);
    if (!seen.known()) return commented(suggestion, seen.reason);
    const auto values = suggestion.from(seen.values);
    for (const auto& value : values)
        if (!suggestion.accepts(value)) return commented(suggestion, "seen, but not fit to be written here: " + value);
    if (suggestion.one && values.size() != 1) return commented(suggestion, "not one but several are seen");
    return std::string(suggestion.key) + " = " + (suggestion.one ? toml_string(values.front()) : list_of(values)) +
           "  # " + suggestion.meaning + "\n";
}

std::string section_of(const Sighted& sighted) {
    std::string text = "\n[[domain]]  # " + sighted.domain.display() +
                       "\nname = " + toml_string(sighted.domain.name()) +
                       "\n# hosts = [\"www\", \"vpn\"]  # names below it that matter\n"
                       "# critical = true         # its A, AAAA, CNAME and MX changes are critical\n"
                       "[domain.expect]           # as seen now: make sure that it is right\n";
    for (const auto& suggestion : suggestions) text += line_of(suggestion, sighted);
    return text;
}

}  // namespace

std::string starter_configuration(const std::vector<Sighted>& domains) {
    std::string text = kHead;
    for (const auto& sighted : domains) text += section_of(sighted);
    return text;
}

}  // namespace nameward::commands
