// Ways to see nothing, or half: a day of each (288 looks) and then a real change. And a thousand looks at a world that
// shuffles what does not matter.
#include <algorithm>
#include <functional>
#include <set>

#include "catch.h"
#include "collectors/delegation.h"
#include "fake_world.h"
#include "watch.h"

using namespace nameward;
using namespace nameward::test;
using Kind = FindingEvent::Kind;

namespace {

constexpr int kDay = 288;  // looks, every five minutes

struct BlindWay {
    const char* name;
    std::function<void(FakeWorld&)> begin;
    std::set<std::string> blind;  // sources that have to be told
    bool lame = false;            // delegation.lame is told as well
};

void all_parents(FakeWorld& world, Mode mode) {
    world.set_parents(mode);
}

const std::vector<BlindWay>& ways() {
    static const std::vector<BlindWay> list{
        {"all child servers time out", [](FakeWorld& w) { w.set_children(Mode::timeout); }, {"child"}},
        {"all child servers answer SERVFAIL", [](FakeWorld& w) { w.set_children(Mode::servfail); }, {"child"}, true},
        {"all child servers answer REFUSED", [](FakeWorld& w) { w.set_children(Mode::refused); }, {"child"}, true},
        {"all child servers are lame", [](FakeWorld& w) { w.set_children(Mode::lame); }, {"child"}, true},
        {"all child answers are truncated", [](FakeWorld& w) { w.set_children(Mode::truncated); }, {"child"}},
        {"all child answers are forged", [](FakeWorld& w) { w.set_children(Mode::forged); }, {"child"}},
        {"one of two parents denies the domain",
         [](FakeWorld& w) { w.modes["127.0.1.1"] = Mode::nxdomain; },
         {"parent"}},
        {"the parents are gone", [](FakeWorld& w) { all_parents(w, Mode::timeout); }, {"parent"}},
        {"half of the child servers are gone", [](FakeWorld& w) { w.modes["127.0.2.2"] = Mode::timeout; }, {"child"}},
        {"half of the parents are gone", [](FakeWorld& w) { w.modes["127.0.1.2"] = Mode::timeout; }, {"parent"}},
        {"the parents answer REFUSED", [](FakeWorld& w) { all_parents(w, Mode::refused); }, {"parent"}},
        {"the way to the parent is not found", [](FakeWorld& w) { w.parent_zone_is_found = false; }, {"parent"}},
        {"everything is gone",
         [](FakeWorld& w) {
             w.set_parents(Mode::no_way);
             w.set_children(Mode::no_way);
         },
         {"parent", "child"}},
        {"the addresses of the servers are not found",
         [](FakeWorld& w) {
             w.unresolvable = {"ns1.example.net", "ns2.example.net"};
         },
         {"child"}},
        {"the address of one server is not found",
         [](FakeWorld& w) { w.unresolvable = {"ns2.example.net"}; },
         {"child"}},
        {"one of the child servers is lame", [](FakeWorld& w) { w.modes["127.0.2.2"] = Mode::lame; }, {}, true},
        {"one of the child servers answers SERVFAIL",
         [](FakeWorld& w) { w.modes["127.0.2.2"] = Mode::servfail; },
         {},
         true},
    };
    return list;
}

Watch watch() {
    return {collectors::delegation(), {}, domain_config()};
}

std::vector<FindingEvent> of_source(const Watch& w, const std::string& source, Kind kind) {
    auto events = w.store.events_of("monitor.blind", kind);
    std::erase_if(events, [&](const FindingEvent& event) { return event.finding.subject != "delegation/" + source; });
    return events;
}

void check_a_real_change_is_told(Watch& w, FakeWorld& world, std::int64_t second) {
    const auto already = w.store.told().size(), sent = w.store.outgoing.size();
    world.move_to({"ns1.evil.example", "ns2.evil.example"});
    w.pass(world.net(), at(second));
    std::set<std::string> properties;
    for (std::size_t i = already; i < w.store.told().size(); ++i) {
        CHECK(w.store.told()[i].state == ChangeState::confirmed);
        CHECK(w.store.told()[i].layer == Layer::registry);
        properties.insert(w.store.told()[i].fact.property);
    }
    CHECK(properties == std::set<std::string>{"delegation.ns", "authority.ns", "authority.servers"});
    REQUIRE(w.store.outgoing.size() > sent);
    CHECK(w.store.outgoing[sent].alert.severity == Severity::critical);
    CHECK(w.store.outgoing[sent].alert.summary == "name servers changed at the registry");
}

}  // namespace

