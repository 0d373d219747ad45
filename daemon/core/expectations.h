// What the owner wrote down as right, against what is seen. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "nameward/config.h"
#include "nameward/finding.h"
#include "nameward/observation.h"

namespace nameward::core {

// One condition per key that this collector judges; each key has one collector. A key that the owner did not write, or
// removed, is clear: it is not judged, and what stood open is over. A fact that is not in `now`, or is unknown there,
// leaves its expectation as it stands.
std::vector<Condition> judge_expectations(const std::string& collector, const DomainConfig& domain,
                                          const Observations& now);

// The word that a key of [domain.expect] is judged by, in the form in which the key is written; unknown, with the
// reason, where nothing can be judged. `strict`: sources that say different things say nothing, as is right for a
// suggestion.
Seen word_on_expectation(std::string_view key, const std::string& domain, const Observations& now, bool strict = false);

}  // namespace nameward::core
