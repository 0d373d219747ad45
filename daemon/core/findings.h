// The life of standing conditions. Pure.
#pragma once

#include <map>
#include <vector>

#include "nameward/record.h"

namespace nameward::core {

struct Review {
    std::vector<FindingEvent> events;
    std::map<ConditionKey, Streak> streaks;  // those that differ
};

// The look whose conditions are reviewed.
struct Round {
    std::string domain, collector;
    Wall at{};
    // Whether it counts for what has to hold several times, and how long after the one before: a second look, the look
    // behind it and a sweep that somebody repeats say nothing new about how long a condition lasts.
    bool counts = true;
    Seconds apart{};
};

// Opens what held often enough in a row, closes what is clear or moot, notes what changed its words or grew graver. A
// finding does not grow milder while it is open, so that one that flutters is not told each time it rises. Findings of
// other collectors stay as they are.
Review review(const Round& round, const std::vector<Condition>& conditions, const std::vector<Finding>& open,
              const std::map<ConditionKey, Streak>& streaks);

// Ends a finding that nobody can judge any more.
FindingEvent drop(Finding finding, const std::string& reason, Wall now);

}  // namespace nameward::core
