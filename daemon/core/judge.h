// What a difference is worth, and how it is called. Pure.
#pragma once

#include "nameward/change.h"
#include "nameward/collector.h"

namespace nameward::core {

// A suspected change with severity, layer and summary; sequence, id and evidence come from the store.
Change make_change(const Collector& collector, const DomainConfig& domain, const Fact& fact, const Seen& before,
                   Wall before_since, const Seen& after, Wall now);

Severity severity_of(const PropertySpec& spec, const Values& before, const Values& after);

// Whatever changes on a domain in the same pass as its delegation happened at the registry.
void settle_layers(std::vector<Change>& changes);

}  // namespace nameward::core
