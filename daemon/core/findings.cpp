#include "core/findings.h"

#include <algorithm>

#include "nameward/text.h"

namespace nameward::core {
namespace {

constexpr std::size_t kMaxSentence = 1024;

const Finding* find(const std::vector<Finding>& open, const std::string& collector, const Condition& condition) {
    for (const auto& finding : open)
        if (finding.collector == collector && finding.type == condition.type && finding.subject == condition.subject)
            return &finding;
    return nullptr;
}

// One harmless line, whatever a remote server put into it.
std::string line(const Condition& condition) {
    return escape_text(condition.summary, kMaxSentence);
}

FindingEvent open(const Round& round, const Condition& condition) {
    Finding finding;
    finding.type = condition.type;
    finding.domain = round.domain;
    finding.subject = condition.subject;
    finding.collector = round.collector;
    finding.source = condition.source;
    finding.severity = condition.severity;
    finding.layer = condition.layer;
    finding.opened = round.at;
    finding.summary = line(condition);
    finding.id = finding_id(finding);
    return {FindingEvent::Kind::opened, std::move(finding)};
}

FindingEvent close(Finding finding, Wall now) {
    finding.closed = now;
    return {FindingEvent::Kind::closed, std::move(finding)};
}

FindingEvent end_of(const Finding& finding, const Condition& condition, Wall now) {
    return condition.state == Condition::State::moot ? drop(finding, condition.summary, now) : close(finding, now);
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

bool is_apart(const Streak& streak, const Round& round) {
    return round.at < streak.at || round.at - streak.at >= round.apart;
}

// This look itself is one of those in which the condition held, counted or not.
Streak continued(const Streak& before, const Round& round, const Condition& condition) {
    const bool counts = round.counts && (before.looks == 0 || is_apart(before, round));
    return counts ? Streak{std::min(before.looks + 1, condition.looks), round.at, condition.source} : before;
}

}  // namespace

FindingEvent drop(Finding finding, const std::string& reason, Wall now) {
    finding.closed = now;
    finding.summary = escape_text(finding.summary + " (closed: " + reason + ')', kMaxSentence);
    return {FindingEvent::Kind::dropped, std::move(finding)};
}

Review review(const Round& round, const std::vector<Condition>& conditions, const std::vector<Finding>& open_now,
              const std::map<ConditionKey, Streak>& streaks) {
    Review result;
    for (const auto& condition : conditions) {
        if (condition.state == Condition::State::unknown) continue;
        const ConditionKey key{condition.type, condition.subject};
        const auto known = streaks.find(key);
        const auto before = known == streaks.end() ? Streak{} : known->second;
        const auto* finding = find(open_now, round.collector, condition);
        const bool holds = condition.state == Condition::State::holds;
        const auto streak = holds ? continued(before, round, condition) : Streak{};
        if (streak != before) result.streaks[key] = streak;
        if (!holds && finding) result.events.push_back(end_of(*finding, condition, round.at));
        if (!holds) continue;
        if (finding && worth_noting(*finding, condition)) result.events.push_back(update(*finding, condition));
        if (!finding && std::max(streak.looks, 1) >= condition.looks) result.events.push_back(open(round, condition));
    }
    return result;
}

}  // namespace nameward::core
