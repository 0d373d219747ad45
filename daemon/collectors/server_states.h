// The values of authority.servers: "<name>/<address>=<state>", such as "ns1.example.net/192.0.2.1=ok". Pure.
//
// The members are the servers and their addresses. A member's state comes and goes: delegation.lame and blindness tell
// it, a change of the set does not. "<name>/-=unreachable" stands for a name whose addresses could not be found, so
// that its first sight later on is not taken for news.
#pragma once

#include <set>
#include <string>

#include "nameward/observation.h"

namespace nameward::collectors {

inline constexpr const char* kNoAddress = "-";
inline constexpr const char* kUnreachable = "unreachable";

// The same servers at the same addresses, as far as these were ever found.
bool same_servers(const Values& before, const Values& after);

// The state of "<name>/<address>"; empty where it is not in the set.
std::string state_of(const Values& values, const std::string& member);

std::set<std::string> server_names(const Values& values);

}  // namespace nameward::collectors
