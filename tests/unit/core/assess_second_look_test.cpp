// Second looks: verdicts, incidents, what is told to whom.
#include <algorithm>

#include "catch.h"
#include "collectors/delegation.h"
#include "watch.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;
using State = Condition::State;
using Kind = FindingEvent::Kind;
using Names = std::vector<std::string>;

namespace {

const Fact kNs = fact_of("delegation.ns");
const Fact kSoa = fact_of("authority.soa", "child");

Observations seen(Values ns, Values soa = {"soa"}) {
    return {{kNs, ns.empty() ? Seen::absent() : Seen::present(std::move(ns))}, {kSoa, Seen::present(std::move(soa))}};
}

Observations blind() {
    return {{kNs, Seen::unknown("no answer")}, {kSoa, Seen::present({"soa"})}};
}

Watch watch_after(Observations first = seen({"ns1", "ns2"})) {
    Watch w{collectors::delegation(), {}, domain_config()};
    w.take(first, at(0));
    return w;
}

Condition mismatch(State state) {
    return condition_of("delegation.mismatch", state);
}

const Alert& last_alert(const Watch& w) {
    return w.store.outgoing.back().alert;
}

}  // namespace

TEST_CASE("a change that is seen again is confirmed and told", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    const auto record = w.take(seen({"evil"}), at(330));
    CHECK_FALSE(record.second_look);
    REQUIRE(w.store.changes.size() == 1);
    CHECK(w.store.changes[0].state == ChangeState::confirmed);
    REQUIRE(record.outgoing.size() == 1);
    CHECK(record.outgoing[0].alert.severity == Severity::critical);
    CHECK(w.store.changes[0].incident == record.outgoing[0].alert.incident);
    CHECK(w.take(seen({"evil"}), at(600)).suspected.empty());
}

TEST_CASE("a change that the second look contradicts is retracted, kept and not told", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    const auto record = w.take(seen({"ns1", "ns2"}), at(330));
    CHECK(w.store.changes[0].state == ChangeState::retracted);
    CHECK(record.restored == std::vector<Fact>{kNs});
    CHECK(record.outgoing.empty());
    CHECK(w.take(seen({"ns1", "ns2"}), at(600)).suspected.empty());
    CHECK(w.take(seen({"evil"}), at(900)).suspected.size() == 1);
}

TEST_CASE("a change that is contradicted time and again is told the third time", "[core]") {
    auto w = watch_after();
    for (int i = 1; i <= 3; ++i) {
        w.take(seen({"evil"}), at(i * 300));
        const auto record = w.take(seen({"ns1", "ns2"}), at(i * 300 + 30));
        CHECK(record.outgoing.size() == (i == 3 ? 1 : 0));
    }
    REQUIRE(w.store.changes.size() == 3);
    CHECK(w.store.changes[1].state == ChangeState::retracted);
    CHECK(w.store.changes[2].state == ChangeState::unconfirmed);
    CHECK(w.store.changes[2].severity == Severity::critical);
    CHECK(w.store.changes[2].summary.find("taken back 2 times") != std::string::npos);
}

