#include "collectors/child_view.h"

#include <algorithm>

#include "builders.h"
#include "catch.h"
#include "fake_world.h"
#include "texts.h"

using namespace nameward;
using namespace nameward::collectors;
using namespace nameward::test;
using ServerState = ChildServer::State;

namespace {

const Values kNames{"ns1.example.net", "ns2.example.net"};
const Values kBothWell{"ns1.example.net/127.0.2.1=ok", "ns2.example.net/127.0.2.2=ok"};

std::vector<ChildServer> ask_children_of(FakeWorld& world, const Values& names = kNames) {
    return ask_children(kDomain, world.net(), Attention::first, names, {});
}

ChildView view(FakeWorld& world, const Values& servers_before = {}, const Values& soa_before = {}) {
    return weigh(kDomain, ask_children_of(world), {servers_before, soa_before});
}

}  // namespace

TEST_CASE("servers that answer with authority give names, SOA without serial, and their state", "[collectors]") {
    FakeWorld world;
    const auto seen = view(world);
    CHECK(seen.ns.values == kNames);
    CHECK(seen.soa.values == Values{"ns1.example.net hostmaster.example.com"});
    CHECK(seen.servers.values == kBothWell);
    CHECK(seen.servers.unseen.empty());
    CHECK(seen.servers.reason.empty());
    CHECK(seen.lame.state == Condition::State::clear);
    CHECK(seen.disagreement.empty());
    CHECK(seen.ns.evidence.size() == 2);
}

TEST_CASE("how one server answers is its state", "[collectors]") {
    FakeWorld world;
    const auto state_in = [&](Mode mode) {
        world.modes["127.0.2.2"] = mode;
        const auto servers = ask_children_of(world);
        return std::make_pair(servers.at(1).state, servers.at(1).word);
    };
    CHECK(state_in(Mode::well) == std::make_pair(ServerState::ok, std::string("ok")));
    CHECK(state_in(Mode::lame) == std::make_pair(ServerState::lame, std::string("lame")));
    CHECK(state_in(Mode::nxdomain) == std::make_pair(ServerState::error, std::string("NXDOMAIN")));
    CHECK(state_in(Mode::refused) == std::make_pair(ServerState::error, std::string("REFUSED")));
    CHECK(state_in(Mode::servfail) == std::make_pair(ServerState::error, std::string("SERVFAIL")));
    for (const auto mode : {Mode::timeout, Mode::truncated, Mode::forged, Mode::malformed, Mode::no_way})
        CHECK(state_in(mode) == std::make_pair(ServerState::silent, std::string("unreachable")));
}

TEST_CASE("a server with authority for something else is lame", "[collectors]") {
    DnsAnswer empty;
    empty.outcome = DnsAnswer::Outcome::response;
    empty.authoritative = true;
    CHECK(read_child(kDomain, "ns1", "127.0.9.1", empty, empty).state == ServerState::lame);
    auto other = empty;
    other.answer = {{"com", rr::SOA, 0, "", "m r 1 2 3 4 5"}, {"com", rr::NS, 0, "", "ns1.example.net"}};
    const auto server = read_child(kDomain, "ns1", "127.0.9.1", other, other);
    CHECK(server.state == ServerState::lame);
    CHECK_FALSE(server.ns.known());
}

TEST_CASE("one answer of the two is enough to know a server's state", "[collectors]") {
    FakeWorld world;
    DnsAnswer silent;
    silent.reason = "no answer";
    DnsAnswer ns;
    ns.outcome = DnsAnswer::Outcome::response;
    ns.authoritative = true;
    ns.answer = {{"example.com", rr::NS, 0, "", "ns1.example.net"}};
    const auto server = read_child(kDomain, "ns1.example.net", "127.0.9.1", silent, ns);
    CHECK(server.state == ServerState::ok);
    CHECK(server.ns.values == Values{"ns1.example.net"});
    CHECK_FALSE(server.soa.known());
    CHECK(server.soa.reason == "no answer");
}

TEST_CASE("a silent server is unseen, and makes the source partly blind", "[collectors]") {
    FakeWorld world;
    world.modes["127.0.2.2"] = Mode::timeout;
    const auto seen = view(world);
    CHECK(seen.ns.known());
    CHECK(has(seen.servers.unseen, "ns2.example.net/127.0.2.2="));
    CHECK(seen.servers.reason == "1 of 2 servers: ns2.example.net/127.0.2.2: no answer over UDP (3 tries) and TCP");
    CHECK(seen.lame.state == Condition::State::clear);
}

