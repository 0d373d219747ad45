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

// Opens what held often enough in a row, closes what is clear, notes what changed its words or weight.
Review review(const std::string& domain, const std::vector<Condition>& conditions, const std::vector<Finding>& open,
              const std::map<ConditionKey, int>& streaks, Wall now);

}  // namespace nameward::core
