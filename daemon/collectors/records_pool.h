// Names whose addresses rotate: which addresses belong to the pool, and what is foreign to it. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "nameward/observation.h"
#include "nameward/time.h"

namespace nameward::collectors {

// The networks (/24, /48) that these addresses are in. What is no address stands for itself.
Values networks_of(const Values& addresses);

// Those of `seen` that are in none of the networks of `members`.
Values foreign_to(const Values& members, const Values& seen);

// The rotating addresses of one owner and type: the members, and the day on which each was seen last. It is a candidate
// while the change with which the rotation began is not settled.
struct Pool {
    bool candidate = false;
    std::map<std::string, std::string> last_seen;  // address -> "2026-11-23"
    bool operator==(const Pool&) const = default;

    Values members() const;
    // With these members, those of `seen` seen at this moment.
    Pool renewed(const Values& members, const Values& seen, Wall now) const;
    // Those of `members` that were not seen for kMemberStays.
    Values stale(const Values& members, Wall now) const;
};

// A member that was not handed out for so long has left: a pool keeps a spare for weeks, and a month is what people
// remember.
inline constexpr Seconds kMemberStays = std::chrono::hours(24 * 30);

// What the collector remembers of an owner, by type ("A"), as the values of two facts that are never told:
// records.pool, "A 192.0.2.1 2026-11-23" for each member ("A? ..." of a candidate), and
// records.differing, "TXT 2026-11-23T07:00:00Z": since when its servers say different things.
using Pools = std::map<std::string, Pool>;
using Differing = std::map<std::string, Wall>;

inline constexpr const char* kPool = "records.pool";
inline constexpr const char* kDiffering = "records.differing";

Pools read_pools(const Values& values);
Values write_pools(const Pools& pools);
Differing read_differing(const Values& values);
Values write_differing(const Differing& differing);

}  // namespace nameward::collectors
