#include "core/judge.h"

#include "builders.h"
#include "catch.h"
#include "collectors/delegation.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;

namespace {

const Collector& delegation() {
    static const Collector collector = collectors::delegation();
    return collector;
}

Change change(const std::string& property, Values before, Values after, const std::string& source = "parent") {
    const auto seen = [](Values values) { return values.empty() ? Seen::absent() : Seen::present(std::move(values)); };
    return make_change(delegation(), domain_config(), fact_of(property, source), seen(std::move(before)), at(0),
                       seen(std::move(after)), {}, at(300));
}

}  // namespace

TEST_CASE("the weight of a change of the delegation follows what was lost", "[core]") {
    const auto severity = [](const std::string& property, Values before, Values after,
                             const std::string& source = "parent") {
        return change(property, std::move(before), std::move(after), source).severity;
    };
    SECTION("name servers: all critical, a part warning") {
        CHECK(severity("delegation.ns", {"a", "b"}, {"c", "d"}) == Severity::critical);
        CHECK(severity("delegation.ns", {"a", "b"}, {}) == Severity::critical);
        CHECK(severity("delegation.ns", {"a", "b"}, {"a", "c"}) == Severity::warning);
        CHECK(severity("delegation.ns", {"a", "b"}, {"a"}) == Severity::warning);
        CHECK(severity("delegation.ns", {"a", "b"}, {"a", "b", "c"}) == Severity::warning);
    }
    SECTION("DS: removed is critical, one or all; added is warning") {
        CHECK(severity("delegation.ds", {"1 13 2 A", "2 13 2 B"}, {"1 13 2 A"}) == Severity::critical);
        CHECK(severity("delegation.ds", {"1 13 2 A"}, {}) == Severity::critical);
        CHECK(severity("delegation.ds", {"1 13 2 A"}, {"2 13 2 B"}) == Severity::critical);
        CHECK(severity("delegation.ds", {}, {"1 13 2 A"}) == Severity::warning);
        CHECK(severity("delegation.ds", {"1 13 2 A"}, {"1 13 2 A", "2 13 2 B"}) == Severity::warning);
    }
    SECTION("a delegation that goes is critical") {
        CHECK(severity("delegation.state", {"delegated"}, {"undelegated"}) == Severity::critical);
    }
    SECTION("what the domain's own servers say weighs less") {
        CHECK(severity("authority.ns", {"a"}, {"b"}, "child") == Severity::warning);
        CHECK(severity("authority.soa", {"a"}, {"b"}, "child") == Severity::notice);
        CHECK(severity("authority.servers", {"a/1=ok"}, {"b/2=ok"}, "child") == Severity::critical);
    }
    SECTION("a property that nobody described is told all the same") {
        CHECK(severity("delegation.new", {"a"}, {"b"}) == Severity::warning);
        CHECK(change("delegation.new", {"a"}, {"b"}).summary == "delegation.new changed at the registry");
    }
}

TEST_CASE("a change says in one line what happened where", "[core]") {
    CHECK(change("delegation.ns", {"a"}, {"b"}).summary == "name servers changed at the registry");
    CHECK(change("delegation.ds", {"a"}, {}).summary == "DS records removed at the registry");
    CHECK(change("delegation.ds", {}, {"a"}).summary == "DS records appeared at the registry");
    CHECK(change("delegation.state", {"delegated"}, {"undelegated"}).summary == "delegation removed at the registry");
    CHECK(change("delegation.state", {"undelegated"}, {"delegated"}).summary == "delegation appeared at the registry");
    CHECK(change("authority.soa", {"a"}, {"b"}, "child").summary == "SOA changed on the domain's own servers");
}

TEST_CASE("the line names the host where it is not the domain itself", "[core]") {
    const auto of_host =
        make_change(delegation(), domain_config(), fact_of("delegation.ns", "parent", "www.example.com"),
                    Seen::present({"a"}), at(0), Seen::present({"b"}), {}, at(1));
    CHECK(of_host.summary == "name servers of www.example.com changed at the registry");
}

