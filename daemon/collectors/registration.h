// The collector `registration`: what the registry and the registrar say of the domain, over RDAP where there is one,
// else over WHOIS.
#pragma once

#include "nameward/collector.h"

namespace nameward::collectors {

Collector registration();

}  // namespace nameward::collectors
