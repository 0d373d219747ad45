// Regular looks: baselines, suspicion, standing conditions, blindness.
#include "catch.h"
#include "collectors/delegation.h"
#include "watch.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;
using State = Condition::State;
using Kind = FindingEvent::Kind;

namespace {

Watch watch() {
    return {collectors::delegation(), {}, domain_config()};
}

Observations word(const std::string& property, Seen seen, const std::string& source = "parent") {
    return {{fact_of(property, source), std::move(seen)}};
}

Observations name_servers(Values names) {
    return word("delegation.ns", Seen::present(std::move(names)));
}

Observations servers(Seen seen) {
    return word("authority.servers", std::move(seen), "child");
}

}  // namespace

TEST_CASE("first sight is a baseline and silent", "[core]") {
    auto w = watch();
    const auto record = w.take(name_servers({"ns1", "ns2"}), at(0));
    CHECK(record.suspected.empty());
    CHECK_FALSE(record.second_look);
    CHECK(record.findings.empty());
    CHECK(record.outgoing.empty());
    REQUIRE(record.learnt.size() == 1);
    CHECK(record.learnt.begin()->second.values == Values{"ns1", "ns2"});
    CHECK(record.seen == std::vector<Fact>{fact_of("delegation.ns")});
}

TEST_CASE("first sight is silent also after a long blindness before it", "[core]") {
    auto w = watch();
    for (int i = 0; i < 3; ++i) w.take(word("delegation.ns", Seen::unknown("no answer")), at(300 * i));
    CHECK(w.take(name_servers({"ns1"}), at(900)).suspected.empty());
}

TEST_CASE("the same word again teaches nothing", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1", "ns2"}), at(0));
    const auto record = w.take(name_servers({"ns2", "ns1"}), at(300));
    CHECK(record.learnt.empty());
    CHECK(record.suspected.empty());
    CHECK(record.seen.size() == 1);
}

TEST_CASE("a difference is suspected at once and owes a second look", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1", "ns2"}), at(0));
    const auto record = w.take(name_servers({"evil"}), at(300));
    REQUIRE(record.suspected.size() == 1);
    CHECK(record.suspected[0].before == Values{"ns1", "ns2"});
    CHECK(record.suspected[0].after == Values{"evil"});
    CHECK(record.suspected[0].before_since == at(0));
    CHECK(record.suspected[0].incident.empty());
    REQUIRE(record.second_look);
    CHECK(record.second_look->due == at(330));
    CHECK(record.second_look->first_suspected == at(300));
    CHECK(record.outgoing.empty());
}

TEST_CASE("zero seconds of patience look again at once", "[core]") {
    auto w = watch();
    w.confirm_after = Seconds(0);
    w.take(name_servers({"ns1"}), at(0));
    CHECK(w.take(name_servers({"ns2"}), at(300)).second_look->due == at(300));
}

TEST_CASE("unknown never makes a change, and what came before it is compared with what comes after", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1"}), at(0));
    const auto blind = w.take(word("delegation.ns", Seen::unknown("no answer")), at(300));
    CHECK(blind.suspected.empty());
    CHECK(blind.learnt.empty());
    CHECK(blind.seen.empty());
    CHECK(blind.blind.at(fact_of("delegation.ns")) == "no answer");
    CHECK(w.take(name_servers({"ns1"}), at(600)).suspected.empty());
    w.take(word("delegation.ns", Seen::unknown("no answer")), at(900));
    CHECK(w.take(name_servers({"ns2"}), at(1200)).suspected.size() == 1);
}

TEST_CASE("a fact that a look does not mention stays as it is", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1"}), at(0));
    CHECK(w.take(Observations{}, at(300)).suspected.empty());
    CHECK(w.take(name_servers({"ns2"}), at(600)).suspected.size() == 1);
}

TEST_CASE("another epoch makes a new baseline, silently, and then changes are told again", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1"}), at(0));
    w.collector.epoch = 2;
    const auto record = w.take(name_servers({"NS1."}), at(300));
    CHECK(record.suspected.empty());
    CHECK(record.learnt.size() == 1);
    CHECK(record.epoch == 2);
    CHECK(w.take(name_servers({"ns1"}), at(600)).suspected.size() == 1);
}

