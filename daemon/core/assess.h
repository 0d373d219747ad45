// One look judged: from what was known and what was seen to everything that is to be recorded. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/collector.h"
#include "nameward/record.h"

namespace nameward::core {

struct SinkRule {
    std::string name;
    Severity min_severity = Severity::notice;
};

struct Context {
    const Collector& collector;
    const DomainConfig& domain;
    Seconds interval{};       // effective
    Seconds confirm_after{};  // until the second look
    int blind_after = 3;      // intervals
    std::vector<SinkRule> sinks;
};

// A second look that settles nothing is repeated once; after that, or after this time, the change is told unconfirmed.
inline constexpr int kSecondLooks = 2;
inline constexpr Seconds kConfirmWithin = std::chrono::minutes(5);
// The same difference, suspected and retracted so often within a day, is told unconfirmed the next time.
inline constexpr int kPatienceWithRetractions = 2;

// A regular look; nothing may be pending (a second look comes first). A first sight is a baseline; a difference is a
// suspected change that owes a second look, and while one is owed no standing condition is judged but blindness: the
// second look judges them.
Record assess_look(const Context& context, const Knowledge& knowledge, const Collected& collected, Now now);

// The second look at the pending changes: each is confirmed, retracted, left for one more look, or unconfirmed. One
// that was suspected in another epoch is retracted, with that reason. What else is new is left to the next regular
// look.
Record assess_second_look(const Context& context, const Knowledge& knowledge, const Collected& collected, Now now);

// What becomes of what is open when nobody asks any more: changes that wait for their second look are told unconfirmed,
// findings are dropped with the reason.
Record assess_leaving(const Context& context, const Knowledge& knowledge, const Leaving& leaving, Now now);

// Which sinks an alert goes to. Health goes to all.
std::vector<std::string> route(const Alert& alert, const std::vector<SinkRule>& sinks);

// The observations before the suspected changes: what a second look compares with.
Observations known_before(const Knowledge& knowledge);
Observations known_now(const Knowledge& knowledge);

}  // namespace nameward::core
