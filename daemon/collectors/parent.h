// What the parent's servers say of one delegation. Pure, but for the questions it sends through Net.
#pragma once

#include "collectors/agreement.h"
#include "collectors/targets.h"
#include "nameward/collector.h"

namespace nameward::collectors {

inline constexpr const char* kParent = "parent";  // the source

// Why there is nothing to see of a domain's own servers where the parent says that there are none.
inline constexpr const char* kUndelegated = "the domain is not delegated: it has no servers of its own";

struct ParentView {
    Seen state;  // "delegated" or "undelegated"
    Seen ns, ds, glue;
    Glue glue_addresses;  // of the agreed glue
};

// Asks a few of the parent's servers, and all of them where these do not agree or in a second look (over TCP).
// At least two different servers have to say the same, one only where the parent has no more.
ParentView ask_parent(const Domain& domain, const Net& net, Attention attention);

// "name address" values as addresses by name.
Glue glue_addresses(const Seen& glue);

// One parent server's words on NS (state, name servers, glue) and DS: for tests.
struct ParentWord {
    Seen state, ns, ds, glue;
};
ParentWord read_parent(const Domain& domain, const DnsAnswer& ns, const DnsAnswer& ds);

}  // namespace nameward::collectors