TEST_CASE("retractions of other days and of other values do not add up", "[core]") {
    auto w = watch_after();
    for (int i = 1; i <= 4; ++i) {
        w.take(seen({"evil"}), at(i * 90'000));
        CHECK(w.take(seen({"ns1", "ns2"}), at(i * 90'000 + 30)).outgoing.empty());
    }
    for (int i = 0; i < 4; ++i) {
        w.take(seen({"evil" + std::to_string(i)}), at(500'000 + i * 300));
        CHECK(w.take(seen({"ns1", "ns2"}), at(500'000 + i * 300 + 30)).outgoing.empty());
    }
}

TEST_CASE("a second look that stays unknown twice tells the change unconfirmed, at its weight", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    const auto once = w.take(blind(), at(330));
    REQUIRE(once.second_look);
    CHECK(once.second_look->due == at(360));
    CHECK(once.second_look->attempts == 1);
    CHECK(once.second_look->first_suspected == at(300));
    CHECK(once.outgoing.empty());
    const auto twice = w.take(blind(), at(360));
    CHECK_FALSE(twice.second_look);
    CHECK(w.store.changes[0].state == ChangeState::unconfirmed);
    REQUIRE(twice.outgoing.size() == 1);
    CHECK(twice.outgoing[0].alert.severity == Severity::critical);
    CHECK(twice.outgoing[0].alert.summary == "name servers changed at the registry (unconfirmed)");
}

TEST_CASE("what each second look heard of a change is kept with it, also where it settled nothing", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    const auto id = w.store.changes[0].id;
    const auto heard = std::make_shared<const Evidence>(Evidence{"dns", "127.0.0.1", "a question", at(330), "bytes"});
    const std::vector<EvidencePtr> evidence{heard};
    CHECK(w.take(Observations{{kNs, Seen::unknown("they disagree", evidence)}}, at(330)).heard.at(id) == evidence);
    CHECK(w.take(Observations{{kNs, Seen::present({"evil"}, evidence)}}, at(360)).heard.at(id) == evidence);
}

TEST_CASE("unknown and then known settles it", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    w.take(blind(), at(330));
    SECTION("the same") {
        w.take(seen({"evil"}), at(360));
        CHECK(w.store.changes[0].state == ChangeState::confirmed);
    }
    SECTION("the contrary") {
        w.take(seen({"ns1", "ns2"}), at(360));
        CHECK(w.store.changes[0].state == ChangeState::retracted);
    }
}

TEST_CASE("after five minutes one second look without a word is enough", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    w.take(blind(), at(600));
    CHECK(w.store.changes[0].state == ChangeState::unconfirmed);
}

TEST_CASE("a third value is neither confirmation nor contradiction, and is a change of its own next", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    CHECK(w.take(seen({"other"}), at(330)).second_look);
    w.take(seen({"other"}), at(360));
    CHECK(w.store.changes[0].state == ChangeState::unconfirmed);
    w.take(seen({"other"}), at(600));
    w.take(seen({"other"}), at(630));
    REQUIRE(w.store.changes.size() == 2);
    CHECK(w.store.changes[1].before == Values{"evil"});
    CHECK(w.store.changes[1].state == ChangeState::confirmed);
    CHECK(w.store.changes[1].incident == w.store.changes[0].incident);
}

TEST_CASE("a change suspected by another reading of the source is taken back, with that reason", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    w.collector.epoch += GENERATE(1, -1);
    const auto record = w.take(seen({"EVIL."}), at(330));
    CHECK(w.store.changes[0].state == ChangeState::retracted);
    CHECK(w.store.changes[0].summary ==
          "name servers changed at the registry (taken back: this version reads the source another way)");
    CHECK_FALSE(record.second_look);
    CHECK(w.store.outgoing.empty());
    CHECK(w.take(seen({"EVIL."}), at(331)).suspected.empty());
    CHECK(w.take(seen({"good"}), at(600)).suspected.size() == 1);
}

TEST_CASE("a vanished set is confirmed when it stays away and retracted when it is back", "[core]") {
    auto w = watch_after();
    w.take(seen({}), at(300));
    SECTION("stays away") {
        w.take(seen({}), at(330));
        CHECK(w.store.changes[0].state == ChangeState::confirmed);
        CHECK(w.store.changes[0].after.empty());
        CHECK(last_alert(w).severity == Severity::critical);
    }
    SECTION("is back") {
        w.take(seen({"ns1", "ns2"}), at(330));
        CHECK(w.store.changes[0].state == ChangeState::retracted);
    }
}

TEST_CASE("silence of the member that makes the difference confirms nothing", "[core]") {
    const Fact fact = fact_of("authority.servers", "child");
    auto w = watch_after({{fact, Seen::present({"ns1/1=ok", "ns2/2=ok"})}});
    SECTION("a member that went") {
        w.take(Observations{{fact, Seen::present({"ns1/1=ok"})}}, at(300));
        const auto record = w.take(Observations{{fact, partly({"ns1/1=ok", "ns2/-=unreachable"}, {"ns2/"})}}, at(330));
        CHECK(record.second_look);
        CHECK(w.store.changes[0].state == ChangeState::suspected);
    }
    SECTION("another member's silence does not matter") {
        w.take(Observations{{fact, Seen::present({"ns1/9=ok", "ns2/2=ok"})}}, at(300));
        w.take(Observations{{fact, partly({"ns1/9=ok", "ns2/2=unreachable"}, {"ns2/2="})}}, at(330));
        CHECK(w.store.changes[0].state == ChangeState::confirmed);
    }
    SECTION("another state of the same servers is the same answer") {
        w.take(Observations{{fact, Seen::present({"ns1/9=ok", "ns2/2=ok"})}}, at(300));
        w.take(Observations{{fact, Seen::present({"ns1/9=ok", "ns2/2=REFUSED"})}}, at(330));
        CHECK(w.store.changes[0].state == ChangeState::confirmed);
    }
}

TEST_CASE("of two changes each gets its own verdict, and the told ones are one alert", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}, {"other"}), at(300));
    REQUIRE(w.store.changes.size() == 2);

    SECTION("both confirmed: one alert at the registry, the gravest first") {
        w.take(seen({"evil"}, {"other"}), at(330));
        REQUIRE(w.store.outgoing.size() == 1);
        CHECK(last_alert(w).changes.size() == 2);
        CHECK(last_alert(w).summary == "name servers changed at the registry");
        CHECK(last_alert(w).layer == Layer::registry);
        for (const auto& change : w.store.changes) CHECK(change.layer == Layer::registry);
    }
    SECTION("the delegation's retracted: the other is the operator's") {
        w.take(seen({"ns1", "ns2"}, {"other"}), at(330));
        REQUIRE(w.store.told().size() == 1);
        CHECK(w.store.told()[0].fact == kSoa);
        CHECK(w.store.told()[0].layer == Layer::dns_operator);
        CHECK(last_alert(w).changes.size() == 1);
    }
    SECTION("one settled now, the other later: two alerts, one incident") {
        w.take(Observations{{kNs, Seen::unknown("no answer")}, {kSoa, Seen::present({"other"})}}, at(330));
        w.take(seen({"evil"}, {"other"}), at(360));
        REQUIRE(w.store.outgoing.size() == 2);
        CHECK(w.store.outgoing[0].alert.incident == w.store.outgoing[1].alert.incident);
        CHECK(w.store.outgoing[0].alert.id != w.store.outgoing[1].alert.id);
        CHECK(w.store.outgoing[1].alert.type == Alert::Type::updated);
        CHECK(w.store.incidents.size() == 1);
    }
}

TEST_CASE("what opens with the second look is told in the same alert", "[core]") {
    auto w = watch_after();
    w.domain.expect.name_servers = Values{"ns1", "ns2"};
    w.take(seen({"evil"}), at(300));
    w.take(Collected{seen({"evil"}), {mismatch(State::holds)}, {"the former server still answers\n\x1b[2J"}}, at(330));
    REQUIRE(w.store.outgoing.size() == 1);
    const auto& alert = last_alert(w);
    CHECK(alert.changes.size() == 1);
    CHECK(alert.findings.size() == 2);
    for (const auto& finding : alert.findings) CHECK(finding.incident == alert.incident);
    for (const auto& event : w.store.events) CHECK(event.finding.incident == alert.incident);
    CHECK(alert.story.find("the former server still answers\\x0a\\x1b[2J") != std::string::npos);
}

TEST_CASE("while one change is still held no standing condition is judged", "[core]") {
    auto w = watch_after();
    w.domain.expect.name_servers = Values{"ns1", "ns2"};
    w.take(seen({"evil"}), at(300));
    w.take(Collected{blind(), {mismatch(State::holds)}, {}}, at(330));
    CHECK(w.store.events.empty());
}

TEST_CASE("second looks and the look behind them do not hasten what has to hold three times", "[core]") {
    auto w = watch_after();
    auto lame = condition_of("delegation.lame", State::holds);
    lame.looks = 3;
    const auto opened = [&](std::int64_t second) {
        w.take(Collected{seen({"new"}), {lame}, {}}, at(second));
        return w.store.events_of("delegation.lame", Kind::opened).size();
    };
    for (const std::int64_t second : {300, 330, 331, 332, 600}) CHECK(opened(second) == 0);
    CHECK(w.store.changes.at(0).state == ChangeState::confirmed);
    CHECK(opened(900) == 1);
}

TEST_CASE("an unconfirmed change counts for expectations once it can be seen again", "[core]") {
    auto w = watch_after();
    w.domain.expect.name_servers = Values{"ns1", "ns2"};
    w.take(seen({"evil"}), at(300));
    w.take(blind(), at(330));
    w.take(blind(), at(360));
    CHECK(w.store.events_of("expectation.name_servers").empty());
    w.take(seen({"evil"}), at(600));
    CHECK(w.store.events_of("expectation.name_servers", Kind::opened).size() == 1);
    CHECK(w.store.outgoing.size() == 2);
    CHECK(w.store.incidents.size() == 1);
}

TEST_CASE("after a retraction expectations are judged by the word that holds again", "[core]") {
    auto w = watch_after();
    w.domain.expect.name_servers = Values{"ns1", "ns2"};
    w.take(seen({"evil"}), at(300));
    w.take(seen({"ns1", "ns2"}), at(330));
    CHECK(w.store.events.empty());
    CHECK(w.store.outgoing.empty());
}

TEST_CASE("what comes back by itself is told, and marks what it takes back", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    w.take(seen({"evil"}), at(330));
    const auto there = w.store.changes[0];

    SECTION("soon") {
        w.take(seen({"ns1", "ns2"}), at(600));
        w.take(seen({"ns1", "ns2"}), at(630));
    }
    SECTION("after days, when the incident has long been closed") {
        for (int i = 1; i < 30; ++i) w.take(seen({"evil"}), at(300 + 300 * i));
        REQUIRE(w.store.incidents.at(there.incident).closed);
        w.take(seen({"ns1", "ns2"}), at(3 * 86400));
        w.take(seen({"ns1", "ns2"}), at(3 * 86400 + 30));
        CHECK_FALSE(w.store.incidents.at(there.incident).closed);
    }
    REQUIRE(w.store.changes.size() == 2);
    const auto back = w.store.changes[1];
    CHECK(back.state == ChangeState::confirmed);
    CHECK(w.store.changes[0].reverted_by == back.id);
    CHECK(back.incident == there.incident);
    REQUIRE(w.store.outgoing.size() == 2);
    CHECK(last_alert(w).type == Alert::Type::updated);
    CHECK(last_alert(w).severity == Severity::critical);
    CHECK(last_alert(w).restored == std::vector<std::string>{back.id});
    CHECK(last_alert(w).summary.starts_with("back to what held before: "));
    CHECK(last_alert(w).next_steps.front().starts_with("Find out who put it back."));
    CHECK(std::count(last_alert(w).story.begin(), last_alert(w).story.end(), '\n') == 1);
}

TEST_CASE("a third value is not what held before", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    w.take(seen({"evil"}), at(330));
    w.take(seen({"worse"}), at(600));
    w.take(seen({"worse"}), at(630));
    REQUIRE(w.store.outgoing.size() == 2);
    CHECK(last_alert(w).restored.empty());
    CHECK_FALSE(last_alert(w).next_steps.front().starts_with("Find out who put it back."));
}

TEST_CASE("a retracted taking back takes nothing back", "[core]") {
    auto w = watch_after();
    w.take(seen({"evil"}), at(300));
    w.take(seen({"evil"}), at(330));
    w.take(seen({"ns1", "ns2"}), at(600));
    w.take(seen({"evil"}), at(630));
    CHECK(w.store.changes[0].reverted_by.empty());
    CHECK(w.store.outgoing.size() == 1);
}

TEST_CASE("changes of a domain within an hour are one incident, later ones another", "[core]") {
    auto w = watch_after();
    const auto change_to = [&](const std::string& name, std::int64_t second) {
        w.take(seen({name}), at(second));
        w.take(seen({name}), at(second + 30));
    };
    change_to("a", 300);
    change_to("b", 300 + 3000);
    CHECK(w.store.incidents.size() == 1);
    change_to("c", 300 + 3000 + 3000);
    CHECK(w.store.incidents.size() == 1);
    change_to("d", 300 + 3000 + 3000 + 3700);
    CHECK(w.store.incidents.size() == 2);
}

TEST_CASE("the same new name server at two domains is one incident", "[core]") {
    auto w = watch_after();
    const auto on = [&](const std::string& name, Values ns, std::int64_t second) {
        w.domain = domain_config(name);
        w.take(Observations{{{name, "delegation.ns", "parent"}, Seen::present(std::move(ns))}}, at(second));
    };
    on("example.net", {"ns1", "ns2"}, 0);
    on("example.org", {"ns1", "ns2"}, 0);
    on("example.com", {"evil"}, 300);
    on("example.com", {"evil"}, 330);
    on("example.net", {"evil"}, 400);
    on("example.net", {"evil"}, 430);
    on("example.org", {"own"}, 500);
    on("example.org", {"own"}, 530);
    REQUIRE(w.store.changes.size() == 3);
    CHECK(w.store.changes[0].incident == w.store.changes[1].incident);
    CHECK(w.store.changes[2].incident != w.store.changes[0].incident);
    REQUIRE(w.store.outgoing.size() == 3);
    CHECK(w.store.outgoing[1].alert.type == Alert::Type::updated);
    CHECK(w.store.outgoing[1].alert.domain == "example.net");
    CHECK(w.store.outgoing[1].alert.story.find("example.com delegation.ns") != std::string::npos);
    CHECK(w.store.outgoing[1].alert.story.find("example.net delegation.ns") != std::string::npos);
}

TEST_CASE("a critical change does not join another domain's milder incident", "[core]") {
    auto w = watch_after();
    const auto on = [&](const std::string& name, Values ns, std::int64_t second) {
        w.domain = domain_config(name);
        w.take(Observations{{{name, "delegation.ns", "parent"}, Seen::present(std::move(ns))}}, at(second));
    };
    on("example.net", {"ns1", "ns2"}, 0);
    on("example.org", {"ns1", "ns2"}, 0);
    for (const int second : {300, 330}) on("example.net", {"evil", "ns1", "ns2"}, second);
    for (const int second : {400, 430}) on("example.org", {"evil"}, second);
    REQUIRE(w.store.outgoing.size() == 2);
    CHECK(w.store.outgoing[0].alert.severity == Severity::warning);
    CHECK(w.store.outgoing[1].alert.type == Alert::Type::opened);
    CHECK(w.store.outgoing[1].alert.severity == Severity::critical);
}

TEST_CASE("a shared incident is over when the last finding in it is, of whatever domain", "[core]") {
    auto w = watch_after();
    const auto on = [&](const std::string& name, Values ns, std::int64_t second) {
        w.domain = domain_config(name);
        w.domain.expect.name_servers = Values{"ns1", "ns2"};
        w.take(Observations{{{name, "delegation.ns", "parent"}, Seen::present(std::move(ns))}}, at(second));
    };
    on("example.net", {"ns1", "ns2"}, 0);
    for (const std::int64_t second : {300, 330}) on("example.com", {"evil"}, second);
    for (const std::int64_t second : {400, 430}) on("example.net", {"evil"}, second);
    const auto stop_expecting = [&](const std::string& name, std::int64_t second) {
        w.domain = domain_config(name);
        w.take(Observations{{{name, "delegation.ns", "parent"}, Seen::present({"evil"})}}, at(second));
        CHECK(last_alert(w).domain == name);
        CHECK(last_alert(w).incident == w.store.changes[0].incident);
    };
    stop_expecting("example.net", 9000);
    CHECK(last_alert(w).type == Alert::Type::updated);
    stop_expecting("example.com", 9300);
    CHECK(last_alert(w).type == Alert::Type::closed);
    CHECK(w.store.incidents.size() == 1);
    CHECK(w.store.outgoing.size() == 4);
}

TEST_CASE("an alert goes to those who want its weight", "[core]") {
    auto w = watch_after();
    w.sinks = {
        {"log", Severity::info}, {"soc", Severity::notice}, {"desk", Severity::warning}, {"pager", Severity::critical}};
    SECTION("critical to all") {
        w.take(seen({"evil"}), at(300));
        w.take(seen({"evil"}), at(330));
        CHECK(w.store.outgoing.at(0).sinks == Names{"log", "soc", "desk", "pager"});
    }
    SECTION("a warning not to the pager") {
        w.take(seen({"ns1", "evil"}), at(300));
        w.take(seen({"ns1", "evil"}), at(330));
        CHECK(w.store.outgoing.at(0).sinks == Names{"log", "soc", "desk"});
    }
    SECTION("a notice to those who want notices") {
        w.take(seen({"ns1", "ns2"}, {"other"}), at(300));
        w.take(seen({"ns1", "ns2"}, {"other"}), at(330));
        CHECK(w.store.outgoing.at(0).sinks == Names{"log", "soc"});
    }
}

TEST_CASE("health goes to every sink", "[core]") {
    Alert alert;
    alert.severity = Severity::info;
    alert.type = Alert::Type::health;
    CHECK(route(alert, {{"pager", Severity::critical}}) == Names{"pager"});
    alert.type = Alert::Type::updated;
    CHECK(route(alert, {{"pager", Severity::critical}}).empty());
}

TEST_CASE("whoever heard an opening hears the closing, and nobody else", "[core]") {
    auto w = watch_after();
    w.sinks = {{"log", Severity::info}, {"desk", Severity::warning}, {"pager", Severity::critical}};
    const auto look = [&](Severity lame_severity, State lame_state, State mismatch_state, int minute) {
        w.take(Collected{seen({"ns1", "ns2"}),
                         {condition_of("delegation.lame", lame_state, lame_severity), mismatch(mismatch_state)},
                         {}},
               at(60 * minute));
    };
    SECTION("critical: the pager too") {
        look(Severity::critical, State::holds, State::clear, 5);
        CHECK(w.store.outgoing.at(0).sinks == Names{"log", "desk", "pager"});
        look(Severity::critical, State::clear, State::clear, 600);
        REQUIRE(w.store.outgoing.size() == 2);
        CHECK(last_alert(w).type == Alert::Type::closed);
        CHECK(last_alert(w).severity == Severity::notice);
        CHECK(w.store.outgoing[1].sinks == Names{"log", "desk", "pager"});
    }
    SECTION("warning: not the pager") {
        look(Severity::warning, State::holds, State::clear, 5);
        look(Severity::warning, State::clear, State::clear, 600);
        CHECK(w.store.outgoing.at(1).sinks == Names{"log", "desk"});
    }
    SECTION("also while another finding of the incident stays open") {
        look(Severity::critical, State::holds, State::holds, 5);
        look(Severity::critical, State::clear, State::holds, 10);
        CHECK(last_alert(w).type == Alert::Type::updated);
        CHECK(w.store.outgoing.at(1).sinks == Names{"log", "desk", "pager"});
        look(Severity::critical, State::clear, State::clear, 15);
        CHECK(last_alert(w).type == Alert::Type::closed);
        CHECK(w.store.incidents.begin()->second.closed == at(900));
    }
    SECTION("two findings of two incidents close in their own stories") {
        look(Severity::critical, State::holds, State::clear, 5);
        look(Severity::critical, State::holds, State::holds, 600);
        REQUIRE(w.store.incidents.size() == 2);
        look(Severity::critical, State::clear, State::clear, 1200);
        REQUIRE(w.store.outgoing.size() == 4);
        CHECK(w.store.outgoing[2].alert.incident != w.store.outgoing[3].alert.incident);
        for (const auto& [id, incident] : w.store.incidents) CHECK(incident.closed == at(72000));
        const auto paged =
            std::count_if(w.store.outgoing.begin() + 2, w.store.outgoing.end(), [](const Outgoing& sent) {
                return sent.sinks == Names{"log", "desk", "pager"};
            });
        CHECK(paged == 1);
    }
}

TEST_CASE("an old finding that closes while something new happens is told in its own story", "[core]") {
    auto w = watch_after();
    w.take(Collected{seen({"ns1", "ns2"}), {mismatch(State::holds)}, {}}, at(300));
    w.take(Collected{seen({"evil"}), {mismatch(State::clear)}, {}}, at(90000));
    w.take(Collected{seen({"evil"}), {mismatch(State::clear)}, {}}, at(90030));
    REQUIRE(w.store.outgoing.size() == 3);
    CHECK(w.store.outgoing[1].alert.type == Alert::Type::opened);
    CHECK(w.store.outgoing[1].alert.findings.empty());
    CHECK(w.store.outgoing[2].alert.type == Alert::Type::closed);
    CHECK(w.store.outgoing[2].alert.incident == w.store.outgoing[0].alert.incident);
}

TEST_CASE("a finding that grows worse later is told in the story that it began in", "[core]") {
    auto w = watch_after();
    const auto lame = [](Severity severity) { return condition_of("delegation.lame", State::holds, severity); };
    w.take(Collected{seen({"ns1", "ns2"}), {lame(Severity::warning)}, {}}, at(300));
    w.take(Collected{seen({"ns1", "ns2"}), {lame(Severity::critical)}, {}}, at(90000));
    CHECK(w.store.incidents.size() == 1);
    CHECK(last_alert(w).type == Alert::Type::updated);
    CHECK(last_alert(w).severity == Severity::critical);
}

TEST_CASE("known_before is what held before the suspicion, known_now what was seen last", "[core]") {
    auto w = watch_after();
    w.take(seen({}, {"other"}), at(300));
    const auto knowledge = w.store.knowledge("example.com", at(310));
    CHECK(known_before(knowledge).at(kNs).values == Values{"ns1", "ns2"});
    CHECK(known_before(knowledge).at(kSoa).values == Values{"soa"});
    CHECK(known_now(knowledge).at(kNs).state == Seen::State::absent);
    CHECK(known_now(knowledge).at(kSoa).values == Values{"other"});
}
