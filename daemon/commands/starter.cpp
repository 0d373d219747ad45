#include "commands/starter.h"

#include "config/expected.h"
#include "core/expectations.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

constexpr const char* kHead = R"(# Nameward: what to watch and whom to tell.
# `nameward check-config --config FILE` says what is wrong with it, `nameward sweep` makes a first pass.

[store]
)";

constexpr const char* kStoreBeside = R"(# Everything that was seen. Relative paths begin in the folder of this file.
path = "nameward.db"
)";

constexpr const char* kStoreOfTheService =
    R"(# Everything that was seen. The service can write nowhere but here; write "nameward.db" for a file beside this one.
# path = "/var/lib/nameward/nameward.db"
)";

constexpr const char* kRest = R"(
# How often to look; these are the defaults, "" switches a kind of looking off.
# [schedule]
# delegation = "5m"

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

Result<std::string> server_name(std::string_view text) {
    const auto name = Domain::parse(text);
    if (!name) return name.error();
    return name->name();
}

enum class Form {
    list,
    text,
    known_text,  // where the source says that there is none, it may just not publish it
};

struct Suggestion {
    const char* key;
    Result<std::string> (*accepts)(std::string_view);  // as the loader does
    Form form;
    const char* meaning;
    const char* example;
};

constexpr Suggestion suggestions[] = {
    {"name_servers", server_name, Form::list, "the delegation at the registry",
     R"(["ns1.example.net", "ns2.example.net"])"},
    {"ds", config::parse_ds, Form::list, "DNSSEC: what the registry publishes; [] = not signed",
     R"(["12345 13 2 ABCD..."])"},
    {"mx", server_name, Form::list, "the hosts that take mail; [] = none", R"(["mail.example.com"])"},
    {"registrar_iana_id", config::parse_registrar_id, Form::known_text, "the registrar's number at IANA", R"("292")"},
    {"locks", config::parse_lock, Form::list, "what keeps the name from being moved",
     R"(["clientTransferProhibited"])"},
    {"tenant_id", config::parse_tenant_id, Form::text, "the Microsoft tenant; \"\" = none", R"("...")"},
    {"federation_hosts", server_name, Form::list, "who signs people in; [] = nobody but Microsoft",
     R"(["sts.example.com"])"},
    // Nobody looks at certificates yet.
    {"certificate_issuers", nullptr, Form::list, "who may issue certificates", R"(["Let's Encrypt"])"},
};

std::string commented(const Suggestion& suggestion, const std::string& why) {
    return "# " + std::string(suggestion.key) + " = " + suggestion.example + "  # " + suggestion.meaning + "; " +
           escape_text(why, 200) + "\n";
}

std::string written(Form form, const Values& values) {
    if (form == Form::list) return list_of(values);
    return toml_string(values.empty() ? "" : values.front());
}

std::string line_of(const Suggestion& suggestion, const Sighted& sighted) {
    const auto seen = core::word_on_expectation(suggestion.key, sighted.domain.name(), sighted.observations, true);
    if (!suggestion.accepts) return commented(suggestion, seen.reason);
    if (!seen.known())
        return commented(suggestion, seen.reason == "not seen" ? seen.reason : "not seen: " + seen.reason);
    for (const auto& value : seen.values)
        if (!suggestion.accepts(value)) return commented(suggestion, "seen, but not fit to be written here: " + value);
    if (suggestion.form != Form::list && seen.values.size() > 1)
        return commented(suggestion, "not one but several are seen");
    if (suggestion.form == Form::known_text && seen.values.empty()) return commented(suggestion, "none is published");
    return std::string(suggestion.key) + " = " + written(suggestion.form, seen.values) + "  # " + suggestion.meaning +
           "\n";
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

std::string starter_configuration(const std::vector<Sighted>& domains, StoreAt store) {
    std::string text = kHead;
    text += store == StoreAt::beside ? kStoreBeside : kStoreOfTheService;
    text += kRest;
    for (const auto& sighted : domains) text += section_of(sighted);
    return text;
}

}  // namespace nameward::commands
