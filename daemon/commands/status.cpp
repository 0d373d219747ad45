#include <algorithm>

#include "collectors/all.h"
#include "commands/acting.h"
#include "commands/commands.h"
#include "commands/overview.h"
#include "commands/setup.h"
#include "formats/rows.h"
#include "system/clock.h"

namespace nameward::commands {
namespace {

std::vector<std::string> collector_names() {
    std::vector<std::string> names;
    for (const auto& collector : collectors::all()) names.push_back(collector.name);
    return names;
}

// `store`: nullptr where nothing was stored yet.
Overview overview_of(const Config& config, Store* store, Wall now) {
    Overview overview;
    overview.sights = complete_sights(store ? store->sights({}) : std::vector<SightRow>{}, config, collector_names());
    if (store) {
        overview.findings = store->findings({}, /*open_only=*/true);
        overview.deliveries = store->unsent();
    }
    const auto daemon = word_of_daemon(config);
    overview.daemon_runs = daemon.runs;
    if (daemon.runs == false) overview.idle_since = idle_since(overview.sights, config.blind_after, now);
    if (daemon.storage_trouble) overview.findings.push_back(*daemon.storage_trouble);
    return overview;
}

void print_rows(const Overview& overview, const Console& console) {
    for (const auto& row : overview.sights) console.out << formats::row(row) << '\n';
    for (const auto& row : overview.findings) console.out << formats::row(row) << '\n';
    for (const auto& row : overview.deliveries) console.out << formats::row(row) << '\n';
}

}  // namespace

int status(const Arguments& arguments, const Console& console) {
    const auto config = configured(arguments, console);
    if (!config) return kConfigurationError;
    const auto reading = open_to_read(*config, console);
    if (reading.outcome == Reading::Outcome::failed) return 1;
    try {
        const auto overview = overview_of(*config, reading.store.get(), Clock(arguments.now).wall());
        if (arguments.json)
            print_rows(overview, console);
        else
            console.out << render_status(overview, console.style);
        return needs_a_person(overview).empty() ? 0 : 1;
    } catch (const StoreError& failure) {
        console.say(failure.what());
        return 1;
    }
}

}  // namespace nameward::commands
