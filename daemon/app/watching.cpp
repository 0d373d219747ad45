#include "app/watching.h"

#include <algorithm>

#include "app/check.h"
#include "app/sweep.h"
#include "collectors/all.h"
#include "core/compose.h"

namespace nameward::app {
namespace {

constexpr const char* kLastBeat = "last_beat";
// A restart is no gap in the watching, however often is looked.
constexpr Seconds kShortestPause = std::chrono::minutes(2);

}  // namespace

Seconds longest_pause(const Config& config) {
    std::optional<Seconds> shortest;
    const auto jobs = jobs_of(config, {});
    for (const auto& [domain, collector] : *jobs) {
        const auto interval = interval_of(config, *collectors::find(collector));
        shortest = shortest ? std::min(*shortest, interval) : interval;
    }
    return std::max(kShortestPause, shortest.value_or(Seconds{0}) * config.blind_after);
}

std::optional<Wall> last_watched(Store& store) {
    const auto beat = store.note(kLastBeat);
    if (!beat) return std::nullopt;
    const auto time = parse_time(*beat);
    return time ? std::optional(*time) : std::nullopt;
}

void note_watching(Store& store, Wall now) {
    store.set_note(kLastBeat, format_time(now));
}

void tell_nobody_looked(Store& store, const App& app, Wall since) {
    const auto now = app.clock().wall();
    Outgoing outgoing{core::compose_unwatched(since, now), {}};
    for (const auto& sink : app.sinks()) outgoing.sinks.push_back(sink.name);
    store.tell(outgoing, now);
}

}  // namespace nameward::app
