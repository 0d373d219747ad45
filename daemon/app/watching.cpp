#include "app/watching.h"

#include <algorithm>
#include <set>

#include "app/sweep.h"
#include "core/compose.h"
#include "core/schedule.h"

namespace nameward::app {
namespace {

constexpr const char* kTold = "unwatched_until";

std::set<JobKey> asked_for(const Config& config, const std::vector<JobKey>& keys) {
    const auto scheduled = *jobs_of(config, {});
    std::set<JobKey> asked(keys.begin(), keys.end());
    std::erase_if(asked, [&](const JobKey& key) {
        return std::find(scheduled.begin(), scheduled.end(), key) == scheduled.end();
    });
    return asked;
}

Wall told_until(Store& store) {
    const auto told = parse_time(store.note(kTold).value_or(""));
    return told ? *told : Wall{};
}

}  // namespace

std::optional<Pause> pause_until_now(Store& store, const App& app, const std::vector<JobKey>& keys) {
    const auto now = app.clock().wall();
    const auto told = told_until(store);
    const auto asked = asked_for(app.config(), keys);
    std::optional<Wall> from;  // the latest look of those that were missed: since then there was none of them
    for (const auto& entry : store.schedule()) {
        if (!entry.last_run || !entry.next_run || !asked.contains({entry.domain, entry.collector})) continue;
        const auto interval = interval_of(app.config(), entry.collector);
        if (core::was_missed(std::max(*entry.next_run, told), interval, now))
            from = std::max({from.value_or(Wall{}), *entry.last_run, told});
    }
    return from ? std::optional(Pause{*from, now}) : std::nullopt;
}

std::optional<Pause> pause_since(Wall from, const App& app) {
    const auto now = app.clock().wall();
    const auto keys = *jobs_of(app.config(), {});
    const bool missed = std::any_of(keys.begin(), keys.end(), [&](const JobKey& key) {
        const auto interval = interval_of(app.config(), key.second);
        return core::was_missed(from + core::longest(interval), interval, now);
    });
    return missed ? std::optional(Pause{from, now}) : std::nullopt;
}

void tell(Store& store, const App& app, const Pause& pause) {
    Outgoing outgoing{core::compose_unwatched(pause.from, pause.to), {}};
    for (const auto& sink : app.sinks()) outgoing.sinks.push_back(sink.name);
    store.tell(outgoing, pause.to);
    store.set_note(kTold, format_time(pause.to));
}

}  // namespace nameward::app
