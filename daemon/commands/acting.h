// Commands that write. One process writes the store: while the daemon runs the work is its, and the command only asks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/app.h"
#include "commands/command_line.h"
#include "commands/console.h"
#include "store/store.h"

namespace nameward::commands {

// The work where no daemon runs.
using Work = std::function<int(app::App&, Store&)>;

// Asks the daemon of this configuration's store for `command words...`; where none runs, takes the store and works.
int act(const Arguments& arguments, const Console& console, const std::vector<std::string>& words, const Work& work);

}  // namespace nameward::commands
