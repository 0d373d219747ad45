// The life of standing conditions. Pure.
#pragma once

#include <map>
#include <vector>

#include "nameward/record.h"

namespace nameward::core {

struct Review {
    std::vector<FindingEvent> events;
    std::map<ConditionKey, int> streaks;  // of every condition that was judged
};

// Opens what held often enough in a row, closes what is clear, notes what changed its words or grew graver. A finding
// does not grow milder while it is open, so that one that flutters is not told each time it rises. Findings of other
// collectors stay as they are.
Review review(const std::string& domain, const std::string& collector, const std::vector<Condition>& conditions,
              const std::vector<Finding>& open, const std::map<ConditionKey, int>& streaks, Wall now);

}  // namespace nameward::core
