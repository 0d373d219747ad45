#include "nameward/change.h"

#include <set>

#include "builders.h"
#include "catch.h"
#include "nameward/finding.h"

using namespace nameward;
using namespace nameward::test;

namespace {

Change sample() {
    Change change;
    change.sequence = 7;
    change.domain = "example.com";
    change.fact = fact_of("delegation.ns");
    change.before = {"a", "b"};
    change.after = {"c"};
    return change;
}

}  // namespace

TEST_CASE("a change has the same id whenever it is derived, whatever became of it", "[core]") {
    auto later = sample();
    later.state = ChangeState::confirmed;
    later.at = at(900);
    later.severity = Severity::critical;
    later.summary = "other words";
    later.incident = "i-1";
    CHECK(change_id(later) == change_id(sample()));
    CHECK(change_id(sample()).size() == 2 + 32);
    CHECK(change_id(sample()).rfind("c-", 0) == 0);
}

TEST_CASE("each part of what happened makes another id", "[core]") {
    std::set<std::string> ids{change_id(sample())};
    const auto add = [&](auto alter) {
        auto change = sample();
        alter(change);
        ids.insert(change_id(change));
    };
    add([](Change& c) { c.sequence = 8; });
    add([](Change& c) { c.domain = "example.net"; });
    add([](Change& c) { c.fact.subject = "www.example.com"; });
    add([](Change& c) { c.fact.property = "delegation.ds"; });
    add([](Change& c) { c.fact.source = "child"; });
    add([](Change& c) { c.before = {"a"}, c.after = {"b", "c"}; });
    add([](Change& c) { c.before = {"a", "b", "c"}, c.after = {}; });
    add([](Change& c) { c.before = {"ab"}; });
    CHECK(ids.size() == 9);
}

TEST_CASE("a finding's id tells its openings apart and nothing else", "[core]") {
    Finding finding;
    finding.type = "delegation.lame";
    finding.domain = finding.subject = "example.com";
    finding.opened = at(0);
    auto worse = finding;
    worse.severity = Severity::critical;
    worse.summary = "other words";
    CHECK(finding_id(worse) == finding_id(finding));
    auto again = finding;
    again.opened = at(1);
    CHECK(finding_id(again) != finding_id(finding));
}
