#include "core/findings.h"

#include <algorithm>

namespace nameward::core {
namespace {

const Finding* find(const std::vector<Finding>& open, const Condition& condition) {
    for (const auto& finding : open)
        if (finding.type == condition.type && finding.subject == condition.subject) return &finding;
    return nullptr;
}

Finding opened(const std::string& domain, const Condition& condition, Wall now) {
    Finding finding;
    finding.type = condition.type;
    finding.domain = domain;
    finding.subject = condition.subject;
    finding.severity = condition.severity;
    finding.layer = condition.layer;
    finding.opened = now;
    finding.summary = condition.summary;
    finding.id = finding_id(finding);
    return finding;
}

// The words of a blindness differ with each attempt; the first ones stay.
bool worth_noting(const Finding& finding, const Condition& condition) {
    if (finding.severity != condition.severity) return true;
    return finding.layer != Layer::monitor && finding.summary != condition.summary;
}

}  // namespace

Review review(const std::string& domain, const std::vector<Condition>& conditions, const std::vector<Finding>& open,
              const std::map<ConditionKey, int>& streaks, Wall now) {
    Review result;
    for (const auto& condition : conditions) {
        if (condition.state == Condition::State::unknown) continue;
        const ConditionKey key{condition.type, condition.subject};
        const auto* finding = find(open, condition);
        if (condition.state == Condition::State::clear) {
            result.streaks[key] = 0;
            if (!finding) continue;
            Finding closed = *finding;
            closed.closed = now;
            result.events.push_back({FindingEvent::Kind::closed, std::move(closed)});
            continue;
        }
        const auto before = streaks.find(key);
        const int streak = std::min((before == streaks.end() ? 0 : before->second) + 1, condition.looks);
        result.streaks[key] = streak;
        if (!finding && streak >= condition.looks) {
            result.events.push_back({FindingEvent::Kind::opened, opened(domain, condition, now)});
        } else if (finding && worth_noting(*finding, condition)) {
            Finding updated = *finding;
            updated.summary = condition.summary;
            updated.severity = condition.severity;
            result.events.push_back({FindingEvent::Kind::updated, std::move(updated)});
        }
    }
    return result;
}

}  // namespace nameward::core
