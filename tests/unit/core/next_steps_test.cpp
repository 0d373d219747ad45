#include "core/next_steps.h"

#include <algorithm>

#include "builders.h"
#include "catch.h"
#include "golden.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;

namespace {

Change change_of(const std::string& property) {
    Change change;
    change.fact = fact_of(property);
    return change;
}

Finding finding_of(const std::string& type) {
    Finding finding;
    finding.type = type;
    return finding;
}

bool mentions(const std::vector<std::string>& steps, const std::string& words) {
    return std::any_of(steps.begin(), steps.end(),
                       [&](const std::string& step) { return step.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("after a change of the delegation the registrar is called first of all", "[core]") {
    const auto steps = next_steps({change_of("delegation.ns"), change_of("authority.ns")}, {});
    REQUIRE(steps.size() >= 3);
    CHECK(mentions({steps[0]}, "planned"));
    CHECK(mentions({steps[1]}, "registrar's emergency contact"));
    CHECK_FALSE(mentions(steps, "whoever runs the name servers"));
}

TEST_CASE("where only the domain's own servers changed, their operator is asked", "[core]") {
    auto change = change_of("authority.ns");
    change.layer = Layer::dns_operator;
    CHECK(mentions(next_steps({change}, {}), "whoever runs the name servers"));
    CHECK_FALSE(mentions(next_steps({change}, {}), "emergency contact"));
}

TEST_CASE("each step is said once", "[core]") {
    const auto one = next_steps({change_of("delegation.ns")}, {});
    CHECK(next_steps({change_of("delegation.ns"), change_of("delegation.ds"), change_of("delegation.state")}, {}) ==
          one);
}

TEST_CASE("a finding gets the closest advice, a closed one none", "[core]") {
    CHECK(mentions(next_steps({}, {finding_of("delegation.lame")}), "do not serve the domain"));
    CHECK_FALSE(mentions(next_steps({}, {finding_of("delegation.lame")}), "emergency contact"));
    CHECK(mentions(next_steps({}, {finding_of("expectation.name_servers")}), "[domain.expect]"));
    CHECK(mentions(next_steps({}, {finding_of("monitor.blind")}), "nameward status"));
    CHECK(mentions(next_steps({}, {finding_of("registration.disputed")}), "is the domain still there"));
    CHECK_FALSE(mentions(next_steps({}, {finding_of("registration.disputed")}), "planned"));
    auto closed = finding_of("delegation.lame");
    closed.closed = at(1);
    CHECK(next_steps({}, {closed}).empty());
    CHECK(next_steps({}, {finding_of("nothing.known")}).empty());
}

namespace {

Change change_to(const std::string& property, Values before, Values after, Layer layer) {
    auto change = change_of(property);
    change.before = std::move(before);
    change.after = std::move(after);
    change.layer = layer;
    return change;
}

// What a person reads, change by change.
std::string advice_in_full() {
    const std::vector<std::pair<const char*, Change>> changes{
        {"registrar changed", change_to("registration.registrar", {"A"}, {"B"}, Layer::registrar)},
        {"transfer lock removed",
         change_to("registration.statuses", {"clientTransferProhibited"}, {"active"}, Layer::registrar)},
        {"on hold", change_to("registration.statuses", {"active"}, {"serverHold"}, Layer::registry)},
        {"pendingTransfer", change_to("registration.statuses", {"active"}, {"pendingTransfer"}, Layer::registry)},
        {"pendingDelete", change_to("registration.statuses", {"active"}, {"pendingDelete"}, Layer::registry)},
        {"no longer registered", change_to("registration.state", {"registered"}, {"unregistered"}, Layer::registry)},
        {"name servers in the registration", change_to("registration.name_servers", {"a"}, {"b"}, Layer::registry)},
        {"contact changed", change_to("registration.contact.registrant.email", {"a"}, {"b"}, Layer::registrar)},
        {"Managed became Federated", change_to("tenant.microsoft.state", {"managed"}, {"federated"}, Layer::tenant)},
        {"Federated became Managed", change_to("tenant.microsoft.state", {"federated"}, {"managed"}, Layer::tenant)},
        {"no tenant any more", change_to("tenant.microsoft.state", {"managed"}, {"none"}, Layer::tenant)},
        {"federation host changed", change_to("tenant.microsoft.federation_host", {"a"}, {"b"}, Layer::tenant)},
        {"tenant id changed", change_to("tenant.microsoft.tenant_id", {"a"}, {"b"}, Layer::tenant)},
        {"tenant renamed", change_to("tenant.microsoft.brand", {"a"}, {"b"}, Layer::tenant)},
        {"address changed", change_to("records.AAAA", {"a"}, {"b"}, Layer::dns_operator)},
        {"MX changed", change_to("records.MX", {"a"}, {"b"}, Layer::mail)},
        {"TXT changed", change_to("records.TXT", {"a"}, {"b"}, Layer::dns_operator)},
        {"CAA changed", change_to("records.CAA", {"a"}, {}, Layer::dns_operator)},
        {"CNAME changed", change_to("records.CNAME", {"a"}, {"b"}, Layer::dns_operator)},
        {"MX changed with the delegation", change_to("records.MX", {"a"}, {"b"}, Layer::registry)},
    };
    std::string text;
    for (const auto& [title, change] : changes) {
        text += std::string(title) + "\n";
        for (const auto& step : next_steps({change}, {})) text += "  - " + step + "\n";
    }
    for (const auto* type :
         {"expectation.registrar_iana_id", "expectation.locks", "expectation.mx", "expectation.tenant_id",
          "expectation.federation_hosts", "registration.expiring", "registration.lock_missing", "view.disagrees"}) {
        text += std::string(type) + "\n";
        for (const auto& step : next_steps({}, {finding_of(type)})) text += "  - " + step + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("what to do first after each kind of change", "[core]") {
    CHECK_GOLDEN("core/next_steps.txt", advice_in_full());
}
