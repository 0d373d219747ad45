// What a difference is worth, and how it is called. Pure.
#pragma once

#include "nameward/change.h"
#include "nameward/collector.h"

namespace nameward::core {

// A suspected change with severity, layer and summary; sequence, id and evidence come from the store.
Change make_change(const Collector& collector, const DomainConfig& domain, const Fact& fact, const Seen& before,
                   Wall before_since, const Seen& after, Wall now);

Severity severity_of(const PropertySpec& spec, const Values& before, const Values& after);

// Changes of one domain in one pass: what changes together with the delegation happened at the registry; the gravest
// comes first.
void settle_pass(std::vector<Change>& changes);

}  // namespace nameward::core