TEST_CASE("a lower epoch too makes one new baseline and no more", "[core]") {
    auto w = watch();
    w.collector.epoch = 2;
    w.take(name_servers({"ns1"}), at(0));
    w.collector.epoch = 1;
    CHECK(w.take(name_servers({"ns2"}), at(300)).suspected.empty());
    CHECK(w.take(name_servers({"ns1"}), at(600)).suspected.size() == 1);
}

TEST_CASE("an epoch that was raised while blind makes its baseline at the next sight", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1"}), at(0));
    w.collector.epoch = 2;
    CHECK(w.take(word("delegation.ns", Seen::unknown("no answer")), at(300)).learnt.empty());
    CHECK(w.take(name_servers({"NS1."}), at(600)).suspected.empty());
}

TEST_CASE("a partial set never shrinks", "[core]") {
    auto w = watch();
    w.take(servers(Seen::present({"ns1/1=ok", "ns2/2=ok"})), at(0));
    const auto record = w.take(servers(partly({"ns1/1=ok", "ns2/2=unreachable"}, {"ns2/2="})), at(300));
    CHECK(record.suspected.empty());
    CHECK(record.learnt.empty());
    CHECK(record.sights.at("child").blind_since == at(300));
    CHECK(w.take(servers(Seen::present({"ns1/1=ok"})), at(600)).suspected.size() == 1);
}

TEST_CASE("a member that was never seen is no news when it is seen", "[core]") {
    auto w = watch();
    w.take(servers(partly({"ns1/1=ok", "ns2/-=unreachable"}, {"ns2/"})), at(0));
    const auto record = w.take(servers(Seen::present({"ns1/1=ok", "ns2/2=ok"})), at(300));
    CHECK(record.suspected.empty());
    CHECK(record.learnt.at(fact_of("authority.servers", "child")).values == Values{"ns1/1=ok", "ns2/2=ok"});
}

TEST_CASE("expectations are judged from the very first observation", "[core]") {
    auto w = watch();
    w.domain.expect.name_servers = Values{"ns1"};
    const auto record = w.take(name_servers({"evil"}), at(0));
    REQUIRE(record.findings.size() == 1);
    CHECK(record.findings[0].kind == Kind::opened);
    CHECK(record.findings[0].finding.type == "expectation.name_servers");
    REQUIRE(record.outgoing.size() == 1);
    CHECK(record.outgoing[0].alert.type == Alert::Type::opened);
    CHECK(record.outgoing[0].alert.severity == Severity::critical);
    CHECK(record.findings[0].finding.incident == record.outgoing[0].alert.incident);
    CHECK(w.take(name_servers({"evil"}), at(300)).findings.empty());
}

TEST_CASE("an expectation that was removed closes what stood open for it", "[core]") {
    auto w = watch();
    w.domain.expect.name_servers = Values{"ns1"};
    w.take(name_servers({"evil"}), at(0));
    w.domain.expect.name_servers.reset();
    const auto record = w.take(name_servers({"evil"}), at(300));
    REQUIRE(record.findings.size() == 1);
    CHECK(record.findings[0].kind == Kind::closed);
    REQUIRE(record.outgoing.size() == 1);
    CHECK(record.outgoing[0].alert.type == Alert::Type::closed);
}

TEST_CASE("while a change is suspected only blindness is judged", "[core]") {
    auto w = watch();
    w.domain.expect.name_servers = Values{"ns1"};
    w.take(name_servers({"ns1"}), at(0));
    const auto record =
        w.take(Collected{name_servers({"evil"}), {condition_of("delegation.mismatch", State::holds)}, {}}, at(300));
    CHECK(record.suspected.size() == 1);
    CHECK(record.findings.empty());
    CHECK(record.outgoing.empty());
}

