// Where the servers of a domain are asked: names become addresses, within limits. Pure, but for the look-ups.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "nameward/net.h"
#include "nameward/observation.h"

namespace nameward::collectors {

using Glue = std::map<std::string, std::vector<IpAddress>>;

struct Target {
    std::string name;
    IpAddress address;
};

// A server that is not asked: nobody can reach it, or its addresses could not be found now.
struct Unasked {
    std::string name;
    std::string address;  // "-" where none is known
    bool nobodys = true;  // nobody can reach it
    std::string reason;
};

struct Targets {
    std::vector<Target> asked;  // by name, then address
    std::vector<Unasked> unasked;
};

// These names, each at all its addresses; `glue` gives the addresses of names below the domain.
Targets find_targets(const Net& net, const Values& names, const Glue& glue);

}  // namespace nameward::collectors
