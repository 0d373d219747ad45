// Good inputs that a fuzz target's damaged ones are made from.
#pragma once

#include <string>
#include <vector>

namespace nameward::test {

std::vector<std::string> fuzz_samples();  // each target has its own

}  // namespace nameward::test
