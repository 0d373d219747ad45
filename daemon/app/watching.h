// Whether anybody looked at all: by a daemon or by sweeps. That nobody did is no source's fault, and is told as what it
// is.
#pragma once

#include <optional>

#include "app/app.h"

namespace nameward::app {

// As long as a source would have to be blind until it is told.
Seconds longest_pause(const Config& config);

// These throw StoreError.
std::optional<Wall> last_watched(Store& store);
void note_watching(Store& store, Wall now);
void tell_nobody_looked(Store& store, const App& app, Wall since);

}  // namespace nameward::app
