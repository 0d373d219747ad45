// Sets of values, taken apart and put together. Pure.
#pragma once

#include "nameward/observation.h"

namespace nameward::core {

// The members of `values` that are not in `others`.
Values without(const Values& values, const Values& others);

// The members of either.
Values united(Values values, const Values& others);

}  // namespace nameward::core
