// The beginnings of a collector's words on standing conditions. Pure.
#pragma once

#include <string>

#include "nameward/domain.h"
#include "nameward/finding.h"

namespace nameward::collectors {

// About the domain itself; unknown until the collector says otherwise.
Condition condition_of(const Domain& domain, const char* type, Layer layer);

// There is nothing to judge any more, and why.
Condition moot_condition(const Domain& domain, const char* type, Layer layer, const std::string& why);

}  // namespace nameward::collectors
