// Nameward's own sight: which sources are seen, since when not, and when that is told. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nameward/record.h"

namespace nameward::core {

// Each source that the look spoke about: seen whole (every fact known or disputed, and no reason given why something of
// it was missed), blind, or with nothing to look at.
std::map<std::string, Sight> update_sights(const std::map<std::string, Sight>& before, const Observations& now,
                                           Wall moment);

// monitor.blind for each source: holds once it is blind for `patience` or longer, clear when it is seen again, moot
// where there is nothing to look at. Time in
// which nobody looked is not blindness: after such a time one failed look is not enough.
std::vector<Condition> judge_blindness(const std::string& collector, const std::map<std::string, Sight>& sights,
                                       Seconds patience, std::optional<Wall> last_run, Wall now);

}  // namespace nameward::core
