#include "app/courier.h"

#include "../store/store_fixture.h"

using namespace nameward;
using namespace nameward::store_test;
using app::Courier;

namespace {

// A sink that takes everything, and counts.
Sink counting(int& taken) {
    return {"soc", "webhook", Severity::info, [&taken](const Attempt&) {
                ++taken;
                return Done{Done::Verdict::delivered, std::nullopt, "HTTP 200", {}};
            }};
}

}  // namespace

TEST_CASE("what a receiver took is not sent again because the store could not note it", "[app]") {
    Folder folder;
    auto store = open(folder.file());
    store->tell({alert_of("a-1", "", at(0)), {"soc"}}, at(0));
    store->tell({alert_of("a-2", "", at(1)), {"soc"}}, at(1));
    const Clock clock(at(10));
    int taken = 0;
    const std::vector<Sink> sinks{counting(taken)};
    Courier courier(*store, clock, sinks);
    {
        Raw other(folder.file());
        other.run("BEGIN IMMEDIATE");
        CHECK_THROWS_AS(courier.deliver_due(sinks[0], {}), StoreError);
        CHECK_THROWS_AS(courier.deliver_due(sinks[0], {}), StoreError);
        CHECK(taken == 1);
        CHECK(store->unsent().size() == 2);
        other.run("ROLLBACK");
    }
    CHECK(courier.deliver_due(sinks[0], {}).size() == 1);
    CHECK(taken == 2);
    CHECK(store->unsent().empty());
}

TEST_CASE("a delivery that is gone meanwhile does not hold up its sink", "[app]") {
    Folder folder;
    auto store = open(folder.file());
    store->tell({alert_of("a-1", "", at(0)), {"soc"}}, at(0));
    const Clock clock(at(10));
    int taken = 0;
    const std::vector<Sink> sinks{counting(taken)};
    Courier courier(*store, clock, sinks);
    Raw other(folder.file());
    other.run("BEGIN IMMEDIATE");
    CHECK_THROWS_AS(courier.deliver_due(sinks[0], {}), StoreError);
    other.run("DELETE FROM delivery; COMMIT");
    store->tell({alert_of("a-2", "", at(1)), {"soc"}}, at(1));
    CHECK(courier.deliver_due(sinks[0], {}).size() == 1);
    CHECK(taken == 2);
}
