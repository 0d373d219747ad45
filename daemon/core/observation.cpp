#include "nameward/observation.h"

#include <algorithm>

#include "nameward/text.h"

namespace nameward {

Values make_values(std::vector<std::string> unordered) {
    std::sort(unordered.begin(), unordered.end());
    unordered.erase(std::unique(unordered.begin(), unordered.end()), unordered.end());
    return unordered;
}

Seen Seen::present(Values values, std::vector<EvidencePtr> evidence) {
    Seen seen;
    seen.state = State::present;
    seen.values = make_values(std::move(values));
    seen.evidence = std::move(evidence);
    return seen;
}

Seen Seen::absent(std::vector<EvidencePtr> evidence) {
    Seen seen;
    seen.state = State::absent;
    seen.evidence = std::move(evidence);
    return seen;
}

Seen Seen::unknown(std::string reason, std::vector<EvidencePtr> evidence) {
    Seen seen;
    seen.reason = std::move(reason);
    seen.evidence = std::move(evidence);
    return seen;
}

Seen Seen::not_applicable(std::string reason) {
    Seen seen = unknown(std::move(reason));
    seen.applicable = false;
    return seen;
}

Seen Seen::contradictory(std::string reason, std::vector<EvidencePtr> evidence) {
    Seen seen = unknown(std::move(reason), std::move(evidence));
    seen.disputed = true;
    return seen;
}

Observations in_utf8(Observations observations) {
    for (auto& [fact, seen] : observations) {
        for (auto* texts : {&seen.values, &seen.unseen})
            for (auto& text : *texts) text = as_utf8(text);
        seen.values = make_values(std::move(seen.values));
    }
    return observations;
}

std::string_view to_string(Seen::State state) {
    switch (state) {
        case Seen::State::present:
            return "present";
        case Seen::State::absent:
            return "absent";
        case Seen::State::unknown:
            return "unknown";
    }
    return "unknown";
}

}  // namespace nameward
