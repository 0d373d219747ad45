// Whether two known words on one fact differ. Pure.
#pragma once

#include "nameward/observation.h"

namespace nameward::core {

// `now` with the members that could not be seen this time taken over from `before`: silence of one server never
// shrinks a set. Members of `now` that stand for an unseen one are kept only where nothing was known of it.
Seen carry_over(const Seen& before, const Seen& now);

// Both known; compares values after carry_over(). What is absent has no values.
bool differs(const Seen& before, const Seen& now);

}  // namespace nameward::core
