#include "commands/overview.h"

#include "catch.h"

using namespace nameward;
using commands::complete_sights;

namespace {

Config config_of(std::vector<std::string> domains, std::map<std::string, Interval> schedule) {
    Config config;
    for (const auto& name : domains) config.domains.push_back({*Domain::parse(name), {}, {}, {}, false, {}});
    config.schedule = std::move(schedule);
    return config;
}

SightRow seen(const std::string& domain, const std::string& collector, const std::string& source) {
    SightRow row;
    row.domain = domain;
    row.collector = collector;
    row.source = source;
    row.sight.last_ok = *parse_time("2026-11-23T07:00:00Z");
    row.next_run = *parse_time("2026-11-23T07:05:00Z");
    return row;
}

}  // namespace

TEST_CASE("every configured domain and collector has a row, looked at or not", "[commands]") {
    const auto config =
        config_of({"example.net", "example.com"}, {{"delegation", Seconds(300)}, {"records", Seconds(600)}});
    const auto rows =
        complete_sights({seen("example.com", "delegation", "child"), seen("example.com", "delegation", "parent")},
                        config, {"delegation", "records"});
    std::vector<std::string> shown;
    for (const auto& row : rows)
        shown.push_back(row.domain + " " + row.collector + " " + row.source + " " + std::string(state_word(row)) + " " +
                        format_duration(row.interval.value_or(Seconds(0))));
    CHECK(shown == std::vector<std::string>{"example.net delegation  never 5m", "example.net records  never 10m",
                                            "example.com delegation child fresh 5m",
                                            "example.com delegation parent fresh 5m",
                                            "example.com records  never 10m"});
}

TEST_CASE("a collector that is off says so and has no next run, whatever the store remembers", "[commands]") {
    const auto config = config_of({"example.com"}, {{"delegation", std::nullopt}});
    const auto rows = complete_sights({seen("example.com", "delegation", "parent")}, config, {"delegation"});
    REQUIRE(rows.size() == 1);
    CHECK(state_word(rows[0]) == "off");
    CHECK_FALSE(rows[0].next_run);
    CHECK(rows[0].sight.reason.find("[schedule]") != std::string::npos);
}

TEST_CASE("a domain that left the configuration has no row", "[commands]") {
    const auto config = config_of({"example.com"}, {{"delegation", Seconds(300)}});
    const auto rows = complete_sights({seen("example.net", "delegation", "parent")}, config, {"delegation"});
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].domain == "example.com");
}

TEST_CASE("nobody looks where a look is overdue for several of its intervals", "[commands]") {
    auto row = seen("example.com", "delegation", "parent");
    row.interval = Seconds(300);
    auto rare = seen("example.com", "registration", "rdap.registry");
    rare.interval = Seconds(4 * 3600);
    rare.next_run = *parse_time("2026-11-23T10:00:00Z");
    const auto idle = [&](const char* now) { return commands::idle_since({row, rare}, 3, *parse_time(now)); };
    CHECK(!idle("2026-11-23T07:20:00Z"));
    CHECK(idle("2026-11-23T07:20:01Z") == *parse_time("2026-11-23T07:00:00Z"));
    row.interval.reset();  // it is off, and the other is not due yet
    CHECK(!idle("2026-11-23T08:00:00Z"));
    CHECK(!commands::idle_since({}, 3, *parse_time("2026-11-23T08:00:00Z")));
}
