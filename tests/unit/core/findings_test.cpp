#include "core/findings.h"

#include "builders.h"
#include "catch.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;
using State = Condition::State;
using Kind = FindingEvent::Kind;

namespace {

// Findings and streaks from look to look.
struct Life {
    std::vector<Finding> open;
    std::map<ConditionKey, Streak> streaks;

    std::vector<FindingEvent> look(const Condition& condition, int minute, bool counts = true) {
        const Round round{"example.com", "delegation", at(60 * minute), counts, Seconds(60)};
        const auto result = review(round, {condition}, open, streaks);
        for (const auto& [key, streak] : result.streaks) streaks[key] = streak;
        for (const auto& event : result.events) {
            std::erase_if(open, [&](const Finding& finding) { return finding.id == event.finding.id; });
            if (event.kind != Kind::closed) open.push_back(event.finding);
        }
        return result.events;
    }
};

Condition lame(State state) {
    auto condition = condition_of("delegation.lame", state);
    condition.looks = 3;
    return condition;
}

}  // namespace

TEST_CASE("a condition opens a finding once and closes it once", "[core]") {
    Life life;
    const auto opened = life.look(condition_of("expectation.ds", State::holds, Severity::critical, "no DS"), 0);
    REQUIRE(opened.size() == 1);
    CHECK(opened[0].kind == Kind::opened);
    CHECK(opened[0].finding.opened == at(0));
    CHECK(opened[0].finding.severity == Severity::critical);
    CHECK(opened[0].finding.domain == "example.com");
    CHECK(opened[0].finding.id == finding_id(opened[0].finding));
    CHECK(life.look(condition_of("expectation.ds", State::holds, Severity::critical, "no DS"), 1).empty());
    const auto closed = life.look(condition_of("expectation.ds", State::clear), 2);
    REQUIRE(closed.size() == 1);
    CHECK(closed[0].kind == Kind::closed);
    CHECK(closed[0].finding.closed == at(120));
    CHECK(closed[0].finding.summary == "no DS");
    CHECK(life.look(condition_of("expectation.ds", State::clear), 3).empty());
}

TEST_CASE("what needs three looks in a row opens at the third", "[core]") {
    Life life;
    CHECK(life.look(lame(State::holds), 0).empty());
    CHECK(life.look(lame(State::holds), 1).empty());

    SECTION("and not before") {
        CHECK(life.look(lame(State::holds), 2).size() == 1);
    }
    SECTION("a clear look between begins anew") {
        CHECK(life.look(lame(State::clear), 2).empty());
        CHECK(life.look(lame(State::holds), 3).empty());
        CHECK(life.look(lame(State::holds), 4).empty());
        CHECK(life.look(lame(State::holds), 5).size() == 1);
    }
    SECTION("a look that could not judge neither counts nor resets") {
        CHECK(life.look(lame(State::unknown), 2).empty());
        CHECK(life.look(lame(State::holds), 3).size() == 1);
        CHECK(life.look(lame(State::unknown), 4).empty());
        CHECK(life.open.size() == 1);
    }
}

TEST_CASE("only regular looks that are far enough apart count for what has to hold several times", "[core]") {
    Life life;
    life.look(lame(State::holds), 0);
    SECTION("not one that is made again at once") {
        for (int i = 0; i < 5; ++i) CHECK(life.look(lame(State::holds), 0).empty());
        CHECK(life.look(lame(State::holds), 1).empty());
        CHECK(life.look(lame(State::holds), 2).size() == 1);
    }
    SECTION("not a second look") {
        CHECK(life.look(lame(State::holds), 1, false).empty());
        CHECK(life.look(lame(State::holds), 2).empty());
        CHECK(life.look(lame(State::holds), 3, false).empty());
        CHECK(life.look(lame(State::holds), 4).size() == 1);
    }
    SECTION("a second look that finds it clear begins anew all the same") {
        life.look(lame(State::holds), 1);
        life.look(lame(State::clear), 2, false);
        CHECK(life.look(lame(State::holds), 3).empty());
    }
    SECTION("a clock that was set back counts on") {
        life.look(lame(State::holds), -5);
        CHECK(life.look(lame(State::holds), -4).size() == 1);
    }
    SECTION("what has to hold once opens at any look") {
        CHECK(life.look(condition_of("expectation.ds", State::holds), 1, false).size() == 1);
    }
}

