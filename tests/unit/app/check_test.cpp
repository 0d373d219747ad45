// Looks from the question to the record, with a collector that sees what a test gives it.
#include <barrier>
#include <thread>

#include "place.h"

using namespace nameward;
using namespace nameward::test;

TEST_CASE("a value in another encoding is kept, and is the same at the next look", "[app]") {
    Place place;
    place.name_servers = always("M\xfcller GmbH");
    place.check_at(0);
    CHECK(place.check_at(300).changes.empty());
    CHECK(place.store->observations("example.com", std::nullopt).at(0).values == Values{"M\\xfcller GmbH"});

    place.name_servers = always("M\xe4ller GmbH");
    CHECK(place.check_at(600).changes.size() == 1);
}

TEST_CASE("domains that change alike at the same moment are one incident, which ends with the last of them", "[app]") {
    Place place;
    std::vector<DomainConfig> domains;
    for (const char letter : {'a', 'b', 'c', 'd'})
        domains.push_back(domain_config(std::string(1, letter) + ".example"));
    for (auto& domain : domains) domain.expect.name_servers = Values{"good"};
    const auto look_at_all = [&](std::int64_t second) {
        for (const auto& domain : domains) place.check_at(second, domain);
    };
    place.name_servers = always("good");
    look_at_all(0);
    place.name_servers = always("evil");
    look_at_all(300);

    // Each worker has read what is known before any of them writes.
    std::barrier all_asked(static_cast<std::ptrdiff_t>(domains.size()));
    place.name_servers = [&](const Watched&) {
        all_asked.arrive_and_wait();
        return Seen::present({"evil"});
    };
    {
        std::vector<std::jthread> workers;
        for (const auto& domain : domains) workers.emplace_back([&] { place.check_at(330, domain); });
    }
    const auto changes = place.store->changes({});
    REQUIRE(changes.size() == 4);
    const auto incident = [&] { return *place.store->incident(changes[0].incident); };
    for (const auto& change : changes) {
        CHECK(change.incident == changes[0].incident);
        CHECK(incident().story.find(change.domain + " delegation.ns") != std::string::npos);
        CHECK(incident().story.find(change.domain + " expectation.name_servers opened") != std::string::npos);
    }

    place.name_servers = always("evil");
    domains[0].expect.name_servers.reset();
    look_at_all(9000);
    CHECK_FALSE(incident().closed);
    for (auto& domain : domains) domain.expect.name_servers.reset();
    look_at_all(9300);
    CHECK(incident().closed == at(9300));
    CHECK(place.store->findings({}, true).empty());
}

TEST_CASE("a look says when it changed what the registry holds as well", "[app]") {
    Place place;
    place.name_servers = always("good");
    CHECK_FALSE(place.check_at(0).delegation_changed);  // a baseline
    place.name_servers = always("evil");
    CHECK(place.check_at(300).delegation_changed);  // suspected
    CHECK(place.check_at(330).delegation_changed);  // confirmed
    CHECK_FALSE(place.check_at(600).delegation_changed);
    place.name_servers = always("good");
    CHECK(place.check_at(900).delegation_changed);
    place.name_servers = always("evil");
    const auto retracted = place.check_at(930);
    CHECK(retracted.changes.size() == 1);
    CHECK_FALSE(retracted.delegation_changed);
}
