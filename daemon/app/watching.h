// Times in which nobody looked, by a daemon or a sweep. They are no source's fault, and told as what they are.
#pragma once

#include <optional>
#include <vector>

#include "app/app.h"
#include "app/job_queue.h"

namespace nameward::app {

// In it a look was due and not made; the one after it, too.
struct Pause {
    Wall from{}, to{};
    bool operator==(const Pause&) const = default;
};

// The one that ends now, according to what was recorded of these jobs, as far as it was not told. Jobs that the
// configuration does not ask for have no pause. Throws StoreError.
std::optional<Pause> pause_until_now(Store& store, const App& app, const std::vector<JobKey>& keys);

// From the last sign of life on: a machine that slept, a process that was stopped.
std::optional<Pause> pause_since(Wall from, const App& app);

// To every sink. Throws StoreError.
void tell(Store& store, const App& app, const Pause& pause);

}  // namespace nameward::app
