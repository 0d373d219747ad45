// [[domain]] and [domain.expect].
#include "config/expected.h"
#include "config/host.h"
#include "config/sections.h"
#include "config/words.h"

namespace nameward::config {
namespace {

using Texts = std::optional<std::vector<std::string>>;

Texts as_set(Texts values) {
    if (!values) return std::nullopt;
    return config::as_set(*std::move(values));
}

// Servers and receivers are names; an address in this place is a mistake that DNS forbids (RFC 1035 3.3.11).
Result<std::string> parse_server_name(std::string_view text) {
    const auto name = Domain::parse(text);
    if (!name) return name.error();
    return name->name();
}

Result<std::string> parse_tag(std::string_view text) {
    if (!text.empty() && text.size() <= 64) return std::string(text);
    return Error{ErrorKind::config, "a tag has 1 to 64 bytes"};
}

Expectations read_expectations(Section expect) {
    Expectations result;
    result.registrar_iana_id = expect.parsed("registrar_iana_id", parse_registrar_id);
    result.name_servers = as_set(expect.list("name_servers", parse_server_name));
    result.ds = as_set(expect.list("ds", parse_ds));
    result.locks = as_set(expect.list("locks", parse_lock));
    result.mx = as_set(expect.list("mx", parse_server_name));
    result.tenant_id = expect.parsed("tenant_id", parse_tenant_id);
    result.federation_hosts = as_set(expect.list("federation_hosts", parse_server_name));
    result.certificate_issuers = as_set(expect.list("certificate_issuers", parse_not_empty));
    expect.done();
    return result;
}

// Hosts can only be read when the domain is known; without it they are taken as they are, so that they are no
// unknown key on top of the error that the name has.
std::vector<std::string> read_hosts(Section& section, const std::optional<Domain>& name) {
    const auto hosts = section.list("hosts", [&](std::string_view text) -> Result<std::string> {
        return name ? parse_host_below(text, *name) : Result<std::string>(std::string(text));
    });
    return config::as_set(hosts.value_or(std::vector<std::string>()));
}

void read_domain(Section section, Config& config) {
    const auto name = section.parsed("name", Domain::parse);
    const auto hosts = read_hosts(section, name);
    const auto selectors = as_set(section.list("dkim_selectors", parse_selector));
    const auto tags = as_set(section.list("tags", parse_tag));
    const bool critical = section.flag("critical").value_or(false);
    const auto expect = read_expectations(section.table("expect"));
    if (!section.has("name")) section.error("name", "a domain needs a name, such as name = \"example.com\"");
    section.done();
    if (!name) return;
    section.report().claim("domain " + name->name(), section.place_of("name"),
                           "the domain " + name->display() + " is configured twice");
    config.domains.push_back({*name, hosts, selectors.value_or(std::vector<std::string>()),
                              tags.value_or(std::vector<std::string>()), critical, expect});
}

}  // namespace

void read_domains(Section& root, Config& config) {
    for (Section& domain : root.tables("domain")) read_domain(std::move(domain), config);
}

}  // namespace nameward::config
