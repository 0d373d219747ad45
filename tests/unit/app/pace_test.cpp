#include "app/pace.h"

#include "catch.h"
#include "collectors/all.h"

using namespace nameward;
using namespace nameward::app;
using std::chrono::hours;

namespace {

Config watching(int domains, const std::string& suffix = ".com") {
    Config config;
    config.schedule = default_schedule();
    for (int i = 0; i < domains; ++i)
        config.domains.push_back({*Domain::parse("d" + std::to_string(i) + suffix), {}, {}, {}, false, {}});
    return config;
}

Seconds interval(const Config& config, const std::string& domain, const char* collector) {
    return Pace(config).interval(*Domain::parse(domain), *collectors::find(collector));
}

std::vector<std::string> sentences(const Config& config) {
    std::vector<std::string> all;
    for (const auto& stretch : Pace(config).stretches()) all.push_back(describe(stretch, config.network.http_spacing));
    return all;
}

}  // namespace

TEST_CASE("what all hosts can bear is looked at as it is scheduled", "[app]") {
    const auto config = watching(1000);
    CHECK(sentences(config).empty());
    for (const auto& [name, wanted] : default_schedule())
        if (const auto* collector = collectors::find(name))
            CHECK(Pace(config).interval(config.domains[0].name, *collector) == wanted);
}

TEST_CASE("a host that all domains ask stretches the schedule of those who ask it", "[app]") {
    auto config = watching(1000);
    config.schedule["tenant"] = Seconds(hours(1));
    CHECK(sentences(config) ==
          std::vector<std::string>{
              "schedule.tenant: 1000 domains ask login.microsoftonline.com, and network.http_spacing leaves 2s between "
              "two questions: each is looked at every 67m, not every 1h"});
    CHECK(interval(config, "d1.com", "tenant") == Seconds(4000));  // 1000 domains, 2 questions, 2 s
    CHECK(interval(config, "d1.com", "registration") == Seconds(hours(4)));
    CHECK(interval(config, "d1.com", "delegation") == Seconds(300));
    config.network.http_spacing = Seconds(0);
    CHECK(sentences(config).empty());
    CHECK(interval(config, "d1.com", "tenant") == Seconds(hours(1)));
}

TEST_CASE("clouds at one host share it, and one at another host does not", "[app]") {
    auto config = watching(1000);
    config.schedule["tenant"] = Seconds(hours(1));
    config.tenant_clouds = {"commercial", "gcc", "china"};
    const auto told = sentences(config);
    REQUIRE(told.size() == 2);
    CHECK(told[0].find("1000 domains ask login.microsoftonline.com, ") != std::string::npos);
    CHECK(told[0].ends_with("every 134m, not every 1h"));
    CHECK(told[1].find("1000 domains ask login.partner.microsoftonline.cn, ") != std::string::npos);
    CHECK(interval(config, "d1.com", "tenant") == Seconds(8000));
}

TEST_CASE("the domains of one registry wait for each other, and no others do", "[app]") {
    auto config = watching(1000);
    config.schedule["registration"] = Seconds(std::chrono::minutes(30));
    for (const auto* other : {".org", ".example"})
        config.domains.push_back({*Domain::parse(std::string("d0") + other), {}, {}, {}, false, {}});
    const auto told = sentences(config);
    REQUIRE(told.size() == 1);
    CHECK(told[0].starts_with("schedule.registration: 1000 domains ask rdap.verisign.com, "));
    CHECK(interval(config, "d1.com", "registration") == Seconds(2000));
    CHECK(interval(config, "d0.org", "registration") == Seconds(1800));
    CHECK(interval(config, "d0.example", "registration") == Seconds(1800));

    config.registration.rdap["com"] = "https://rdap.example:8443/com/";
    CHECK(sentences(config)[0].starts_with("schedule.registration: 1000 domains ask rdap.example, "));
}

TEST_CASE("registries without RDAP are asked over WHOIS, where that is on", "[app]") {
    auto config = watching(1000, ".example");
    config.schedule["registration"] = Seconds(std::chrono::minutes(30));
    CHECK(sentences(config).at(0).starts_with(
        "schedule.registration: 1000 domains ask the WHOIS server of example, and network.http_spacing leaves 2s"));
    config.registration.whois = false;
    CHECK(sentences(config).empty());
}

TEST_CASE("what is switched off asks nobody", "[app]") {
    auto config = watching(1000);
    config.schedule["tenant"] = std::nullopt;
    config.schedule["registration"] = Seconds(1);
    const auto told = sentences(config);
    REQUIRE(told.size() == 1);
    CHECK(told[0].starts_with("schedule.registration: "));
}