TEST_CASE("while blind an open expectation stays open", "[core]") {
    auto w = watch();
    w.domain.expect.name_servers = Values{"ns1"};
    w.take(name_servers({"evil"}), at(0));
    CHECK(w.take(word("delegation.ns", Seen::unknown("no answer")), at(300)).findings.empty());
    CHECK(w.store.events_of("expectation.name_servers").size() == 1);
}

TEST_CASE("blindness opens once and closes once, in no incident", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1"}), at(0));
    for (int i = 1; i <= 20; ++i) {
        const auto reason = "no answer, attempt " + std::to_string(i);
        const auto record = w.take(word("delegation.ns", Seen::unknown(reason)), at(300 * i));
        CHECK(record.outgoing.empty());
        CHECK(record.findings.size() == (i == 4 ? 1U : 0U));
    }
    w.take(name_servers({"ns1"}), at(6300));
    w.take(name_servers({"ns1"}), at(6600));
    const auto events = w.store.events_of("monitor.blind");
    REQUIRE(events.size() == 2);
    CHECK(events[0].kind == Kind::opened);
    CHECK(events[0].finding.opened == at(1200));
    CHECK(events[0].finding.subject == "delegation/parent");
    CHECK(events[1].kind == Kind::closed);
    CHECK(w.store.outgoing.empty());
}

TEST_CASE("time in which nobody looked is not blindness", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1"}), at(0));
    w.take(word("delegation.ns", Seen::unknown("going down")), at(300));
    w.take(word("delegation.ns", Seen::unknown("network is not up yet")), at(300 + 2 * 86400));
    CHECK(w.store.events.empty());
    SECTION("sight comes back") {
        w.take(name_servers({"ns1"}), at(600 + 2 * 86400));
        CHECK(w.store.events.empty());
    }
    SECTION("sight stays away") {
        w.take(word("delegation.ns", Seen::unknown("no answer")), at(600 + 2 * 86400));
        CHECK(w.store.events_of("monitor.blind").size() == 1);
    }
}

TEST_CASE("who looks more rarely than the schedule says hears of blindness all the same", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1"}), at(0));
    for (int hour = 1; hour <= 4; ++hour) w.take(word("delegation.ns", Seen::unknown("no answer")), at(3600 * hour));
    CHECK(w.store.events_of("monitor.blind").size() == 1);
}

TEST_CASE("a finding whose words change each look is told once", "[core]") {
    auto w = watch();
    for (int i = 0; i < 50; ++i) {
        const auto words = "lame delegation: look " + std::to_string(i);
        w.take(
            Collected{
                name_servers({"ns1"}), {condition_of("delegation.lame", State::holds, Severity::warning, words)}, {}},
            at(300 * i));
    }
    CHECK(w.store.outgoing.size() == 1);
    CHECK(w.store.events_of("delegation.lame", Kind::opened).size() == 1);
}

TEST_CASE("a finding that flutters between warning and critical is told twice, not at every turn", "[core]") {
    auto w = watch();
    for (int i = 0; i < 50; ++i) {
        const auto severity = i % 2 == 0 ? Severity::warning : Severity::critical;
        w.take(Collected{name_servers({"ns1"}), {condition_of("delegation.lame", State::holds, severity)}, {}},
               at(300 * i));
    }
    REQUIRE(w.store.outgoing.size() == 2);
    CHECK(w.store.outgoing[0].alert.type == Alert::Type::opened);
    CHECK(w.store.outgoing[1].alert.type == Alert::Type::updated);
    CHECK(w.store.outgoing[1].alert.severity == Severity::critical);
    CHECK(w.store.outgoing[0].alert.id != w.store.outgoing[1].alert.id);
}

TEST_CASE("a quiet incident closes without a word", "[core]") {
    auto w = watch();
    w.take(name_servers({"ns1"}), at(0));
    w.take(name_servers({"ns2"}), at(300));
    w.take(name_servers({"ns2"}), at(330));
    REQUIRE(w.store.incidents.size() == 1);
    for (int i = 2; i < 20; ++i) w.take(name_servers({"ns2"}), at(300 * i));
    CHECK(w.store.incidents.begin()->second.closed);
    CHECK(w.store.outgoing.size() == 1);
}
