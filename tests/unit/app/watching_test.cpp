#include "app/watching.h"

#include "../store/store_fixture.h"
#include "app/sweep.h"
#include "builders.h"

using namespace nameward;
using namespace nameward::store_test;

namespace {

// A domain that was looked at every five minutes until at(0).
struct World {
    explicit World(int now, std::optional<Seconds> interval = Seconds(300)) : clock(at(now)) {
        Config config;
        config.domains = {test::domain_config()};
        for (const auto& [collector, unused] : default_schedule()) config.schedule[collector] = std::nullopt;
        config.schedule["delegation"] = interval;
        auto made = app::App::make(config, clock);
        REQUIRE(made);
        app = std::move(*made);
        store->record(look(at(0), {}));
    }

    std::optional<app::Pause> pause() { return pause_until_now(*store, *app, {{"example.com", "delegation"}}); }

    Clock clock;
    std::unique_ptr<Store> store = open(":memory:");
    std::unique_ptr<app::App> app;
};

}  // namespace

TEST_CASE("a look that is late is not missed; one whose successor is late is", "[app]") {
    CHECK_FALSE(World(10).pause());
    CHECK_FALSE(World(301).pause());
    CHECK_FALSE(World(600).pause());
    CHECK(World(700).pause() == app::Pause{at(0), at(700)});
    CHECK(World(30 * 86400).pause() == app::Pause{at(0), at(30 * 86400)});
}

TEST_CASE("what nobody asked for was not missed", "[app]") {
    CHECK_FALSE(World(86400, std::nullopt).pause());
    World other(86400);
    CHECK_FALSE(pause_until_now(*other.store, *other.app, {}));
    CHECK(other.pause());
}

TEST_CASE("a pause is told once, whether or not somebody looks after it", "[app]") {
    World world(86400);
    const auto pause = world.pause();
    REQUIRE(pause);
    tell(*world.store, *world.app, *pause);
    CHECK_FALSE(world.pause());
}

TEST_CASE("a machine that slept over a look has a pause", "[app]") {
    World world(86400);
    CHECK_FALSE(pause_since(at(86400 - 600), *world.app));
    CHECK(pause_since(at(86400 - 700), *world.app) == app::Pause{at(86400 - 700), at(86400)});
}
