#include "net/retry_after.h"

#include "catch.h"

using nameward::Seconds;
using nameward::Wall;
using nameward::net::parse_retry_after;

namespace {
const Wall kAnswered{Seconds(1'795'417'200)};  // Mon, 23 Nov 2026 07:00:00 GMT
}

TEST_CASE("Retry-After is seconds or a date, held between a second and a day", "[sinks][net]") {
    const std::vector<std::pair<std::string, long>> table = {
        {"7", 7},
        {" 120 ", 120},
        {"0", 1},
        {"007", 7},
        {"86400", 86'400},
        {"86401", 86'400},
        {"99999999999999999999999999", 86'400},
        {"Mon, 23 Nov 2026 07:05:00 GMT", 300},
        {"Monday, 23-Nov-26 07:05:00 GMT", 300},
        {"Mon Nov 23 07:05:00 2026", 300},
        {"Mon, 23 Nov 2026 06:00:00 GMT", 1},       // past
        {"Thu, 01 Jan 2099 00:00:00 GMT", 86'400},  // far
    };
    for (const auto& [text, seconds] : table) {
        INFO(text);
        const auto parsed = parse_retry_after(text, kAnswered);
        REQUIRE(parsed);
        CHECK(parsed->count() == seconds);
    }
}

TEST_CASE("a Retry-After that says nothing clear is none", "[sinks][net]") {
    for (const std::string text : {"", " ", "-1", "1.5", "1e3", "soon", "7 seconds", "Foo, 99 Bar 2026", "0x10", "7,8",
                                   "2026-11-23T07:05:00Z"}) {
        INFO(text);
        CHECK(!parse_retry_after(text, kAnswered));
    }
    CHECK(!parse_retry_after("Mon, " + std::string(100'000, '2'), kAnswered));
}
