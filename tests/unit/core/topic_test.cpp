#include "core/topic.h"

#include "builders.h"
#include "catch.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;

namespace {

std::string topic(const std::string& property, Values before, Values after, Layer layer = Layer::registrar) {
    Change change;
    change.fact = fact_of(property);
    change.before = std::move(before);
    change.after = std::move(after);
    change.layer = layer;
    return topic_of(change);
}

}  // namespace

TEST_CASE("the topic of a change of statuses is the gravest of what came and went", "[core]") {
    const std::string statuses = "registration.statuses";
    CHECK(topic(statuses, {}, {"clientHold"}) == statuses + ".hold");
    CHECK(topic(statuses, {}, {"clientHold", "redemptionPeriod"}) == statuses + ".delete");
    CHECK(topic(statuses, {}, {"pendingTransfer"}) == statuses + ".transfer");
    CHECK(topic(statuses, {"clientTransferProhibited"}, {}) == statuses + ".lock");
    CHECK(topic(statuses, {"serverUpdateProhibited"}, {"active"}, Layer::registry) == statuses + ".lock");
    CHECK(topic(statuses, {"clientHold"}, {"active"}) == statuses);
    CHECK(topic(statuses, {}, {"clientTransferProhibited"}) == statuses);
}

TEST_CASE("the topic of a change of state is what it became", "[core]") {
    CHECK(topic("tenant.microsoft.state", {"managed"}, {"federated"}, Layer::tenant) ==
          "tenant.microsoft.state.federated");
    CHECK(topic("tenant.microsoft.state", {"federated"}, {"managed"}, Layer::tenant) == "tenant.microsoft.state");
    CHECK(topic("tenant.microsoft.state", {"managed"}, {"none"}, Layer::tenant) == "tenant.microsoft.state.none");
    CHECK(topic("registration.state", {"registered"}, {"unregistered"}, Layer::registry) ==
          "registration.state.unregistered");
}

TEST_CASE("what follows from a change of the delegation has its topic", "[core]") {
    for (const auto* property : {"authority.ns", "records.MX", "mail.spf", "dnssec.keys"}) {
        CHECK(topic(property, {"a"}, {"b"}, Layer::registry) == "delegation.");
        CHECK(topic(property, {"a"}, {"b"}, Layer::dns_operator) == property);
    }
    CHECK(topic("delegation.ns", {"a"}, {"b"}, Layer::registry) == "delegation.ns");
    CHECK(topic("registration.registrar", {"a"}, {"b"}, Layer::registry) == "registration.registrar");
}
