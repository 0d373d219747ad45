// The collector `tenant`: which Microsoft tenant the domain belongs to, and who signs its people in. Nobody's account
// is asked for.
#pragma once

#include "nameward/collector.h"

namespace nameward::collectors {

Collector tenant();

}  // namespace nameward::collectors
