// One word on one set of records out of what every server said (decision 0011). Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/records_answer.h"
#include "collectors/records_pool.h"
#include "nameward/collector.h"

namespace nameward::collectors {

// One answer. Several of one address, in a burst, are several samples.
struct Sample {
    std::string server, address;
    Seen seen;
    bool silent = false;  // it may serve the domain, and was not heard
};
using Samples = std::vector<Sample>;

struct SetBefore {
    const Seen* known = nullptr;  // present or absent; null at first sight
    std::optional<Pool> pool;
    std::optional<Wall> differing;  // since when its servers have said different things
};

struct SetNow {
    Seen word;
    std::optional<Pool> pool;
    std::optional<Wall> differing;
    std::string disagreement;  // who says what, where servers differ
    bool unheard = false;      // they differed, and today not all that take part are heard
};

// Servers that say different things are probably following each other: a zone transfer is a matter of seconds, and
// minutes where nobody notifies. After that, what any of them says is what the world sees.
inline constexpr Seconds kTransferTakes = std::chrono::minutes(10);
// Servers that agree again on what was known did not follow each other. Whoever serves something foreign now and then
// is not to be rid of us by it: for so long since the first time, the next time is at once what the world sees.
inline constexpr Seconds kRemembered = std::chrono::hours(24);

// Address records are asked for several times before they are learnt and before a change of them is told: a second look
// at a pool has to meet the member again that the first one met.
bool wants_burst(const RecordSet& set, const SetBefore& before, const Samples& samples, Attention attention, Wall now);

SetNow judge_records(const RecordSet& set, const SetBefore& before, const Samples& samples, Wall now);

}  // namespace nameward::collectors
