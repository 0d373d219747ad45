// A sink renders one alert for one channel and hands it over. When to try again is decided elsewhere.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nameward/alert.h"

namespace nameward {

// What became of one attempt.
struct Done {
    enum class Verdict {
        delivered,  // 2xx or 250
        transient,  // worth repeating: the schedule decides, `retry_after` is heard within limits
        rejected,   // understood and refused: parked, tried once a day
        gone,       // HTTP 410: parked for good
    };
    Verdict verdict = Verdict::transient;
    std::optional<Seconds> retry_after;
    std::string answer;                // what the receiver said, cut and escaped; no secret, no URL
    std::vector<std::string> reached;  // receivers that have the alert now (all of them when delivered)
};

// `reached` are the receivers that an earlier attempt served; they are not served again.
struct Attempt {
    const Alert& alert;
    const std::vector<std::string>& reached;
    Now now;
};

// Called from one thread at a time per sink; different sinks run at once. Never throws.
struct Sink {
    std::string name;
    std::string kind;
    Severity min_severity = Severity::notice;
    std::function<Done(const Attempt&)> deliver;
};

}  // namespace nameward
