// What to do about it, the first thing first. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/alert.h"

namespace nameward::core {

std::vector<std::string> next_steps(const std::vector<Change>& changes, const std::vector<Finding>& findings);

}  // namespace nameward::core
