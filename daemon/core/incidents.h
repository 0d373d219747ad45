// Which incident a change or finding belongs to. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "nameward/record.h"

namespace nameward::core {

// What belongs together happens within this time of the last thing that happened.
inline constexpr Seconds kIncidentWindow = std::chrono::hours(1);

// The incident that news about `domain` joins: that of a change which it takes back (closed or not: it opens again),
// else the domain's youngest within the window, else, for changes, one of another domain with the same new value. A new
// one (id from `seed`) where there is none.
Incident choose_incident(const Knowledge& knowledge, const std::vector<Change>& told, const std::string& domain,
                         const std::string& seed, Wall now);

// Whether a finding of the incident, of whatever domain, is open once the findings `closing` (ids) are closed.
bool stays_open(const Knowledge& knowledge, const Incident& incident, const std::set<std::string>& closing);

// Open incidents of the domain that nothing happened in for the window and that hold no open finding: closed at `now`.
std::vector<Incident> gone_quiet(const Knowledge& knowledge, const std::string& domain, Wall now);

}  // namespace nameward::core
