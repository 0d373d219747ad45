// What most commands begin with: the configuration, the domains that were meant, the store.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands/command_line.h"
#include "commands/console.h"
#include "config/config.h"
#include "store/store.h"

namespace nameward::commands {

// The configuration; nullopt when it has errors, which are on stderr by then: end with kConfigurationError. Warnings
// are for check-config and the daemon.
std::optional<Config> configured(const Arguments& arguments, const Console& console);

// What could be better in it, on stderr.
void print_warnings(const config::Loaded& loaded, const Console& console);

// The domains as stored, each once; nullopt when one is no domain name, with the reason on stderr: end with
// kUsageError.
std::optional<std::vector<std::string>> domains_meant(const Arguments& arguments, const Console& console);

// Becomes the owner of the store and opens it to read.
struct Reading {
    enum class Outcome { open, nothing_recorded, failed };
    Outcome outcome = Outcome::failed;
    std::unique_ptr<Store> store;  // open
};
// Says on stderr why there is no store; nothing_recorded is no failure.
Reading open_to_read(const Config& config, const Console& console);

// The middle of a command: configuration and store, then `read(config, store)` for its exit code. Without a store
// yet the answer is empty and `nothing_recorded`.
template <class Read>
int with_store(const Arguments& arguments, const Console& console, const Read& read, int nothing_recorded = 0) {
    const auto config = configured(arguments, console);
    if (!config) return kConfigurationError;
    const auto reading = open_to_read(*config, console);
    if (!reading.store) return reading.outcome == Reading::Outcome::nothing_recorded ? nothing_recorded : 1;
    try {
        return read(*config, *reading.store);
    } catch (const StoreError& failure) {
        console.say(failure.what());
        return 1;
    }
}

}  // namespace nameward::commands
