// [registration], [tenant], [certificates] and [passive_dns].
#include "config/host.h"
#include "config/sections.h"
#include "config/words.h"

namespace nameward::config {
namespace {

bool is_plain_http(std::string_view url) {
    return url.substr(0, 5) == "http:" || url.substr(0, 5) == "HTTP:";
}

constexpr std::string_view kForgeable =
    "http:// lets anybody on the way forge the answers; use https:// if the server has it";

Result<std::string> parse_source_url(std::string_view text) {
    if (text.empty()) return Error{ErrorKind::config, "write a whole URL that begins with https:// or http://"};
    return parse_web_url(text);
}

// The suffix without the dot in front that many write.
Result<std::string> parse_suffix(std::string_view text) {
    if (!text.empty() && text.front() == '.') text.remove_prefix(1);
    return parse_host_name(text);
}

void read_rdap(Section rdap, RegistrationConfig& registration) {
    for (const auto& entry : rdap.entries()) {
        const auto suffix = parse_suffix(entry.key);
        const auto url = parse_source_url(entry.value);
        if (!suffix) rdap.report().error(entry.key_place, "not a suffix of domains: " + suffix.error().what);
        if (!url) rdap.report().error(entry.value_place, entry.key + ": " + url.error().what);
        if (!suffix || !url) continue;
        if (is_plain_http(*url)) rdap.report().warn(entry.value_place, entry.key + ": " + std::string(kForgeable));
        rdap.report().claim("rdap " + *suffix, entry.key_place, "the suffix '" + *suffix + "' has two servers");
        registration.rdap[*suffix] = *url;
    }
}

void read_registration(Section section, RegistrationConfig& registration) {
    set(registration.bootstrap_url, section.parsed("bootstrap_url", parse_source_url));
    if (section.has("bootstrap_url") && is_plain_http(registration.bootstrap_url))
        section.warn("bootstrap_url", std::string(kForgeable));
    set(registration.whois, section.flag("whois"));
    set(registration.whois_root, section.parsed("whois_root", parse_host));
    read_rdap(section.table("rdap"), registration);
    section.done();
}

void read_tenant(Section section, Config& config) {
    set(config.tenant_clouds, section.list("clouds", [](std::string_view text) {
        return parse_one_of(text, {"commercial", "gcc", "gcchigh", "dod", "china"});
    }));
    section.done();
}

Result<CertificateSource::Kind> parse_source_kind(std::string_view text) {
    const auto word = parse_one_of(text, {"crtsh", "certspotter", "hook"});
    if (!word) return word.error();
    if (*word == "crtsh") return CertificateSource::Kind::crtsh;
    return *word == "hook" ? CertificateSource::Kind::hook : CertificateSource::Kind::certspotter;
}

void read_certificate_source(Section section, Config& config) {
    CertificateSource source;
    set(source.name, section.parsed("name", parse_name));
    const auto kind = section.parsed("kind", parse_source_kind);
    set(source.url, section.parsed("url", parse_source_url));
    set(source.token_file, section.file_path("token_file"));
    if (!section.has("name")) section.error("name", "a source of certificates needs a name");
    if (!section.has("kind"))
        section.error("kind", "a source of certificates needs a kind: crtsh, certspotter or hook");
    if (kind == CertificateSource::Kind::hook && !section.has("url"))
        section.error("url", "a source of kind hook needs a url");
    section.done();
    set(source.kind, kind);
    if (source.name.empty()) return;
    section.report().claim("certificates " + source.name, section.place_of("name"),
                           "two sources of certificates have the name '" + source.name + "'");
    config.certificate_sources.push_back(std::move(source));
}

void read_passive_dns_source(Section section, Config& config) {
    PassiveDnsSource source;
    set(source.name, section.parsed("name", parse_name));
    set(source.url, section.parsed("url", parse_source_url));
    set(source.user, section.parsed("user", parse_not_empty));
    set(source.password_file, section.file_path("password_file"));
    if (!section.has("name")) section.error("name", "a source of passive DNS needs a name");
    if (!section.has("url")) section.error("url", "a source of passive DNS needs a url");
    if (section.has("user") != section.has("password_file"))
        section.error(section.has("user") ? "user" : "password_file", "user and password_file belong together");
    section.done();
    if (source.name.empty()) return;
    section.report().claim("passive_dns " + source.name, section.place_of("name"),
                           "two sources of passive DNS have the name '" + source.name + "'");
    config.passive_dns_sources.push_back(std::move(source));
}

}  // namespace

void read_sources(Section& root, Config& config) {
    read_registration(root.table("registration"), config.registration);
    read_tenant(root.table("tenant"), config);
    Section certificates = root.table("certificates");
    for (Section& source : certificates.tables("source")) read_certificate_source(std::move(source), config);
    certificates.done();
    Section passive_dns = root.table("passive_dns");
    for (Section& source : passive_dns.tables("source")) read_passive_dns_source(std::move(source), config);
    passive_dns.done();
}

}  // namespace nameward::config
