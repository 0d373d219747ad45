// The collector `records`: the records of the domain and of its hosts, as every one of its servers says them.
#pragma once

#include "nameward/collector.h"

namespace nameward::collectors {

Collector records();

}  // namespace nameward::collectors
