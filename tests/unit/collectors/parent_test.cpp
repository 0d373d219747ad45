#include "collectors/parent.h"

#include <algorithm>

#include "builders.h"
#include "catch.h"
#include "fake_world.h"

using namespace nameward;
using namespace nameward::collectors;
using namespace nameward::test;

namespace {

ParentView ask_parents_of(FakeWorld& world, Attention attention = Attention::first) {
    return ask_parent(kDomain, world.net(), attention);
}

DnsAnswer response(int code, bool authoritative) {
    DnsAnswer answer;
    answer.outcome = DnsAnswer::Outcome::response;
    answer.rcode = code;
    answer.authoritative = authoritative;
    return answer;
}

DnsRecord soa_at(const std::string& owner) {
    return {owner, rr::SOA, 0, "", "m r 1 2 3 4 5"};
}

void add_parents(FakeWorld& world, int count) {
    world.parents.clear();
    for (int i = 0; i < count; ++i)
        world.parents[std::string(1, static_cast<char>('a' + i)) + ".parent.example"] = {"127.0.1." +
                                                                                         std::to_string(i + 1)};
}

}  // namespace

TEST_CASE("a delegation is read from the parent's referral", "[collectors]") {
    FakeWorld world;
    world.ds = {"12345 13 2 ABCD"};
    world.delegation.push_back("ns3.example.com");
    world.glue = {"ns3.example.com 127.0.2.3", "ns3.example.com ::1"};
    const auto view = ask_parents_of(world);
    CHECK(view.state.values == Values{"delegated"});
    CHECK(view.ns.values == Values{"ns1.example.net", "ns2.example.net", "ns3.example.com"});
    CHECK(view.ds.values == Values{"12345 13 2 ABCD"});
    CHECK(view.glue.values == Values{"ns3.example.com 127.0.2.3", "ns3.example.com ::1"});
    CHECK(view.glue_addresses.at("ns3.example.com").size() == 2);
    CHECK(view.ns.evidence.size() == 2);
}

TEST_CASE("glue that the delegation can do without is not part of it", "[collectors]") {
    FakeWorld world;
    world.glue = {"ns1.example.net 127.0.2.1", "other.example.com 127.0.2.9"};
    CHECK(ask_parents_of(world).glue.state == Seen::State::absent);
}

TEST_CASE("a denial with authority is an absent delegation", "[collectors]") {
    FakeWorld world;
    world.delegated = false;
    const auto view = ask_parents_of(world);
    CHECK(view.state.values == Values{"undelegated"});
    CHECK(view.ns.state == Seen::State::absent);
    CHECK(view.ds.state == Seen::State::absent);
    CHECK(view.glue.state == Seen::State::absent);
}

TEST_CASE("what a parent's server says counts only where it is about this delegation", "[collectors]") {
    const auto ns = [](const DnsAnswer& answer) {
        return read_parent(kDomain, answer, response(rcode::servfail, false));
    };

    SECTION("NXDOMAIN without authority is no denial") {
        CHECK_FALSE(ns(response(rcode::nxdomain, false)).state.known());
    }
    SECTION("an empty answer denies only with the SOA of a zone above") {
        auto answer = response(rcode::noerror, true);
        CHECK_FALSE(ns(answer).state.known());
        answer.authority = {soa_at("example.com")};
        CHECK_FALSE(ns(answer).state.known());
        answer.authority = {soa_at("example.net")};
        CHECK_FALSE(ns(answer).state.known());
        answer.authority = {soa_at("com")};
        CHECK(ns(answer).state.values == Values{"undelegated"});
    }
    SECTION("a referral elsewhere is none") {
        auto answer = response(rcode::noerror, false);
        answer.authority = {{"", rr::NS, 0, "", "a.root.example"}, {"www.example.com", rr::NS, 0, "", "x"}};
        CHECK_FALSE(ns(answer).state.known());
    }
    SECTION("a server of parent and child answers with authority; somebody's cache does not") {
        auto answer = response(rcode::noerror, true);
        answer.answer = {{"example.com", rr::NS, 0, "", "ns1.example.net"}};
        CHECK(ns(answer).ns.values == Values{"ns1.example.net"});
        answer.authoritative = false;
        CHECK_FALSE(ns(answer).ns.known());
    }
    SECTION("an error code is no word") {
        for (const int code : {rcode::servfail, rcode::refused, rcode::notimp, 23}) {
            auto answer = response(code, true);
            answer.authority = {{"example.com", rr::NS, 0, "", "ns1.example.net"}};
            CHECK_FALSE(ns(answer).state.known());
        }
    }
}

