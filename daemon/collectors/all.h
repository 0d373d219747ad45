// The explicit list of collectors. Adding one is one file, one line in all.cpp, one test.
#pragma once

#include <vector>

#include "nameward/collector.h"

namespace nameward::collectors {

const std::vector<Collector>& all();
const Collector* find(std::string_view name);

}  // namespace nameward::collectors
