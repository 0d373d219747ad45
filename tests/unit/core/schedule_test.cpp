#include "core/schedule.h"

#include <set>

#include "catch.h"

using namespace nameward;

TEST_CASE("looks spread within a tenth of their interval", "[schedule]") {
    const Wall now{Seconds(1'795'000'000)};
    std::set<Wall> runs;
    for (int i = 0; i < 200; ++i) {
        const auto run = core::next_run("d" + std::to_string(i) + ".example.com", "delegation", Seconds(300), now);
        CHECK(run >= now + Seconds(270));
        CHECK(run <= now + Seconds(330));
        runs.insert(run);
    }
    CHECK(runs.size() > 30);
}

TEST_CASE("a look is missed when the one after it is late, too", "[schedule]") {
    const Wall due{Seconds(1'800'000'000)};
    const Seconds interval(300);
    CHECK_FALSE(core::was_missed(due, interval, due - Seconds(1)));
    CHECK_FALSE(core::was_missed(due, interval, due + Seconds(330)));
    CHECK(core::was_missed(due, interval, due + Seconds(331)));
    CHECK(core::next_run("example.com", "delegation", interval, due) <= due + core::longest(interval));
}

TEST_CASE("a clock that is set back stops nothing", "[schedule]") {
    const Wall now{Seconds(1'795'000'000)};
    const Seconds longest(330);
    CHECK(core::is_due(std::nullopt, longest, now));
    CHECK(core::is_due(now, longest, now));
    CHECK_FALSE(core::is_due(now + Seconds(300), longest, now));
    CHECK(core::is_due(now + std::chrono::hours(24 * 400), longest, now));
}
