// What the parent's servers say of one delegation. Pure, but for the questions it sends through Net.
#pragma once

#include <map>

#include "collectors/agreement.h"
#include "nameward/collector.h"

namespace nameward::collectors {

struct ParentView {
    Seen state;  // "delegated" or "undelegated"
    Seen ns, ds, glue;
    std::map<std::string, std::vector<IpAddress>> glue_addresses;  // of the agreed glue, by name
};

// Asks a few of the parent's servers, and all of them where these do not agree or in a second look (over TCP).
// At least two different servers have to say the same, one only where the parent has no more.
ParentView ask_parent(const Domain& domain, const Net& net, Attention attention);

// "name address" values as addresses by name.
std::map<std::string, std::vector<IpAddress>> glue_addresses(const Seen& glue);

// One parent server's words on NS (state, name servers, glue) and DS: for tests.
struct ParentWord {
    Seen state, ns, ds, glue;
};
ParentWord read_parent(const Domain& domain, const DnsAnswer& ns, const DnsAnswer& ds);

}  // namespace nameward::collectors