TEST_CASE("a change carries where it came from, what it was and since when", "[core]") {
    const auto made = change("delegation.ns", {"a", "b"}, {"b", "c"});
    CHECK(made.domain == "example.com");
    CHECK(made.collector == "delegation");
    CHECK(made.at == at(300));
    CHECK(made.before_since == at(0));
    CHECK(made.state == ChangeState::suspected);
    CHECK(made.added() == Values{"c"});
    CHECK(made.removed() == Values{"a"});
    CHECK(made.attack == std::vector<std::string>{"T1584.002"});
}

TEST_CASE("what changes together with the delegation happened at the registry", "[core]") {
    std::vector<Change> changes{change("authority.ns", {"a"}, {"b"}, "child"), change("delegation.ns", {"a"}, {"b"})};

    SECTION("in the same pass") {
        settle_layers(delegation(), std::nullopt, changes);
        CHECK(changes[0].layer == Layer::registry);
        CHECK(changes[1].layer == Layer::registry);
    }
    SECTION("not when the delegation's change proved wrong") {
        settle_layers(delegation(), std::nullopt, changes);
        changes[1].state = ChangeState::retracted;
        settle_layers(delegation(), std::nullopt, changes);
        CHECK(changes[0].layer == Layer::dns_operator);
    }
    SECTION("not when it changes alone") {
        changes.pop_back();
        settle_layers(delegation(), std::nullopt, changes);
        CHECK(changes[0].layer == Layer::dns_operator);
    }
}

TEST_CASE("the gravest change comes first, of equal ones as the collector lists its properties", "[core]") {
    std::vector<Change> changes{change("authority.ns", {"a"}, {"b"}, "child"),
                                change("delegation.new", {"a"}, {"b"}),
                                change("authority.soa", {"a"}, {"b"}, "child"),
                                change("delegation.ds", {"a"}, {}),
                                change("delegation.ns", {"a"}, {}),
                                change("delegation.state", {"delegated"}, {"undelegated"})};
    sort_by_weight(delegation(), changes);
    std::vector<std::string> order;
    for (const auto& each : changes) order.push_back(each.fact.property);
    CHECK(order == std::vector<std::string>{"delegation.state", "delegation.ns", "delegation.ds", "authority.ns",
                                            "delegation.new", "authority.soa"});
}

TEST_CASE("the state of a server is no change of the set of servers", "[core]") {
    const auto domain = domain_config();
    const auto same = [&](const Fact& fact, const Values& before, const Values& after) {
        return means_the_same(delegation(), {domain, fact, before, after, {}});
    };
    const auto fact = fact_of("authority.servers", "child");
    CHECK(same(fact, {"a/1=ok"}, {"a/1=lame"}));
    CHECK_FALSE(same(fact, {"a/1=ok"}, {"a/2=ok"}));
    CHECK_FALSE(same(fact_of("delegation.ns"), {"a=1"}, {"a=2"}));
}

TEST_CASE("what changes within minutes of the delegation happened at the registry, whichever came first", "[core]") {
    const auto layer = [](std::optional<Wall> delegation_changed, ChangeState state = ChangeState::confirmed) {
        std::vector<Change> changes{change("authority.ns", {"a"}, {"b"}, "child")};  // at(300)
        changes.front().state = state;
        settle_layers(delegation(), delegation_changed, changes);
        return changes.front().layer;
    };
    CHECK(layer(at(0)) == Layer::registry);
    CHECK(layer(at(900)) == Layer::registry);
    CHECK(layer(std::nullopt) == Layer::dns_operator);
    CHECK(layer(at(901)) == Layer::dns_operator);
    CHECK(layer(at(-301)) == Layer::dns_operator);
    CHECK(layer(at(0), ChangeState::retracted) == Layer::dns_operator);
}
