// What the last look knew. Pure.
#pragma once

#include "nameward/collector.h"

namespace nameward::collectors {

// Null where the fact was never seen.
const Seen* known(const Watched& watched, const Fact& fact);

// Empty also where the source said that there is none.
Values known_values(const Watched& watched, const Fact& fact);

}  // namespace nameward::collectors