TEST_CASE("DS records count with authority, their absence with a denial from above", "[collectors]") {
    const auto ds = [](const DnsAnswer& answer) {
        return read_parent(kDomain, response(rcode::servfail, false), answer).ds;
    };
    auto answer = response(rcode::noerror, true);
    answer.answer = {{"example.com", rr::DS, 0, "", "1 13 2 AB"}, {"www.example.com", rr::DS, 0, "", "2 13 2 CD"}};
    CHECK(ds(answer).values == Values{"1 13 2 AB"});
    answer.authoritative = false;
    CHECK_FALSE(ds(answer).known());

    auto none = response(rcode::noerror, true);
    CHECK_FALSE(ds(none).known());
    none.authority = {soa_at("example.com")};
    CHECK_FALSE(ds(none).known());
    none.authority = {soa_at("com")};
    CHECK(ds(none).state == Seen::State::absent);
}

TEST_CASE("one of two parents alone makes no word", "[collectors]") {
    FakeWorld world;
    SECTION("the other is silent") {
        world.modes["127.0.1.1"] = Mode::timeout;
    }
    SECTION("the other denies") {
        world.modes["127.0.1.1"] = Mode::nxdomain;
    }
    SECTION("the other names other servers") {
        world.delegation_at["127.0.1.1"] = {"evil.example"};
    }
    const auto view = ask_parents_of(world);
    CHECK_FALSE(view.ns.known());
    CHECK(view.ns.reason.find("a.parent.example/127.0.1.1") != std::string::npos);
}

TEST_CASE("a server with two addresses does not outvote one that is silent", "[collectors]") {
    FakeWorld world;
    world.parents["a.parent.example"] = {"127.0.1.1", "::1"};
    world.modes["127.0.1.1"] = world.modes["::1"] = Mode::nxdomain;
    world.modes["127.0.1.2"] = Mode::timeout;
    CHECK_FALSE(ask_parents_of(world).state.known());
}

TEST_CASE("where the parent has one server its word is enough", "[collectors]") {
    FakeWorld world;
    add_parents(world, 1);
    CHECK(ask_parents_of(world).state.known());
}

TEST_CASE("a few servers are asked while they agree, all where they do not and in a second look", "[collectors]") {
    FakeWorld world;
    add_parents(world, 8);
    const auto servers_asked = [&] {
        std::vector<std::string> addresses;
        for (const auto& question : world.asked) addresses.push_back(question.server.text());
        return make_values(std::move(addresses)).size();
    };
    SECTION("four in a first look, over UDP first") {
        CHECK(ask_parents_of(world).ns.known());
        CHECK(servers_asked() == 4);
        for (const auto& question : world.asked) CHECK_FALSE(question.tcp);
    }
    SECTION("the same four every time") {
        ask_parents_of(world);
        ask_parents_of(world);
        CHECK(servers_asked() == 4);
    }
    SECTION("all in a second look, over TCP") {
        CHECK(ask_parents_of(world, Attention::second).ns.known());
        CHECK(servers_asked() == 8);
        for (const auto& question : world.asked) CHECK(question.tcp);
    }
    SECTION("all where the first are silent, as long as two are left") {
        world.set_parents(Mode::timeout);
        world.modes["127.0.1.2"] = world.modes["127.0.1.7"] = Mode::well;
        CHECK(ask_parents_of(world).ns.known());
        CHECK(servers_asked() == 8);
    }
    SECTION("a liar among eight is outvoted") {
        world.modes["127.0.1.3"] = Mode::nxdomain;
        CHECK(ask_parents_of(world).state.values == Values{"delegated"});
    }
    SECTION("each is asked with the registry's tighter budget") {
        ask_parents_of(world);
        for (const auto& question : world.asked) CHECK(question.registry);
    }
}

TEST_CASE("never more servers are asked than a parent can have", "[collectors]") {
    FakeWorld world;
    world.parents.clear();
    for (int i = 0; i < 200; ++i) world.parents["p" + std::to_string(i)] = {"127.1.0." + std::to_string(i + 1)};
    ask_parents_of(world, Attention::second);
    CHECK(world.asked.size() == 2 * 32);
}

TEST_CASE("without a way to the parent everything is unknown, with the reason", "[collectors]") {
    FakeWorld world;
    SECTION("the walk fails") {
        world.parent_zone_is_found = false;
        CHECK(ask_parents_of(world).ns.reason == "no root server answers");
    }
    SECTION("no server of the parent has an address") {
        for (auto& [name, addresses] : world.parents) addresses.clear();
        CHECK(ask_parents_of(world).ns.reason == "no server of the parent zone \"com\" has an address");
    }
    const auto view = ask_parents_of(world);
    for (const auto* word : {&view.state, &view.ns, &view.ds, &view.glue}) CHECK_FALSE(word->known());
    CHECK(world.asked.empty());
}
