#include "collectors/delegation.h"

#include <algorithm>

#include "catch.h"
#include "collectors/all.h"
#include "fake_world.h"
#include "watch.h"

using namespace nameward;
using namespace nameward::test;
using State = Condition::State;

namespace {

struct DelegationStage {
    FakeWorld world;
    DomainConfig config = domain_config();
    Observations known;
    Config settings;

    Collected look(Attention attention = Attention::first) {
        return collectors::delegation().look({config.name, config, known, settings}, world.net(), attention, now_at(0));
    }
    // What this look saw is what the next one knows.
    void learn() {
        known = look().observations;
        world.asked.clear();
    }
};

bool was_asked(const FakeWorld& world, const std::string& address) {
    return std::any_of(world.asked.begin(), world.asked.end(),
                       [&](const DnsQuestion& question) { return question.server.text() == address; });
}

}  // namespace

TEST_CASE("each look speaks about every property of the collector", "[collectors]") {
    DelegationStage stage;
    const auto collector = collectors::delegation();
    SECTION("all well") {}
    SECTION("parents gone") {
        stage.world.set_parents(Mode::timeout);
    }
    SECTION("children gone") {
        stage.world.set_children(Mode::timeout);
    }
    SECTION("undelegated") {
        stage.world.delegated = false;
    }
    SECTION("no way to the parent") {
        stage.world.parent_zone_is_found = false;
    }
    const auto collected = stage.look();
    CHECK(collected.observations.size() == collector.reports.size());
    for (const auto& spec : collector.reports)
        CHECK(collected.observations.count(fact_of(spec.name, spec.source)) == 1);
}

TEST_CASE("collectors are found by name, each described once", "[collectors]") {
    REQUIRE(collectors::find("delegation"));
    CHECK_FALSE(collectors::find("nothing"));
    for (const auto& collector : collectors::all()) {
        CHECK(collectors::find(collector.name) == &collector);
        CHECK_FALSE(collector.title.empty());
        for (const auto& spec : collector.reports) {
            CHECK(collector.spec({"x", spec.name, spec.source}) == &spec);
            CHECK_FALSE(spec.title.empty());
        }
    }
}

TEST_CASE("a collector asks what it reports, unless it says otherwise", "[collectors]") {
    auto collector = collectors::delegation();
    CHECK(collector.sources({}) == std::set<std::string>{"child", "parent"});
    collector.asks = [](const Config& config) { return std::set<std::string>{config.web_listen}; };
    CHECK(collector.sources({}) == std::set<std::string>{Config{}.web_listen});
}

TEST_CASE("while the parent is dark the servers it named last are asked", "[collectors]") {
    DelegationStage stage;
    stage.world.delegation = stage.world.child_ns = {"ns1.example.com"};
    stage.world.glue = {"ns1.example.com 127.0.2.9"};
    stage.learn();
    stage.world.set_parents(Mode::timeout);
    const auto collected = stage.look();
    CHECK_FALSE(word(collected, "delegation.ns", "parent").known());
    CHECK(word(collected, "authority.ns", "child").values == Values{"ns1.example.com"});
    CHECK(was_asked(stage.world, "127.0.2.9"));
    CHECK(condition(collected, "delegation.mismatch").state == State::unknown);
}

TEST_CASE("a domain that was never seen and has no parent to ask is unknown whole", "[collectors]") {
    DelegationStage stage;
    stage.world.set_parents(Mode::timeout);
    const auto collected = stage.look();
    CHECK(word(collected, "authority.ns", "child").reason.rfind("the domain's servers are not known: ", 0) == 0);
    CHECK(word(collected, "authority.ns", "child").applicable);
    CHECK(collected.conditions.empty());
}

