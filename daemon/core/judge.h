// What a difference is worth, and how it is called. Pure.
#pragma once

#include <optional>

#include "nameward/change.h"
#include "nameward/collector.h"

namespace nameward::core {

// A suspected change with severity, layer and summary; sequence, id and evidence come from the store.
// `seen` is all that the look saw, `known` what was known before it.
Change make_change(const Collector& collector, const DomainConfig& domain, const Fact& fact, const Seen& before,
                   Wall before_since, const Seen& after, const Observations& seen, Wall now,
                   const Observations* known = nullptr);

Severity severity_of(const PropertySpec& spec, const Weighing& difference);
Layer layer_of(const PropertySpec& spec, const Values& before, const Values& after);

// What changes within this time of the delegation changes in the same pass: twice the interval in which both are looked
// at unless it is set otherwise, so that the second looks, the jitter and the order of the looks do not matter.
inline constexpr Seconds kSamePass = std::chrono::minutes(10);

// The layer of each change that is not retracted: whatever changes on a domain in the same pass as its delegation
// happened at the registry. `delegation_changed`: when another collector saw the delegation change last.
void settle_layers(const Collector& collector, std::optional<Wall> delegation_changed, std::vector<Change>& changes);

// The gravest first; of equal weight as the collector lists its properties.
void sort_by_weight(const Collector& collector, std::vector<Change>& changes);

// Equal, or different in a way that is not worth telling.
bool means_the_same(const Collector& collector, const Weighing& difference);

}  // namespace nameward::core
