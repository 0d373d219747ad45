// Damaged copies of good inputs, the same ones for the same seed.
#pragma once

#include <random>
#include <string>

namespace nameward::test {

// One to eight small injuries: bytes changed, removed, doubled or inserted, the end cut off.
std::string mutated(std::string bytes, std::mt19937& random);

}  // namespace nameward::test