TEST_CASE("a day of blindness in any way makes no change, one message when it is lost and one when it is back",
          "[collectors][core]") {
    for (const auto& way : ways()) {
        INFO(way.name);
        auto w = watch();
        FakeWorld world;
        w.pass(world.net(), at(0));
        way.begin(world);
        int look = 1;
        for (; look <= kDay; ++look) w.pass(world.net(), at(300 * look));

        CHECK(w.store.changes.empty());
        for (const std::string source : {"parent", "child"}) {
            INFO(source);
            const auto opened = of_source(w, source, Kind::opened);
            CHECK(opened.size() == way.blind.count(source));
            if (!opened.empty()) CHECK(opened[0].finding.opened == at(300 * 4));
            CHECK(of_source(w, source, Kind::closed).empty());
        }
        CHECK(w.store.events_of("delegation.lame", Kind::opened).size() == (way.lame ? 1U : 0U));
        CHECK(w.store.outgoing.size() == (way.lame ? 1U : 0U));

        const FakeWorld well;
        world.modes = well.modes;
        world.parent_zone_is_found = true;
        world.unresolvable.clear();
        for (int i = 0; i < 20; ++i, ++look) w.pass(world.net(), at(300 * look));
        CHECK(w.store.changes.empty());
        for (const std::string source : {"parent", "child"})
            CHECK(of_source(w, source, Kind::closed).size() == way.blind.count(source));
        CHECK(w.store.outgoing.size() == (way.lame ? 2U : 0U));
        check_a_real_change_is_told(w, world, 300 * look);
    }
}

TEST_CASE("blindness from the very first look on makes the first sight a silent baseline", "[collectors][core]") {
    for (const auto& way : ways()) {
        INFO(way.name);
        auto w = watch();
        FakeWorld world;
        way.begin(world);
        int look = 0;
        for (; look < 10; ++look) w.pass(world.net(), at(300 * look));
        const FakeWorld well;
        world.modes = well.modes;
        world.parent_zone_is_found = true;
        world.unresolvable.clear();
        for (int i = 0; i < 5; ++i, ++look) w.pass(world.net(), at(300 * look));
        CHECK(w.store.changes.empty());
        check_a_real_change_is_told(w, world, 300 * look);
    }
}

TEST_CASE("two vendors with an SOA of their own each are watched, not dark", "[collectors][core]") {
    auto w = watch();
    FakeWorld world;
    world.soa_at["127.0.2.2"] = "ns1.vendor.example ops.vendor.example";
    for (int look = 0; look <= kDay; ++look) w.pass(world.net(), at(300 * look));
    world.modes["127.0.2.2"] = Mode::timeout;
    for (int look = kDay + 1; look <= kDay + 3; ++look) w.pass(world.net(), at(300 * look));
    world.modes.clear();
    w.pass(world.net(), at(300 * (kDay + 4)));
    CHECK(w.store.changes.empty());
    CHECK(w.store.events.empty());
    world.soa_at["127.0.2.2"] = "ns1.evil.example ops.vendor.example";
    w.pass(world.net(), at(300 * (kDay + 5)));
    REQUIRE(w.store.told().size() == 1);
    CHECK(w.store.told()[0].fact.property == "authority.soa");
    CHECK(w.store.told()[0].added() == Values{"ns1.evil.example ops.vendor.example"});
    CHECK(w.store.told()[0].state == ChangeState::confirmed);
}

TEST_CASE("a server that names another set is told at the third look, and is not darkness", "[collectors][core]") {
    auto w = watch();
    FakeWorld world;
    w.pass(world.net(), at(0));
    world.child_ns_at["127.0.2.2"] = {"ns2.example.net"};
    for (int look = 1; look <= kDay; ++look) {
        const auto record = w.pass(world.net(), at(300 * look));
        CHECK_FALSE(record.sights.at("child").blind_since);
        CHECK(w.store.events_of("delegation.mismatch", Kind::opened).size() == (look < 3 ? 0U : 1U));
    }
    CHECK(w.store.events_of("monitor.blind").empty());
    CHECK(w.store.told().empty());
    REQUIRE(w.store.outgoing.size() == 1);
    CHECK(w.store.outgoing[0].alert.summary.find("the domain's own servers disagree") == 0);
}

TEST_CASE("a domain that is blind and then not delegated any more is not seen again", "[collectors][core]") {
    auto w = watch();
    FakeWorld world;
    w.pass(world.net(), at(0));
    world.set_children(Mode::timeout);
    for (int look = 1; look <= 5; ++look) w.pass(world.net(), at(300 * look));
    CHECK(of_source(w, "child", Kind::opened).size() == 1);
    world.delegated = false;
    for (int look = 6; look <= 9; ++look) w.pass(world.net(), at(300 * look));
    CHECK(of_source(w, "child", Kind::closed).empty());
    REQUIRE(of_source(w, "child", Kind::dropped).size() == 1);
    CHECK(of_source(w, "child", Kind::dropped)[0].finding.summary.ends_with("it has no servers of its own)"));
}

TEST_CASE("half of many parents gone is not blindness", "[collectors][core]") {
    auto w = watch();
    FakeWorld world;
    world.parents["c.parent.example"] = {"127.0.1.3"};
    world.parents["d.parent.example"] = {"127.0.1.4"};
    w.pass(world.net(), at(0));
    world.modes["127.0.1.1"] = world.modes["127.0.1.3"] = Mode::timeout;
    for (int look = 1; look <= kDay; ++look) w.pass(world.net(), at(300 * look));
    CHECK(w.store.changes.empty());
    CHECK(w.store.events.empty());
    check_a_real_change_is_told(w, world, 300 * (kDay + 1));
}

