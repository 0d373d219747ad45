#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/render.h"
#include "nameward/config.h"

namespace nameward::commands {

// The rows of every configured domain and collector, in the order of the configuration: the stored ones with their
// interval, one without a source where nothing was looked at yet or the collector is off. Domains that left the
// configuration are not watched and have no row. Pure.
std::vector<SightRow> complete_sights(const std::vector<SightRow>& stored, const Config& config,
                                      const std::vector<std::string>& collectors);

// Since when nobody looks: the last look of all, where one is overdue for more than `blind_after` of its intervals.
// Pure.
std::optional<Wall> idle_since(const std::vector<SightRow>& sights, int blind_after, Wall now);

}  // namespace nameward::commands
