// What the configuration does not ask for any more: domains, collectors that are switched off, sources.
#pragma once

#include "app/app.h"

namespace nameward::app {

// Closes what is open of them and settles what is pending; their history stays. Reads only where there is nothing to
// do. Throws StoreError; what was done until then stays done, and the rest is done by the next call.
void retire_unwatched(const App& app, Store& store);

}  // namespace nameward::app
