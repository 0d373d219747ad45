#include "collectors/tenant_properties.h"

#include <algorithm>
#include <utility>

#include "collectors/property_spec.h"
#include "formats/url_text.h"

namespace nameward::collectors {
namespace {

using Attack = std::vector<std::string>;

bool contains(const std::vector<std::string>& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool are_expected(const DomainConfig& domain, const Values& hosts) {
    const auto& expected = domain.expect.federation_hosts;
    return expected && !hosts.empty() &&
           std::all_of(hosts.begin(), hosts.end(), [&](const auto& host) { return contains(*expected, host); });
}

// Whoever signs people in can be anybody among them.
Severity weigh_hosts(const DomainConfig& domain, const Values& after) {
    if (after.empty()) return warning;  // federation was removed: planned, or traces are
    return are_expected(domain, after) ? warning : critical;
}

Values seen_host(const Weighing& change) {
    const auto found = change.seen.find({change.fact.subject, property::federation_host, change.fact.source});
    return found == change.seen.end() ? Values{} : found->second.values;
}

// "We have nothing at Microsoft."
bool expects_none(const DomainConfig& domain) {
    return domain.expect.tenant_id && domain.expect.tenant_id->empty();
}

Severity weigh_appearance(const DomainConfig& domain) {
    return expects_none(domain) ? warning : notice;
}

Severity weigh_state(const Weighing& change) {
    const auto before = change.before.empty() ? "none" : change.before.front();
    const auto after = change.after.empty() ? "none" : change.after.front();
    if (after == "federated") {
        const auto hosts = seen_host(change);
        return hosts.empty() ? critical : weigh_hosts(change.domain, hosts);
    }
    if (after == "managed") return before == "none" ? weigh_appearance(change.domain) : warning;
    return critical;
}

Severity weigh_tenant_id(const Weighing& change) {
    if (!change.before.empty()) return critical;
    const auto& expected = change.domain.expect.tenant_id;
    if (!expected || contains(change.after, *expected)) return notice;
    return expected->empty() ? warning : critical;
}

Severity weigh_host(const Weighing& change) {
    return weigh_hosts(change.domain, change.after);
}

bool same_origin(const Weighing& change) {
    return change.before.size() == 1 && change.after.size() == 1 &&
           formats::origin_of(change.before.front()) == formats::origin_of(change.after.front());
}

// The host's own change carries the weight; a new path is another application at the same provider.
Severity weigh_url(const Weighing& change) {
    return same_origin(change) ? notice : weigh_hosts(change.domain, seen_host(change));
}

Severity weigh_witness_url(const Weighing& change) {
    return same_origin(change) ? notice : warning;
}

PropertySpec spec(const char* name, const std::string& source, const char* title, Severity appears, Severity changes,
                  Attack attack) {
    return property_spec(name, source + "<cloud>", title, Layer::tenant, {appears, changes, changes, changes},
                         std::move(attack));
}

// The gravest first: where several change at once, the first of equal weight names the alert.
std::vector<PropertySpec> all_properties() {
    const auto &openid = kOpenIdSource, &realm = kRealmSource;
    const Attack federation{"T1484.002"};             // Domain or Tenant Policy Modification: Trust Modification
    const Attack takeover{"T1584.001", "T1078.004"};  // Compromise Infrastructure: Domains; Cloud Accounts
    return {
        // with Forge Web Credentials, Modify Authentication Process: Hybrid Identity
        weighed(
            spec(property::state, realm, "sign-in mode", critical, critical, {"T1484.002", "T1606.002", "T1556.007"}),
            weigh_state),
        weighed(spec(property::federation_host, realm, "federation host", critical, critical, federation), weigh_host),
        weighed(spec(property::tenant_id, openid, "tenant id", critical, critical, takeover), weigh_tenant_id),
        weighed(spec(property::federation_url, realm, "federation URL", critical, critical, federation), weigh_url),
        spec(property::realm_domain, realm, "realm", notice, warning, {"T1584.001"}),
        spec(property::cloud, openid, "cloud of the tenant", notice, warning, {}),
        spec(property::region_scope, openid, "region of the tenant", notice, warning, {}),
        spec(property::region_sub_scope, openid, "sub-region of the tenant", warning, warning, {}),
        spec(property::cloud_instance, openid, "cloud instance", notice, warning, {}),
        spec(property::msgraph_host, openid, "Graph host", notice, warning, {}),
        spec(property::issuer_uri, realm, "issuer of the cloud", notice, warning, {}),
        spec(property::federation_protocol, realm, "federation protocol", notice, notice, federation),
        weighed(spec(property::federation_active_url, realm, "active federation URL", warning, warning, federation),
                weigh_witness_url),
        weighed(spec(property::federation_metadata_url, realm, "federation metadata URL", warning, warning, federation),
                weigh_witness_url),
        // Gather Victim Network Information: Domain Properties; Impersonation
        spec(property::brand, realm, "name of the tenant", info, info, {"T1590.001", "T1656"}),
    };
}

}  // namespace

const std::vector<PropertySpec>& tenant_properties() {
    static const auto list = all_properties();
    return list;
}

}  // namespace nameward::collectors
