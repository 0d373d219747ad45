// The collector `delegation`: what the parent's servers say of the domain's delegation, and what the delegated
// servers say of themselves.
#pragma once

#include "nameward/collector.h"

namespace nameward::collectors {

Collector delegation();

}  // namespace nameward::collectors
