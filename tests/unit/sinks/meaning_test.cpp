#include "sinks/meaning.h"

#include <array>
#include <utility>

#include "catch.h"
#include "golden.h"
#include "nameward/text.h"

using namespace nameward;
using namespace nameward::sinks;

namespace {

Change change_to(const std::string& property, Values before, Values after, Layer layer) {
    Change change;
    change.fact = {"example.com", property, "somebody"};
    change.before = std::move(before);
    change.after = std::move(after);
    change.layer = layer;
    return change;
}

}  // namespace

TEST_CASE("what each kind of change may mean", "[sinks]") {
    const std::vector<std::pair<const char*, Change>> changes{
        {"registrar changed", change_to("registration.registrar", {"A"}, {"B"}, Layer::registrar)},
        {"transfer lock removed",
         change_to("registration.statuses", {"clientTransferProhibited"}, {"active"}, Layer::registrar)},
        {"on hold", change_to("registration.statuses", {"active"}, {"serverHold"}, Layer::registry)},
        {"pendingTransfer", change_to("registration.statuses", {"active"}, {"pendingTransfer"}, Layer::registry)},
        {"pendingDelete", change_to("registration.statuses", {"active"}, {"pendingDelete"}, Layer::registry)},
        {"lock added", change_to("registration.statuses", {}, {"clientUpdateProhibited"}, Layer::registrar)},
        {"Managed became Federated", change_to("tenant.microsoft.state", {"managed"}, {"federated"}, Layer::tenant)},
        {"Federated became Managed", change_to("tenant.microsoft.state", {"federated"}, {"managed"}, Layer::tenant)},
        {"no tenant any more", change_to("tenant.microsoft.state", {"managed"}, {"none"}, Layer::tenant)},
        {"federation host changed", change_to("tenant.microsoft.federation_host", {"a"}, {"b"}, Layer::tenant)},
        {"federation URL changed", change_to("tenant.microsoft.federation_url", {"a"}, {"b"}, Layer::tenant)},
        {"tenant id changed", change_to("tenant.microsoft.tenant_id", {"a"}, {"b"}, Layer::tenant)},
        {"tenant renamed", change_to("tenant.microsoft.brand", {"a"}, {"b"}, Layer::tenant)},
        {"region changed", change_to("tenant.microsoft.region_scope", {"EU"}, {"NA"}, Layer::tenant)},
        {"A changed", change_to("records.A", {"a"}, {"b"}, Layer::dns_operator)},
        {"MX changed", change_to("records.MX", {"a"}, {"b"}, Layer::mail)},
        {"TXT changed", change_to("records.TXT", {"a"}, {"b"}, Layer::dns_operator)},
        {"CAA changed", change_to("records.CAA", {"a"}, {}, Layer::dns_operator)},
        {"CNAME changed", change_to("records.CNAME", {"a"}, {"b"}, Layer::dns_operator)},
        {"MX changed with the delegation", change_to("records.MX", {"a"}, {"b"}, Layer::registry)},
    };
    std::string text;
    for (const auto& [title, change] : changes) text += std::string(title) + "\n  " + meaning_of(change) + "\n";
    for (const auto* source : {"parent", "child", "rdap.registry", "whois.registrar", "microsoft.oidc@commercial",
                               "microsoft.realm@china", "resolver.quad9", "ct.crtsh"})
        text += source_in_words(source) + "\n";
    CHECK_GOLDEN("meanings.txt", text);
}

TEST_CASE("what follows from a change of the delegation is explained by it alone", "[sinks]") {
    CHECK(meaning_of(change_to("authority.ns", {"a"}, {"b"}, Layer::registry)).empty());
    CHECK_FALSE(meaning_of(change_to("authority.ns", {"a"}, {"b"}, Layer::dns_operator)).empty());
    CHECK_FALSE(meaning_of(change_to("delegation.ns", {"a"}, {"b"}, Layer::registry)).empty());
    CHECK_FALSE(meaning_of(change_to("registration.name_servers", {"a"}, {"b"}, Layer::registry)).empty());
}