TEST_CASE("without a delegation there are no servers to see, and nothing lame or different", "[collectors]") {
    DelegationStage stage;
    stage.learn();
    stage.world.delegated = false;
    const auto collected = stage.look();
    CHECK(word(collected, "delegation.state", "parent").values == Values{"undelegated"});
    CHECK_FALSE(word(collected, "authority.ns", "child").applicable);
    CHECK(condition(collected, "delegation.mismatch").state == State::moot);
    CHECK(condition(collected, "delegation.lame").state == State::moot);
}

TEST_CASE("parent and child that name different servers are a mismatch at once", "[collectors]") {
    DelegationStage stage;
    CHECK(condition(stage.look(), "delegation.mismatch").state == State::clear);
    stage.world.child_ns = {"ns1.example.net"};
    const auto differing = condition(stage.look(), "delegation.mismatch");
    CHECK(differing.state == State::holds);
    CHECK(differing.looks == 1);
    CHECK(differing.severity == Severity::warning);
    CHECK(differing.summary ==
          "parent and child disagree about the name servers: the parent says ns1.example.net ns2.example.net, the "
          "domain's own servers say ns1.example.net");
}

TEST_CASE("servers that differ among each other are a mismatch when it lasts", "[collectors]") {
    DelegationStage stage;
    stage.world.child_ns_at["127.0.2.2"] = {"ns2.example.net"};
    const auto differing = condition(stage.look(), "delegation.mismatch");
    CHECK(differing.state == State::holds);
    CHECK(differing.looks == 3);
}

TEST_CASE("a second look at a moved delegation hears the servers left behind", "[collectors]") {
    DelegationStage stage;
    stage.learn();
    stage.world.move_to({"ns1.evil.example"});
    stage.world.child_ns_at["127.0.2.1"] = {"ns1.example.net", "ns2.example.net"};
    SECTION("one still serves, one does not") {
        stage.world.modes["127.0.2.2"] = Mode::refused;
        CHECK(stage.look(Attention::second).remarks ==
              std::vector<std::string>{
                  "the former server ns1.example.net/127.0.2.1 still answers with authority and names ns1.example.net "
                  "ns2.example.net",
                  "the former server ns2.example.net/127.0.2.2 no longer serves the domain: answers REFUSED"});
    }
    SECTION("silence is not leaving") {
        stage.world.modes["127.0.2.2"] = Mode::timeout;
        CHECK(stage.look(Attention::second).remarks.at(1).find("gives no answer") != std::string::npos);
    }
    SECTION("also where nothing is delegated any more") {
        stage.world.delegated = false;
        CHECK(stage.look(Attention::second).remarks.size() == 2);
    }
    SECTION("a first look does not ask them") {
        CHECK(stage.look().remarks.empty());
        CHECK_FALSE(was_asked(stage.world, "127.0.2.1"));
    }
    SECTION("many of them are a few lines") {
        for (int i = 0; i < 30; ++i) stage.world.hosts["ns1.example.net"].push_back("127.0.7." + std::to_string(i + 1));
        CHECK(stage.look(Attention::second).remarks.size() == 8);
    }
}

TEST_CASE("a second look at a delegation that did not move has nothing to remark", "[collectors]") {
    DelegationStage stage;
    stage.learn();
    CHECK(stage.look(Attention::second).remarks.empty());
}

TEST_CASE("a name that only a silent server adds stays known", "[collectors]") {
    DelegationStage stage;
    stage.world.hosts["ns3.example.net"] = {"127.0.2.3"};
    stage.world.child_ns_at["127.0.2.2"] = {"ns1.example.net", "ns2.example.net", "ns3.example.net"};
    stage.learn();
    stage.world.modes["127.0.2.2"] = Mode::timeout;
    const auto servers = word(stage.look(), "authority.servers", "child");
    CHECK(std::find(servers.unseen.begin(), servers.unseen.end(), "ns3.example.net/") != servers.unseen.end());

    stage.world.modes["127.0.2.2"] = Mode::well;
    stage.world.child_ns_at.clear();
    CHECK(word(stage.look(), "authority.servers", "child").unseen.empty());
}
