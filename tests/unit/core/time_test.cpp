#include "nameward/time.h"

#include <utility>
#include <vector>

#include "catch.h"

using namespace nameward;

namespace {
Wall since_1970(std::int64_t seconds) {
    return Wall(Seconds(seconds));
}
}  // namespace

TEST_CASE("times are read in every RFC 3339 spelling and printed in one", "[config][time]") {
    const std::vector<std::pair<const char*, const char*>> table{
        {"2026-11-23T07:00:00Z", "2026-11-23T07:00:00Z"},
        {"2026-11-23t07:00:00z", "2026-11-23T07:00:00Z"},
        {"2026-11-23 07:00:00Z", "2026-11-23T07:00:00Z"},
        {"2026-11-23T07:00:00.999Z", "2026-11-23T07:00:00Z"},
        {"2026-11-23T07:00:00+01:00", "2026-11-23T06:00:00Z"},
        {"2026-11-23T23:30:00-02:30", "2026-11-24T02:00:00Z"},
        {"2024-02-29", "2024-02-29T00:00:00Z"},
        {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
        {"0001-01-01", "0001-01-01T00:00:00Z"},
    };
    for (const auto& [text, printed] : table) {
        INFO(text);
        const auto moment = parse_time(text);
        REQUIRE(moment);
        CHECK(format_time(*moment) == printed);
    }
    CHECK(*parse_time("1970-01-02") == since_1970(86400));
}

TEST_CASE("what is not a time is refused", "[config][time]") {
    for (const char* text : {"",
                             "2026",
                             "2026-11",
                             "2026-1-1",
                             "2025-02-29",
                             "2026-13-01",
                             "2026-00-10",
                             "2026-11-23T",
                             "2026-11-23T07:00",
                             "2026-11-23T07:00:00",
                             "2026-11-23T24:00:00Z",
                             "2026-11-23T07:60:00Z",
                             "2026-11-23T07:00:61Z",
                             "2026-11-23T07:00:00.Z",
                             "2026-11-23T07:00:00+0100",
                             "2026-11-23T07:00:00+24:00",
                             "2026-11-23T07:00:00Zx",
                             " 2026-11-23",
                             "2026-11-23 ",
                             "20261123",
                             "+026-11-23",
                             "2h",
                             "now"}) {
        INFO(text);
        CHECK_FALSE(parse_time(text));
    }
    CHECK(parse_time("bad\n\x1b[31m").error().what.find('\x1b') == std::string::npos);
}

TEST_CASE("a moment is a time or an age", "[config][time]") {
    const Wall now = *parse_time("2026-11-23T07:00:00Z");
    CHECK(*parse_moment("2h", now) == now - Seconds(7200));
    CHECK(*parse_moment("30d", now) == now - Seconds(30 * 86400));
    CHECK(*parse_moment("0s", now) == now);
    CHECK(*parse_moment("2026-11-22", now) == now - Seconds(31 * 3600));
    CHECK_FALSE(parse_moment("-2h", now));
    CHECK_FALSE(parse_moment("yesterday", now));
}

TEST_CASE("durations are one number and one unit", "[config][time]") {
    const std::vector<std::pair<const char*, std::int64_t>> table{{"0s", 0},     {"30s", 30},           {"5m", 300},
                                                                  {"4h", 14400}, {"730d", 63072000},    {"2w", 1209600},
                                                                  {"0090s", 90}, {"36500d", 3153600000}};
    for (const auto& [text, seconds] : table) {
        INFO(text);
        const auto duration = parse_duration(text);
        REQUIRE(duration);
        CHECK(duration->count() == seconds);
    }
    for (const char* text : {"", "s", "5", "5 m", "-5m", "+5m", "5M", "1h30m", "1.5h", "5y", "m5",
                             "99999999999999999999s", "5300w", "36601d"}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("a printed duration is the shortest that reads back", "[config][time]") {
    const std::vector<std::pair<std::int64_t, const char*>> table{
        {0, "0s"},     {1, "1s"},     {60, "1m"},     {90, "90s"},        {300, "5m"},
        {14400, "4h"}, {86400, "1d"}, {604800, "1w"}, {63072000, "730d"}, {86401, "86401s"}};
    for (const auto& [seconds, text] : table) {
        INFO(text);
        CHECK(format_duration(Seconds(seconds)) == text);
        CHECK(parse_duration(text)->count() == seconds);
    }
}
