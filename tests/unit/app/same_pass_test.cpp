// What two collectors see of one event on one domain.
#include "place.h"

using namespace nameward;
using namespace nameward::test;

namespace {

struct Hijack {
    Place place;
    std::string servers = "ns1.example.net", address = "192.0.2.1";

    Hijack() {
        place.name_servers = [this](const Watched&) { return Seen::present({servers}); };
    }

    Collector records() const {
        Collector made;
        made.name = made.title = "records";
        PropertySpec spec;
        spec.name = "records.A";
        spec.source = "child";
        spec.title = "A records";
        spec.layer = Layer::dns_operator;
        made.reports = {spec};
        made.look = [this](const Watched& watched, const Net&, Attention, Now) {
            Collected collected;
            collected.observations[{watched.domain.name(), "records.A", "child"}] = Seen::present({address});
            return collected;
        };
        return made;
    }

    void look_at_delegation(std::int64_t second) { place.check_at(second); }
    void look_at_records(std::int64_t second) {
        const auto domain = domain_config();
        Config config;
        config.domains = {domain};
        place.with_app(second, config,
                       [&](const app::App& app) { return app::check(app, *place.store, domain, records(), {}); });
    }
    Change change_of(const std::string& property) {
        HistoryFilter filter;
        filter.property_glob = property;
        const auto changes = place.store->changes(filter);
        REQUIRE(changes.size() == 1);
        return changes.front();
    }
};

}  // namespace

TEST_CASE("records that change with the delegation are told at the registry, in the same story", "[app]") {
    Hijack hijack;
    hijack.look_at_delegation(0);
    hijack.look_at_records(0);
    hijack.servers = "ns1.evil.example", hijack.address = "203.0.113.66";
    SECTION("the delegation is seen first") {
        hijack.look_at_delegation(300);
        hijack.look_at_delegation(330);
        hijack.look_at_records(500);
        hijack.look_at_records(530);
    }
    SECTION("the records are seen first") {
        hijack.look_at_records(300);
        hijack.look_at_delegation(310);
        hijack.look_at_records(330);
        hijack.look_at_delegation(340);
    }
    const auto delegation = hijack.change_of("delegation.ns"), records = hijack.change_of("records.A");
    CHECK(records.state == ChangeState::confirmed);
    CHECK(records.layer == Layer::registry);
    CHECK(records.incident == delegation.incident);
    const auto story = hijack.place.store->incident(records.incident)->story;
    CHECK(story.find("delegation.ns") != std::string::npos);
    CHECK(story.find("records.A") != std::string::npos);
}

TEST_CASE("records that change alone, or beside a delegation that did not, are the operator's", "[app]") {
    Hijack hijack;
    hijack.look_at_delegation(0);
    hijack.look_at_records(0);
    std::int64_t moment = 400;
    SECTION("alone") {}
    SECTION("the delegation's change is taken back") {
        hijack.servers = "ns1.evil.example";
        hijack.look_at_delegation(300);
        hijack.servers = "ns1.example.net";
        hijack.look_at_delegation(330);
    }
    SECTION("the delegation changed an hour before") {
        hijack.servers = "ns1.other.example";
        hijack.look_at_delegation(300);
        hijack.look_at_delegation(330);
        moment = 3900;
    }
    hijack.address = "203.0.113.66";
    hijack.look_at_records(moment);
    hijack.look_at_records(moment + 30);
    CHECK(hijack.change_of("records.A").layer == Layer::dns_operator);
}
