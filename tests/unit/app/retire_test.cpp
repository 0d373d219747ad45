#include "app/retire.h"

#include "place.h"

using namespace nameward;
using namespace nameward::test;

namespace {

// A domain with an open expectation, a blindness that was told, and a change that waits for its second look.
Place eventful_place() {
    Place place;
    auto domain = domain_config();
    domain.expect.ds = Values{"1 13 2 AB"};
    place.more = {{fact_of("delegation.ds"), Seen::absent()},
                  {fact_of("authority.ns", "child"), Seen::unknown("dark")}};
    place.name_servers = always("good");
    for (const std::int64_t second : {0, 3000, 6000, 9000, 12000}) place.check_at(second, domain);
    const auto blind = place.store->untold_health().opened;
    REQUIRE(blind.size() == 1);
    Alert alert;
    alert.id = "a-1";
    alert.type = Alert::Type::health;
    alert.findings = blind;
    place.store->tell({alert, {}}, at(12000));
    place.name_servers = always("evil");
    place.check_at(15000, domain);
    REQUIRE(place.store->findings({}, true).size() == 2);
    REQUIRE(place.store->changes({}).size() == 1);
    return place;
}

}  // namespace

TEST_CASE("what the configuration asks for no more is over, and what was suspected is told", "[app]") {
    auto place = eventful_place();
    Config config;
    std::string reason = "not watched any more";
    SECTION("a domain that left the configuration") {}
    SECTION("a collector that is switched off") {
        config.domains = {domain_config()};
        config.schedule["delegation"] = std::nullopt;
        reason = "its collector is switched off";
    }
    place.with_app(15010, config, [&](const app::App& app) { app::retire_unwatched(app, *place.store); });

    CHECK(place.store->findings({}, true).empty());
    for (const auto& finding : place.store->findings({}, false))
        CHECK(finding.summary.ends_with(" (closed: " + reason + ")"));
    CHECK(place.store->untold_health().closed.empty());
    const auto change = place.store->changes({}).at(0);
    CHECK(change.state == ChangeState::unconfirmed);
    const auto incident = place.store->incident(change.incident);
    REQUIRE(incident);
    CHECK(incident->story.find("+evil, unconfirmed") != std::string::npos);
    CHECK(incident->closed == at(15010));

    CHECK(place.store->sights({}).empty());
    CHECK(place.store->schedule().empty());
    CHECK(place.store->watched().empty());
    for (const auto& row : place.store->observations("example.com", std::nullopt)) {
        CHECK(row.state == Seen::State::unknown);
        if (row.fact.source == "parent") CHECK(row.reason == reason);
    }
    CHECK(place.store->observations("example.com", at(15009)).at(2).values == Values{"evil"});

    place.check_at(18000);
    CHECK(place.store->observations("example.com", std::nullopt).at(2).state == Seen::State::present);
}

TEST_CASE("a source that is asked no more leaves the others as they are", "[app]") {
    auto place = eventful_place();
    const auto domain = domain_config();
    const auto collector = place.collector();
    const core::Context context{collector, domain, kInterval, Seconds(30), 3, {}};
    const auto leave = [&](const std::string& source, std::int64_t second) {
        place.store->record("example.com", "delegation", [&](const Knowledge& knowledge) {
            return core::assess_leaving(context, knowledge, {{source}, false, "not asked any more"}, now_at(second));
        });
    };
    leave("child", 15010);
    REQUIRE(place.store->findings({}, true).size() == 1);
    CHECK(place.store->findings({}, true)[0].type == "expectation.ds");
    REQUIRE(place.store->sights({}).size() == 1);
    CHECK(place.store->sights({})[0].source == "parent");
    CHECK(place.store->knowledge("example.com", "delegation").second_look);
    CHECK(place.store->changes({}).at(0).state == ChangeState::suspected);

    leave("parent", 15020);
    CHECK(place.store->findings({}, true).empty());
    CHECK_FALSE(place.store->knowledge("example.com", "delegation").second_look);
    CHECK(place.store->changes({}).at(0).state == ChangeState::unconfirmed);
    CHECK(place.store->schedule().size() == 1);
}

TEST_CASE("what the configuration asks for stays", "[app]") {
    auto place = eventful_place();
    Config config;
    config.domains = {domain_config()};
    config.schedule["delegation"] = kInterval;
    place.with_app(15010, config, [&](const app::App& app) { app::retire_unwatched(app, *place.store); });
    CHECK(place.store->findings({}, true).size() == 2);
    CHECK(place.store->changes({}).at(0).state == ChangeState::suspected);
    CHECK(place.store->sights({}).size() == 2);
}