TEST_CASE("other words and more weight are noted, less weight is not", "[core]") {
    Life life;
    life.look(condition_of("delegation.lame", State::holds, Severity::warning, "one"), 0);

    const auto words = life.look(condition_of("delegation.lame", State::holds, Severity::warning, "two"), 1);
    REQUIRE(words.size() == 1);
    CHECK(words[0].kind == Kind::updated);
    CHECK(words[0].finding.summary == "two");
    CHECK(words[0].finding.opened == at(0));

    const auto worse = life.look(condition_of("delegation.lame", State::holds, Severity::critical, "two"), 2);
    REQUIRE(worse.size() == 1);
    CHECK(worse[0].finding.severity == Severity::critical);

    CHECK(life.look(condition_of("delegation.lame", State::holds, Severity::warning, "two"), 3).empty());
    CHECK(life.open.front().severity == Severity::critical);
    CHECK(life.look(condition_of("delegation.lame", State::holds, Severity::critical, "two"), 4).empty());
}

TEST_CASE("the words of a blindness stay the first ones, however its reason varies", "[core]") {
    Life life;
    auto blind = condition_of("monitor.blind", State::holds, Severity::warning, "cannot see: a");
    blind.layer = Layer::monitor;
    life.look(blind, 0);
    blind.summary = "cannot see: b";
    CHECK(life.look(blind, 1).empty());
}

TEST_CASE("one condition's looks are not another's", "[core]") {
    Life life;
    auto other = lame(State::holds);
    other.subject = "www.example.com";
    life.look(lame(State::holds), 0);
    life.look(lame(State::holds), 1);
    CHECK(life.look(other, 2).empty());
    CHECK(life.look(lame(State::holds), 3).size() == 1);
}

TEST_CASE("what cannot be judged any more is dropped, with the reason", "[core]") {
    Life life;
    life.look(condition_of("delegation.lame", State::holds, Severity::warning, "one is lame"), 0);
    const auto events =
        life.look(condition_of("delegation.lame", State::moot, Severity::warning, "not delegated\n"), 1);
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == Kind::dropped);
    CHECK(events[0].finding.closed == at(60));
    CHECK(events[0].finding.summary == "one is lame (closed: not delegated\\x0a)");
    CHECK(life.streaks.at({"delegation.lame", "example.com"}).looks == 0);
}

TEST_CASE("a finding is closed by the collector that judges it and by nobody else", "[core]") {
    Life life;
    life.look(condition_of("expectation.name_servers", State::holds), 0);
    REQUIRE(life.open.size() == 1);
    CHECK(life.open[0].collector == "delegation");
    life.open[0].collector = "registration";
    CHECK(life.look(condition_of("expectation.name_servers", State::clear), 1).empty());
    life.open[0].collector = "delegation";
    CHECK(life.look(condition_of("expectation.name_servers", State::clear), 2).size() == 1);
}

TEST_CASE("a finding's words are one harmless line from birth", "[core]") {
    Life life;
    const std::string hostile = "a\nb\x1b[2J\u202E<script>" + std::string(5000, 'x');
    const auto opened = life.look(condition_of("delegation.lame", State::holds, Severity::warning, hostile), 0);
    REQUIRE(opened.size() == 1);
    const auto& words = opened[0].finding.summary;
    CHECK(words.size() <= 1024);
    CHECK(words.find_first_of("\n\x1b") == std::string::npos);
    CHECK(words.find("\u202E") == std::string::npos);
    CHECK(life.look(condition_of("delegation.lame", State::holds, Severity::warning, hostile), 1).empty());
}
