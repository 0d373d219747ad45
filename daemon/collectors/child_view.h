// One view of the domain out of what each of its servers says. Pure.
#pragma once

#include <string>
#include <vector>

#include "collectors/child.h"

namespace nameward::collectors {

struct ChildView {
    Seen ns, soa, servers;
    Condition lame;
    std::string disagreement;  // who says what, where servers differ about the name servers; else empty
};

// What was known of the child before the look.
struct ChildBefore {
    Values servers, soa;  // authority.servers, authority.soa
};

// From the servers' words to the facts. A server that was lame when it was last heard does not become well by falling
// silent, and what it may have said of the SOA when it was well stays known.
ChildView weigh(const Domain& domain, const std::vector<ChildServer>& servers, const ChildBefore& before);

}  // namespace nameward::collectors
