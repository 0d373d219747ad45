// [[sink]]: which keys a kind takes and needs.
#include <algorithm>

#include "config/mail_address.h"
#include "config/nearest.h"
#include "config/sections.h"
#include "config/url.h"
#include "config/words.h"

namespace nameward::config {
namespace {

using Keys = std::vector<std::string_view>;

struct Kind {
    std::string_view name;
    bool available;
    Keys takes;
    Keys needs;  // `url` is also satisfied by `url_file`
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {"email", true, {"to", "from", "server", "user", "password_file", "tls"}, {"to", "from", "server"}},
        {"webhook", true, {"url", "url_file", "secret_file"}, {"url", "secret_file"}},
        {"slack", false, {"url", "url_file"}, {"url"}},
        {"teams", false, {"url", "url_file"}, {"url"}},
        {"discord", false, {"url", "url_file"}, {"url"}},
        {"pagerduty", false, {"url", "url_file", "token_file"}, {"token_file"}},
        {"ntfy", false, {"url", "url_file", "token_file", "user", "password_file"}, {"url"}},
        {"alertmanager", false, {"url", "url_file", "token_file", "user", "password_file"}, {"url"}},
        {"syslog", false, {"server"}, {}},
        {"command", false, {"command"}, {"command"}},
    };
    return all;
}

const Kind* kind_named(std::string_view name) {
    const auto found =
        std::find_if(kinds().begin(), kinds().end(), [&](const Kind& kind) { return kind.name == name; });
    return found == kinds().end() ? nullptr : &*found;
}

Keys kind_names() {
    Keys names;
    for (const Kind& kind : kinds()) names.push_back(kind.name);
    return names;
}

bool contains(const Keys& keys, std::string_view key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

constexpr std::string_view kKeysOfKinds[] = {"to",  "from",     "server",      "user",       "password_file", "tls",
                                             "url", "url_file", "secret_file", "token_file", "command"};

std::string joined(const Keys& keys) {
    std::string text;
    for (const auto key : keys) text += (text.empty() ? "" : ", ") + std::string(key);
    return text;
}

Result<Severity> parse_severity(std::string_view text) {
    const auto word = parse_one_of(text, {"info", "notice", "warning", "critical"});
    if (!word) return word.error();
    return *severity_from(*word);
}

Result<Url> parse_server(std::string_view text) {
    auto url = parse_url(text, {"smtps", "smtp", "udp", "tcp", "tls"});
    if (!url) return url;
    if (url->rest.empty() || url->rest == "/") return url;
    return Error{ErrorKind::config, "a server is written without a path, such as smtps://mail.example.org:465"};
}

void check_keys_of_kind(Section& section, const Kind& kind) {
    for (const auto key : kKeysOfKinds)
        if (section.has(key) && !contains(kind.takes, key))
            section.error(
                key, "a sink of kind " + std::string(kind.name) + " has no such key; it takes " + joined(kind.takes));
    for (const auto key : kind.needs)
        if (!section.has(key) && !(key == "url" && section.has("url_file")))
            section.error(key, "a sink of kind " + std::string(kind.name) + " needs " + std::string(key) +
                                   (key == "url" ? " or url_file" : ""));
}

void check_pairs(Section& section) {
    if (section.has("url") && section.has("url_file"))
        section.error("url", "url and url_file are two ways to say the same; keep one");
    if (section.has("user") != section.has("password_file"))
        section.error(section.has("user") ? "user" : "password_file", "user and password_file belong together");
}

void check_mail_server(Section& section, const SinkConfig& sink, const Url& server) {
    if (server.scheme != "smtp" && server.scheme != "smtps")
        return section.error("server", "write smtps://HOST[:PORT], or smtp://HOST[:PORT] for STARTTLS");
    if (server.scheme == "smtps" && sink.tls == "none")
        return section.error("tls", "smtps:// is TLS from the first byte; write smtp:// or leave tls out");
    if (sink.tls != "none") return;
    section.warn("tls", sink.user.empty()
                            ? "alerts go to the mail server in the clear, readable and forgeable on the way"
                            : "alerts and the password go to the mail server in the clear");
}

void check_syslog_server(Section& section, const Url& server) {
    if (server.scheme == "smtp" || server.scheme == "smtps")
        section.error(
            "server",
            "write udp://HOST[:PORT], tcp://HOST[:PORT] or tls://HOST[:PORT]; without it the local log is used");
}

// The hosts that an alert passes on its way, for the advice about watched domains.
void note_paths(Section& section, const SinkConfig& sink, const std::optional<Url>& server,
                const std::vector<MailAddress>& receivers) {
    const auto note = [&](std::string_view key, std::string role, const std::string& host) {
        section.report().alert_paths.push_back({section.place_of(key), sink.name, std::move(role), host});
    };
    if (server) note("server", "its server", server->host);
    for (const auto& receiver : receivers) note("to", "its receiver " + receiver.text(), receiver.host);
    if (const auto url = parse_url(sink.url, {"https", "http"})) note("url", "its URL", url->host);
}

void read_mail_keys(Section& section, SinkConfig& sink, std::vector<MailAddress>& receivers) {
    const auto to = section.list("to", parse_mail_address);
    set(receivers, to);
    for (const auto& receiver : receivers) sink.to.push_back(receiver.text());
    if (to && to->empty()) section.error("to", "at least one address is needed, such as [\"soc@example.org\"]");
    if (const auto from = section.parsed("from", parse_mail_address)) sink.from = from->text();
    set(sink.user, section.parsed("user", parse_not_empty));
    set(sink.tls, section.parsed("tls", [](std::string_view text) -> Result<std::string> {
        if (text.empty() || text == "none") return std::string(text);
        return Error{ErrorKind::config, "TLS is always used; only \"none\" can be written, which sends in the clear"};
    }));
}

void read_files(Section& section, SinkConfig& sink) {
    for (const auto& [key, target] : {std::pair<std::string_view, Path*>{"password_file", &sink.password_file},
                                      {"url_file", &sink.url_file},
                                      {"secret_file", &sink.secret_file},
                                      {"token_file", &sink.token_file}}) {
        set(*target, section.file_path(key));
        if (section.has(key) && target->empty()) section.error(key, "write the path of the file");
    }
}

void read_url(Section& section, SinkConfig& sink) {
    set(sink.url, section.parsed("url", [](std::string_view text) -> Result<std::string> {
        const auto url = parse_url(text, {"https", "http"});
        return url ? Result<std::string>(std::string(text)) : url.error();
    }));
    if (sink.url.substr(0, 5) == "http:")
        section.warn("url", "http:// carries alerts without TLS, readable and forgeable on the way; use https://");
}

void check_sink(Section& section, const SinkConfig& sink, const std::optional<Url>& server) {
    const Kind* kind = kind_named(sink.kind);
    if (kind == nullptr) return;
    check_keys_of_kind(section, *kind);
    check_pairs(section);
    if (server && kind->name == "email") check_mail_server(section, sink, *server);
    if (server && kind->name == "syslog") check_syslog_server(section, *server);
    if (kind->available) return;
    section.warn("kind", "sinks of kind " + sink.kind +
                             " are parsed, not used yet by this version: nobody is told by '" + sink.name + "'");
}

void read_sink(Section section, Config& config) {
    SinkConfig sink;
    std::vector<MailAddress> receivers;
    set(sink.name, section.parsed("name", parse_name));
    set(sink.kind, section.parsed("kind", [](std::string_view text) { return parse_one_of(text, kind_names()); }));
    set(sink.min_severity, section.parsed("min_severity", parse_severity));
    read_mail_keys(section, sink, receivers);
    const auto server = section.parsed("server", parse_server);
    if (server) sink.server = *section.text("server");
    read_files(section, sink);
    read_url(section, sink);
    set(sink.command, section.list("command", parse_not_empty));
    if (!section.has("name")) section.error("name", "a sink needs a name, such as \"soc\"");
    if (!section.has("kind")) section.error("kind", "a sink needs a kind: " + joined(kind_names()));
    check_sink(section, sink, server);
    section.done();
    note_paths(section, sink, server, receivers);
    if (!sink.name.empty())
        section.report().claim("sink " + sink.name, section.place_of("name"),
                               "two sinks have the name '" + sink.name + "'");
    config.sinks.push_back(std::move(sink));
}

}  // namespace

bool is_sink_kind_available(std::string_view kind) {
    const Kind* found = kind_named(kind);
    return found != nullptr && found->available;
}

void read_sinks(Section& root, Config& config) {
    for (Section& sink : root.tables("sink")) read_sink(std::move(sink), config);
}

}  // namespace nameward::config
