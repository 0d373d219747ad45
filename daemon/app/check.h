// One look at one domain by one collector, from the question to the record. The straight line that everything else
// hangs on.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/app.h"
#include "nameward/collector.h"
#include "nameward/record.h"

namespace nameward::app {

// What one look brought.
struct Checked {
    bool recorded = false;             // false: stopped before it was judged; nothing was written
    std::vector<std::string> changes;  // ids of changes found or settled
    std::vector<FindingEvent> findings;
    std::optional<SecondLook> second_look;  // what is still owed
    Wall next_run{};
    bool second = false;   // it was a second look
    bool sighted = false;  // at least one fact was seen
    // Something that stands at the registry as well differs from before: registration data should be looked at now.
    bool delegation_changed = false;
};

// Makes the second look where one is owed, else a regular one. Throws StoreError, after which nothing of the look is
// recorded and it can be made again.
Checked check(const App& app, Store& store, const DomainConfig& domain, const Collector& collector,
              std::stop_token stop);

// How often the collector looks; one that is switched off still has an interval, for a sweep that names it.
Seconds interval_of(const Config& config, const std::string& collector);

// Collects without a store: what `look` prints. Every fact is compared with nothing.
Collected collect(const App& app, const DomainConfig& domain, const Collector& collector, const Observations& known,
                  Attention attention);

}  // namespace nameward::app
