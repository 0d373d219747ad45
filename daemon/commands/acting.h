// Commands that write. One process writes the store: while the daemon runs the work is its, and the command only asks.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/app.h"
#include "commands/command_line.h"
#include "commands/console.h"
#include "store/store.h"

namespace nameward::commands {

// The work where no daemon runs.
using Work = std::function<int(std::unique_ptr<app::App>, Store&)>;

// Asks the daemon of this configuration's store for `command words...`; where none runs, takes the store and works.
int act(const Arguments& arguments, const Console& console, const std::vector<std::string>& words, const Work& work);

// What the store itself cannot say: whether a daemon runs on it, and since when that cannot write it.
// Does not wait for long.
inline constexpr const char* kAskForTrouble = "storage-trouble";
struct DaemonWord {
    std::optional<bool> runs;  // nullopt: it may not be asked, or does not answer in time
    std::optional<Finding> storage_trouble;
};
DaemonWord word_of_daemon(const Config& config);

}  // namespace nameward::commands
