#include "system/clock.h"

#include "catch.h"

using namespace nameward;

TEST_CASE("a clock without a start is the system's", "[system]") {
    const auto before = std::chrono::floor<Seconds>(std::chrono::system_clock::now());
    const auto now = Clock().now();
    CHECK(now.wall >= before);
    CHECK(now.wall <= std::chrono::system_clock::now());
}

TEST_CASE("a clock with a start begins there and runs on", "[system]") {
    const auto start = *parse_time("2031-02-03T04:05:06Z");
    const Clock clock(start);
    const auto first = clock.now();
    CHECK(first.wall >= start);
    CHECK(first.wall < start + Seconds(60));
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (clock.wall() == first.wall && std::chrono::steady_clock::now() < give_up) continue;
    const auto second = clock.now();
    CHECK(second.wall > first.wall);
    CHECK(second.boot > first.boot);
}
