#include "nameward/observation.h"

#include <algorithm>

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
