#include "core/blindness.h"

#include "builders.h"
#include "catch.h"

using namespace nameward;
using namespace nameward::core;
using namespace nameward::test;
using State = Condition::State;

namespace {

const Observations kAllSeen{{fact_of("delegation.ns"), Seen::present({"a"})},
                            {fact_of("delegation.ds"), Seen::absent()}};
const Observations kHalfSeen{{fact_of("delegation.ns"), Seen::unknown("no answer")},
                             {fact_of("delegation.ds"), Seen::absent()}};

Sight look(const Sight& before, const Observations& now, Wall moment) {
    return update_sights({{"parent", before}}, now, moment).at("parent");
}

Condition judge(const Sight& sight, std::optional<Wall> last_run, Wall now) {
    return judge_blindness("delegation", {{"parent", sight}}, kInterval * 3, last_run, now).at(0);
}

}  // namespace

TEST_CASE("a source is seen when each of its facts is known", "[core]") {
    const auto seen = look({}, kAllSeen, at(0));
    CHECK(seen.last_ok == at(0));
    CHECK_FALSE(seen.blind_since);
    CHECK(seen.reason.empty());
}

TEST_CASE("one unknown fact makes a source blind from the first failed look on", "[core]") {
    const auto first = look(look({}, kAllSeen, at(0)), kHalfSeen, at(300));
    CHECK(first.last_ok == at(0));
    CHECK(first.blind_since == at(300));
    CHECK(first.reason == "no answer");
    const auto second = look(first, kHalfSeen, at(600));
    CHECK(second.blind_since == at(300));
    const auto again = look(second, kAllSeen, at(900));
    CHECK_FALSE(again.blind_since);
    CHECK(again.last_ok == at(900));
    CHECK(again.reason.empty());
}

TEST_CASE("a known word with a reason is partly blind, without a reason it is not", "[core]") {
    const auto seen = [](const std::string& reason) {
        return look({}, {{fact_of("authority.servers"), partly({"a/1=ok"}, {"b/"}, reason)}}, at(0));
    };
    CHECK(seen("b gives no answer").blind_since == at(0));
    CHECK_FALSE(seen("").blind_since);
}

TEST_CASE("nothing to look at is not blindness", "[core]") {
    const Observations off{{fact_of("authority.ns"), Seen::not_applicable("not delegated")}};
    const auto sight = look(look({}, kHalfSeen, at(0)), off, at(300));
    CHECK_FALSE(sight.applicable);
    CHECK_FALSE(sight.blind_since);
    CHECK(sight.reason == "not delegated");
    CHECK(judge(sight, at(0), at(300)).state == State::moot);
}

TEST_CASE("reasons are named once each, in one harmless line of bounded length", "[core]") {
    const Observations now{{fact_of("a"), Seen::unknown("no answer")},
                           {fact_of("b"), Seen::unknown("no answer")},
                           {fact_of("c"), Seen::unknown("refused\n\x1b[31m")},
                           {fact_of("d"), Seen::unknown(std::string(5000, 'x'))}};
    const auto sight = look({}, now, at(0));
    CHECK(sight.reason.rfind("no answer; refused\\x0a", 0) == 0);
    CHECK(sight.reason.size() <= 600);
}

TEST_CASE("sources are seen and judged each by itself", "[core]") {
    const Observations now{{fact_of("delegation.ns", "parent"), Seen::present({"a"})},
                           {fact_of("authority.ns", "child"), Seen::unknown("no answer")}};
    const auto sights = update_sights({}, now, at(0));
    CHECK_FALSE(sights.at("parent").blind_since);
    CHECK(sights.at("child").blind_since == at(0));
    const auto conditions = judge_blindness("delegation", sights, kInterval, std::nullopt, at(0));
    REQUIRE(conditions.size() == 2);
    CHECK(conditions[0].subject == "delegation/child");
    CHECK(conditions[1].subject == "delegation/parent");
    CHECK(conditions[1].state == State::clear);
}

TEST_CASE("blindness holds after the patience, counted from the first failed look", "[core]") {
    const auto blind = look({}, kHalfSeen, at(0));
    CHECK(judge(blind, at(300), at(600)).state == State::unknown);
    CHECK(judge(blind, at(600), at(899)).state == State::unknown);
    const auto told = judge(blind, at(600), at(900));
    CHECK(told.state == State::holds);
    CHECK(told.looks == 1);
    CHECK(told.type == "monitor.blind");
    CHECK(told.severity == Severity::warning);
    CHECK(told.layer == Layer::monitor);
    CHECK(told.summary == "cannot see delegation (parent) since 2026-11-23T07:00:00Z: no answer");
}

TEST_CASE("after a time in which nobody looked one failed look is not enough", "[core]") {
    const auto blind = look({}, kHalfSeen, at(0));
    CHECK(judge(blind, at(0), at(2 * 86400)).looks == 2);
    CHECK(judge(blind, at(2 * 86400), at(2 * 86400 + 300)).looks == 1);
    CHECK(judge(blind, at(0), at(1200)).looks == 1);
}
