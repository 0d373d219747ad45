// What the owner wrote down as right, against what is seen. Pure.
#pragma once

#include <vector>

#include "nameward/config.h"
#include "nameward/finding.h"
#include "nameward/observation.h"

namespace nameward::core {

// One condition per key that this collector judges; each key has one collector and one source. A key that the owner did
// not write, or removed, is clear: it is not judged, and what stood open is over. A fact that is not in `now`, or is
// unknown there, leaves its expectation as it stands.
std::vector<Condition> judge_expectations(const std::string& collector, const DomainConfig& domain,
                                          const Observations& now);

}  // namespace nameward::core
