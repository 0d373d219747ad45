#include "app/watching.h"

#include "../store/store_fixture.h"
#include "builders.h"

using namespace nameward;
using namespace nameward::store_test;

namespace {

Config watching(std::optional<Seconds> delegation) {
    Config config;
    config.domains = {test::domain_config()};
    for (const auto& [collector, interval] : default_schedule()) config.schedule[collector] = std::nullopt;
    config.schedule["delegation"] = delegation;
    return config;
}

}  // namespace

TEST_CASE("a pause in the watching is long when a source would be told blind after it", "[app]") {
    auto config = watching(Seconds(300));
    config.blind_after = 3;
    CHECK(app::longest_pause(config) == Seconds(900));
    config.blind_after = 10;
    CHECK(app::longest_pause(config) == Seconds(3000));
}

TEST_CASE("a restart is no pause, however often is looked", "[app]") {
    CHECK(app::longest_pause(watching(Seconds(1))) == Seconds(120));
    CHECK(app::longest_pause(watching(std::nullopt)) == Seconds(120));
}

TEST_CASE("when somebody watched last outlives the process", "[app]") {
    Folder folder;
    CHECK_FALSE(app::last_watched(*open(folder.file())));
    app::note_watching(*open(folder.file()), at(7));
    CHECK(app::last_watched(*open(folder.file())) == at(7));
    open(folder.file())->set_note("last_beat", "no time");
    CHECK_FALSE(app::last_watched(*open(folder.file())));
}
