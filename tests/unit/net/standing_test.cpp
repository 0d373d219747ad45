#include "net/standing.h"

#include "catch.h"

using namespace nameward;
using namespace nameward::net;
using namespace std::chrono_literals;

namespace {

const Wall kNow{Seconds(1'800'000'000)};

Seconds paused_for(HostStanding& host, std::optional<Seconds> wish, Wall now) {
    pause(host, wish, "it answered HTTP 429", now);
    return *host.paused_until - now;
}

}  // namespace

TEST_CASE("a pause without a wish doubles from 30 s to an hour, with each one that follows", "[net]") {
    HostStanding host;
    Wall now = kNow;
    for (const int seconds : {30, 60, 120, 240, 480, 960, 1920, 3600, 3600}) {
        CHECK(paused_for(host, std::nullopt, now) == Seconds(seconds));
        now = *host.paused_until + 1s;
    }
    for (int i = 0; i < 1000; ++i) pause(host, std::nullopt, "", now += 2h);
    CHECK(*host.paused_until == now + 1h);
}

TEST_CASE("a wish is heard between a second and a day", "[net]") {
    for (const auto& [wish, heard] : std::vector<std::pair<Seconds, Seconds>>{
             {7s, 7s}, {0s, 1s}, {-5s, 1s}, {24h, 24h}, {25h, 24h}, {Seconds::max(), 24h}}) {
        HostStanding host;
        CHECK(paused_for(host, wish, kNow) == heard);
        CHECK(host.pauses == 0);
    }
}

TEST_CASE("answers that were on their way when a pause began do not double it, and never shorten it", "[net]") {
    HostStanding host;
    for (int i = 0; i < 5; ++i) pause(host, std::nullopt, "", kNow);
    CHECK(*host.paused_until == kNow + 30s);
    CHECK(host.pauses == 1);
    pause(host, 1h, "", kNow);
    CHECK(*host.paused_until == kNow + 1h);
    pause(host, 1s, "", kNow);
    pause(host, std::nullopt, "", kNow);
    CHECK(*host.paused_until == kNow + 1h);
}

TEST_CASE("a pause holds through its last second, and not for ever when the clock was set back", "[net]") {
    HostStanding host;
    CHECK_FALSE(is_paused(host, kNow));
    pause(host, 10s, "it answered HTTP 429 at dawn", kNow);
    CHECK(is_paused(host, kNow));
    CHECK(is_paused(host, kNow + 10s));
    CHECK_FALSE(is_paused(host, kNow + 11s));
    CHECK_FALSE(is_paused(host, kNow - std::chrono::hours(24 * 365)));
    CHECK(why_paused(host) == "it answered HTTP 429 at dawn; nobody asks it again before 2027-01-15T08:00:10Z");
}

TEST_CASE("a host that does not answer three times is not asked for a minute, then for twice as long, to an hour",
          "[net]") {
    HostStanding host;
    did_not_answer(host, "refused", false, kNow);
    did_not_answer(host, "refused", false, kNow);
    CHECK(breaker_of(host, kNow) == Breaker::closed);
    did_not_answer(host, "Connection refused", false, kNow);
    CHECK(breaker_of(host, kNow + 60s) == Breaker::open);
    CHECK(why_open(host) ==
          "it failed 3 times in a row, at last with \"Connection refused\"; it is tried again after "
          "2027-01-15T08:01:00Z");
    INFO("what was on its way says nothing more");
    for (int i = 0; i < 10; ++i) did_not_answer(host, "late", false, kNow);
    CHECK(host.failures == 3);

    Wall now = kNow;
    for (const int seconds : {60, 120, 240, 480, 960, 1920, 3600, 3600}) {
        CHECK(*host.probe_at - now == Seconds(seconds));
        now = *host.probe_at + 1s;
        CHECK(breaker_of(host, now) == Breaker::probe_due);
        did_not_answer(host, "still", true, now);
    }
    CHECK(breaker_of(host, kNow - std::chrono::hours(24 * 365)) == Breaker::probe_due);  // the clock was set back
    did_answer(host);
    CHECK(host == HostStanding{});
}
