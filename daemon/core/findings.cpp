#include "core/findings.h"

#include <algorithm>

#include "nameward/text.h"

namespace nameward::core {
namespace {

constexpr std::size_t kMaxLine = 1024;

const Finding* find(const std::vector<Finding>& open, const std::string& collector, const Condition& condition) {
    for (const auto& finding : open)
        if (finding.collector == collector && finding.type == condition.type && finding.subject == condition.subject)
            return &finding;
    return nullptr;
}

// One harmless line, whatever a remote server put into it.
std::string line(const Condition& condition) {
    return escape_text(condition.summary, kMaxLine);
}

FindingEvent open(const std::string& domain, const std::string& collector, const Condition& condition, Wall now) {
    Finding finding;
    finding.type = condition.type;
    finding.domain = domain;
    finding.subject = condition.subject;
    finding.collector = collector;
    finding.source = condition.source;
    finding.severity = condition.severity;
    finding.layer = condition.layer;
    finding.opened = now;
    finding.summary = line(condition);
    finding.id = finding_id(finding);
    return {FindingEvent::Kind::opened, std::move(finding)};
}

FindingEvent close(Finding finding, Wall now) {
    finding.closed = now;
    return {FindingEvent::Kind::closed, std::move(finding)};
}

// The words of a blindness differ with each attempt; the first ones stay.
bool worth_noting(const Finding& finding, const Condition& condition) {
    if (condition.severity > finding.severity) return true;
    return finding.layer != Layer::monitor && finding.summary != line(condition);
}

FindingEvent update(Finding finding, const Condition& condition) {
    finding.summary = line(condition);
    finding.severity = std::max(finding.severity, condition.severity);
    return {FindingEvent::Kind::updated, std::move(finding)};
}

int streak_with(const std::map<ConditionKey, int>& streaks, const ConditionKey& key, int enough) {
    const auto before = streaks.find(key);
    return std::min((before == streaks.end() ? 0 : before->second) + 1, enough);
}

}  // namespace

Review review(const std::string& domain, const std::string& collector, const std::vector<Condition>& conditions,
              const std::vector<Finding>& open_now, const std::map<ConditionKey, int>& streaks, Wall now) {
    Review result;
    for (const auto& condition : conditions) {
        if (condition.state == Condition::State::unknown) continue;
        const ConditionKey key{condition.type, condition.subject};
        const auto* finding = find(open_now, collector, condition);
        if (condition.state == Condition::State::clear) {
            result.streaks[key] = 0;
            if (finding) result.events.push_back(close(*finding, now));
            continue;
        }
        const int streak = result.streaks[key] = streak_with(streaks, key, condition.looks);
        if (finding && worth_noting(*finding, condition)) result.events.push_back(update(*finding, condition));
        if (!finding && streak >= condition.looks) result.events.push_back(open(domain, collector, condition, now));
    }
    return result;
}

}  // namespace nameward::core
