// What to do about it, the first thing first. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/alert.h"

namespace nameward::core {

// `restored`: ids of the changes that bring back what held before; they have an advice of their own.
std::vector<std::string> next_steps(const std::vector<Change>& changes, const std::vector<Finding>& findings,
                                    const std::vector<std::string>& restored = {});

}  // namespace nameward::core