TEST_CASE("a server that answers with an error is seen: lame, not dark", "[collectors]") {
    FakeWorld world;
    world.modes["127.0.2.2"] = Mode::refused;
    const auto seen = view(world);
    CHECK(seen.servers.unseen.empty());
    CHECK(seen.servers.reason.empty());
    CHECK(has(seen.servers.values, "ns2.example.net/127.0.2.2=REFUSED"));
    CHECK(seen.lame.state == Condition::State::holds);
    CHECK(seen.lame.severity == Severity::warning);
    CHECK(seen.lame.looks == 3);
    CHECK(seen.lame.summary == "lame delegation: 1 of 2 servers: ns2.example.net/127.0.2.2: answers REFUSED");
}

TEST_CASE("all servers lame is critical, and says nothing of the set", "[collectors]") {
    FakeWorld world;
    for (const auto mode : {Mode::lame, Mode::refused, Mode::servfail}) {
        world.set_children(mode);
        const auto seen = view(world, kBothWell);
        CHECK(seen.lame.state == Condition::State::holds);
        CHECK(seen.lame.severity == Severity::critical);
        CHECK_FALSE(seen.servers.known());
        CHECK_FALSE(seen.ns.known());
        CHECK_FALSE(seen.soa.known());
    }
}

TEST_CASE("when nobody is heard nothing is known, lameness neither", "[collectors]") {
    FakeWorld world;
    world.set_children(Mode::timeout);
    const auto seen = view(world, {"ns1.example.net/127.0.2.1=lame", "ns2.example.net/127.0.2.2=ok"});
    CHECK_FALSE(seen.servers.known());
    CHECK(seen.lame.state == Condition::State::unknown);
}

TEST_CASE("a lame server does not become well by falling silent, a well one not lame", "[collectors]") {
    FakeWorld world;
    world.modes["127.0.2.2"] = Mode::timeout;
    const auto lame = view(world, {"ns1.example.net/127.0.2.1=ok", "ns2.example.net/127.0.2.2=REFUSED"}).lame;
    CHECK(lame.state == Condition::State::holds);
    CHECK(lame.summary == "lame delegation: 1 of 2 servers: ns2.example.net/127.0.2.2: REFUSED when it was last heard");
    CHECK(view(world, kBothWell).lame.state == Condition::State::clear);
    CHECK(view(world, {"ns2.example.net/127.0.2.2=unreachable"}).lame.state == Condition::State::clear);
}

TEST_CASE("a name without address is lame, one whose address cannot be found is unseen", "[collectors]") {
    FakeWorld world;
    SECTION("the authority says that it has none") {
        world.hosts["ns2.example.net"] = {};
        const auto seen = view(world);
        CHECK(has(seen.servers.values, "ns2.example.net/-=lame"));
        CHECK(seen.servers.unseen.empty());
        CHECK(seen.lame.summary.find("ns2.example.net/-: the name has no address") != std::string::npos);
    }
    SECTION("nobody says") {
        world.unresolvable = {"ns2.example.net"};
        const auto seen = view(world);
        CHECK(has(seen.servers.unseen, "ns2.example.net/"));
        CHECK(has(seen.servers.values, "ns2.example.net/-=unreachable"));
        CHECK(seen.servers.reason.find("addresses of ns2.example.net: no answer") != std::string::npos);
        CHECK(seen.lame.state == Condition::State::clear);
    }
}

TEST_CASE("an address that may not be asked is not asked: nobody outside reaches it", "[collectors]") {
    FakeWorld world;
    world.not_allowed = {"127.0.2.2"};
    const auto seen = view(world);
    CHECK(std::none_of(world.asked.begin(), world.asked.end(),
                       [](const DnsQuestion& question) { return question.server.text() == "127.0.2.2"; }));
    CHECK(has(seen.servers.values, "ns2.example.net/127.0.2.2=lame"));
    CHECK(seen.lame.summary.find("not a public one") != std::string::npos);
    CHECK(seen.servers.reason.empty());
}

