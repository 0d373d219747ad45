// Looks from the question to the record, with a collector that sees what a test gives it.
#include "app/check.h"

#include "builders.h"
#include "catch.h"

using namespace nameward;
using namespace nameward::app;
using namespace nameward::test;

namespace {

// One daemon's life on one store: the wall clock stands where a look is made.
struct Place {
    std::unique_ptr<Store> store = std::move(*Store::open(":memory:", Store::Mode::write));
    Observations seen;

    Collector collector() const {
        Collector made;
        made.name = made.title = "test";
        made.reports = {PropertySpec{"test.value", "parent", "value", {}, {}, {}, {}, {}, {}, {}}};
        made.look = [this](const Watched&, const Net&, Attention, Now) { return Collected{seen, {}, {}}; };
        return made;
    }

    Checked check_at(std::int64_t second, const std::string& domain = "example.com") {
        const Clock clock(at(second));
        Config config;
        config.domains = {domain_config(domain)};
        const auto app = App::make(config, clock);
        REQUIRE(app);
        return check(**app, *store, config.domains[0], collector(), {});
    }
};

Observations value(const std::string& text) {
    return {{fact_of("test.value"), Seen::present({text})}};
}

}  // namespace

TEST_CASE("a value in another encoding is kept, and is the same at the next look", "[app]") {
    Place place;
    place.seen = value("M\xfcller GmbH");
    place.check_at(0);
    CHECK(place.check_at(300).changes.empty());
    CHECK(place.store->observations("example.com", std::nullopt).at(0).values == Values{"M\\xfcller GmbH"});

    place.seen = value("M\xe4ller GmbH");
    CHECK(place.check_at(600).changes.size() == 1);
}
