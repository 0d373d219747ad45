#include "core/next_steps.h"

#include <algorithm>

#include "builders.h"
#include "catch.h"

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
    auto closed = finding_of("delegation.lame");
    closed.closed = at(1);
    CHECK(next_steps({}, {closed}).empty());
    CHECK(next_steps({}, {finding_of("nothing.known")}).empty());
}
