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

// From the servers' words to the facts: pure. `before` is what authority.servers held so far: a server that was lame
// when it was last heard does not become well by falling silent.
ChildView weigh(const Domain& domain, const std::vector<ChildServer>& servers, const Values& before);

}  // namespace nameward::collectors