TEST_CASE("a real change is told while half of the servers are dark", "[collectors][core]") {
    auto w = watch();
    FakeWorld world;
    world.parents["c.parent.example"] = {"127.0.1.3"};
    w.pass(world.net(), at(0));
    world.modes["127.0.1.1"] = world.modes["127.0.2.2"] = Mode::timeout;
    for (int look = 1; look <= 10; ++look) w.pass(world.net(), at(300 * look));
    check_a_real_change_is_told(w, world, 300 * 11);
}

TEST_CASE("a server that flaps in every way it can makes no change", "[collectors][core]") {
    auto w = watch();
    FakeWorld world;
    std::mt19937 random(7);
    const std::vector<Mode> modes{Mode::well,      Mode::timeout, Mode::servfail,  Mode::refused, Mode::lame,
                                  Mode::truncated, Mode::forged,  Mode::malformed, Mode::no_way};
    for (int look = 0; look < 1000; ++look) {
        world.modes["127.0.2.2"] = modes[random() % modes.size()];
        world.modes["127.0.1.1"] = modes[random() % modes.size()];
        w.pass(world.net(), at(300 * look));
    }
    CHECK(w.store.changes.empty());
    world.modes.clear();
    check_a_real_change_is_told(w, world, 300 * 1000);
}

TEST_CASE("a thousand looks at shuffled records, TTLs and serials teach nothing, the next real change is told",
          "[collectors][core]") {
    auto w = watch();
    FakeWorld world;
    world.delegation = world.child_ns = {"ns1.example.net", "ns2.example.net", "ns3.example.com", "ns4.example.com"};
    world.glue = {"ns3.example.com 127.0.2.3", "ns3.example.com ::1", "ns4.example.com 127.0.2.4"};
    world.ds = {"1 13 2 AAAA", "2 13 2 BBBB"};
    world.hosts["ns1.example.net"] = {"127.0.2.1", "127.0.2.11", "127.0.2.12"};
    w.pass(world.net(), at(0));
    for (int look = 1; look <= 1000; ++look) {
        const auto record = w.pass(world.net(), at(300 * look));
        if (!record.learnt.empty()) FAIL("look " << look << " learnt something");
    }
    CHECK(w.store.changes.empty());
    CHECK(w.store.events.empty());
    world.ds.pop_back();
    w.pass(world.net(), at(300 * 1001));
    REQUIRE(w.store.told().size() == 1);
    CHECK(w.store.told()[0].fact.property == "delegation.ds");
    CHECK(w.store.told()[0].severity == Severity::critical);
}

TEST_CASE("a change that only one look saw is retracted", "[collectors][core]") {
    auto w = watch();
    FakeWorld world, before;
    w.pass(world.net(), at(0));
    world.move_to({"ns1.evil.example"});
    w.look(world.net(), at(300));
    world.delegation = before.delegation;
    world.child_ns = before.child_ns;
    w.look(world.net(), at(330));
    CHECK(w.store.changes.size() == 3);
    CHECK(w.store.told().empty());
    CHECK(w.store.outgoing.empty());
}

TEST_CASE("a change is told unconfirmed where the second look is blind", "[collectors][core]") {
    auto w = watch();
    FakeWorld world;
    w.pass(world.net(), at(0));
    world.move_to({"ns1.evil.example"});
    w.look(world.net(), at(300));
    world.set_parents(Mode::timeout);
    world.set_children(Mode::timeout);
    w.look(world.net(), at(330));
    CHECK(w.store.outgoing.empty());
    w.look(world.net(), at(360));
    REQUIRE(w.store.told().size() == 3);
    for (const auto& change : w.store.told()) CHECK(change.state == ChangeState::unconfirmed);
    CHECK(w.store.outgoing.size() == 1);
}

TEST_CASE("a delegation that goes and comes back is two critical messages of one incident", "[collectors][core]") {
    auto w = watch();
    w.domain.expect.name_servers = Values{"ns1.example.net", "ns2.example.net"};
    FakeWorld world;
    world.ds = {"1 13 2 AAAA"};
    w.pass(world.net(), at(0));
    world.delegated = false;
    for (int look = 1; look <= 20; ++look) w.pass(world.net(), at(300 * look));
    REQUIRE(w.store.outgoing.size() == 1);
    CHECK(w.store.outgoing[0].alert.severity == Severity::critical);
    CHECK(w.store.outgoing[0].alert.summary == "delegation removed at the registry");
    CHECK(w.store.events_of("monitor.blind").empty());
    world.delegated = true;
    for (int look = 21; look <= 40; ++look) w.pass(world.net(), at(300 * look));
    REQUIRE(w.store.outgoing.size() == 2);
    CHECK(w.store.outgoing[1].alert.incident == w.store.outgoing[0].alert.incident);
    CHECK(w.store.events_of("expectation.name_servers", Kind::closed).size() == 1);
    CHECK(std::count_if(w.store.changes.begin(), w.store.changes.end(),
                        [](const Change& change) { return !change.reverted_by.empty(); }) == 3);
}