TEST_CASE("a machine without IPv6 is not blind to a domain that it sees over IPv4", "[collectors]") {
    FakeWorld world;
    world.hosts = {{"ns1.example.net", {"127.0.2.1", "::ffff:127.0.6.1"}},
                   {"ns2.example.net", {"127.0.2.2", "::ffff:127.0.6.2"}}};
    world.modes["::ffff:127.0.6.1"] = world.modes["::ffff:127.0.6.2"] = Mode::no_way;
    SECTION("all of IPv6 is beyond us") {
        const auto seen = view(world);
        CHECK(seen.servers.unseen.size() == 2);
        CHECK(seen.servers.reason.empty());
        CHECK(seen.lame.state == Condition::State::clear);
    }
    SECTION("all others lame is still all") {
        world.modes["127.0.2.1"] = world.modes["127.0.2.2"] = Mode::refused;
        CHECK(view(world).lame.severity == Severity::critical);
    }
    SECTION("one IPv6 address that works makes the other one's silence blindness") {
        world.modes["::ffff:127.0.6.1"] = Mode::well;
        CHECK(view(world).servers.reason.find("::ffff:127.0.6.2") != std::string::npos);
    }
    SECTION("silence is not the same as no way") {
        world.modes["::ffff:127.0.6.2"] = Mode::timeout;
        CHECK_FALSE(view(world).servers.reason.empty());
    }
    SECTION("nothing goes anywhere: blind") {
        world.set_children(Mode::no_way);
        CHECK_FALSE(view(world).servers.known());
    }
}

TEST_CASE("servers that differ make no word, but a disagreement", "[collectors]") {
    FakeWorld world;
    world.child_ns_at["127.0.2.2"] = {"evil.example"};
    const auto seen = view(world);
    CHECK_FALSE(seen.ns.known());
    CHECK(seen.ns.disputed);
    CHECK(seen.disagreement.find("ns2.example.net/127.0.2.2: evil.example") != std::string::npos);
    CHECK(seen.soa.known());
    CHECK(seen.servers.known());
}

TEST_CASE("the SOA is what the servers say together, and silence does not shorten it", "[collectors]") {
    const Values both{"ns1.example.net hostmaster.example.com", "ns1.vendor.example ops.vendor.example"};
    const Values first{both[0]};
    FakeWorld world;
    world.soa_at["127.0.2.2"] = both[1];
    CHECK(view(world).soa.values == both);
    CHECK(view(world).soa.reason.empty());

    SECTION("a server that was well and is not heard may still say what it said") {
        world.modes["127.0.2.2"] = GENERATE(Mode::timeout, Mode::refused, Mode::servfail);
        CHECK(view(world, kBothWell, both).soa.values == both);
    }
    SECTION("one whose address is not found neither") {
        world.unresolvable = {"ns2.example.net"};
        CHECK(view(world, kBothWell, both).soa.values == both);
    }
    SECTION("one that was lame before has said nothing") {
        world.modes["127.0.2.2"] = Mode::refused;
        CHECK(view(world, {kBothWell[0], "ns2.example.net/127.0.2.2=REFUSED"}, both).soa.values == first);
    }
    SECTION("one that is silent at one address of two is heard") {
        world.hosts["ns2.example.net"].push_back("127.0.2.22");
        world.modes["127.0.2.22"] = Mode::timeout;
        world.soa_at["127.0.2.2"] = both[0];
        CHECK(view(world, {kBothWell[0], kBothWell[1], "ns2.example.net/127.0.2.22=ok"}, both).soa.values == first);
    }
    SECTION("when nobody is heard nothing is known") {
        world.set_children(Mode::timeout);
        CHECK_FALSE(view(world, kBothWell, both).soa.known());
    }
}

TEST_CASE("names that the servers add are asked as well, once", "[collectors]") {
    FakeWorld world;
    world.hosts["ns3.example.net"] = {"127.0.2.3"};
    world.child_ns.push_back("ns3.example.net");
    CHECK(has(view(world).servers.values, "ns3.example.net/127.0.2.3=ok"));
    const auto asked = std::count_if(world.asked.begin(), world.asked.end(),
                                     [](const DnsQuestion& question) { return question.server.text() == "127.0.2.3"; });
    CHECK(asked == 2);
}

TEST_CASE("a hostile answer does not make us ask the world", "[collectors]") {
    FakeWorld world;
    for (int i = 0; i < 500; ++i) {
        const auto name = "n" + std::to_string(i) + ".evil.example";
        world.child_ns.push_back(name);
        for (int j = 0; j < 20; ++j)
            world.hosts[name].push_back("127.4." + std::to_string(i % 250) + '.' + std::to_string(j + 1));
    }
    ask_children_of(world);
    CHECK(world.looked_up.size() <= 2 + 32);
    CHECK(world.asked.size() <= 2 * (2 + 32));
}

TEST_CASE("glue spares the look-up", "[collectors]") {
    FakeWorld world;
    const Glue glue{{"ns1.example.net", {*IpAddress::parse("127.0.2.1")}}};
    const auto servers = ask_servers(kDomain, world.net(), Attention::second, {"ns1.example.net"}, glue);
    REQUIRE(servers.size() == 1);
    CHECK(servers[0].state == ServerState::ok);
    CHECK(world.looked_up.empty());
    for (const auto& question : world.asked) CHECK(question.tcp);
}
