// What the collector `registration` reports, and what a change of it is worth. Pure.
#pragma once

#include "nameward/collector.h"

namespace nameward::collectors {

std::vector<PropertySpec> registration_properties();

}  // namespace nameward::collectors
