#include "core/blindness.h"

#include <algorithm>

#include "nameward/text.h"

namespace nameward::core {
namespace {

struct Report {
    bool applicable = false;
    std::vector<std::string> reasons;  // one per trouble, unique
    std::string off;                   // why there is nothing to look at
};

void add(Report& report, const Seen& seen) {
    const bool whole = seen.known() && seen.unseen.empty();
    if (!seen.applicable) {
        report.off = seen.reason;
        return;
    }
    report.applicable = true;
    const bool new_reason =
        std::find(report.reasons.begin(), report.reasons.end(), seen.reason) == report.reasons.end();
    if (!whole && new_reason) report.reasons.push_back(seen.reason);
}

Sight after(const Sight& before, const Report& report, Wall moment) {
    Sight sight = before;
    sight.applicable = report.applicable;
    if (!report.applicable) {
        sight.blind_since.reset();
        sight.reason = report.off;
    } else if (report.reasons.empty()) {
        sight.last_ok = moment;
        sight.blind_since.reset();
        sight.reason.clear();
    } else {
        if (!sight.blind_since) sight.blind_since = moment;
        sight.reason = join_words(report.reasons, "; ");
    }
    return sight;
}

}  // namespace

std::map<std::string, Sight> update_sights(const std::map<std::string, Sight>& before, const Observations& now,
                                           Wall moment) {
    std::map<std::string, Report> reports;
    for (const auto& [fact, seen] : now) add(reports[fact.source], seen);
    std::map<std::string, Sight> sights;
    for (const auto& [source, report] : reports) {
        const auto known = before.find(source);
        sights[source] = after(known == before.end() ? Sight{} : known->second, report, moment);
    }
    return sights;
}

std::vector<Condition> judge_blindness(const std::string& collector, const std::map<std::string, Sight>& sights,
                                       Seconds patience, Wall now) {
    std::vector<Condition> conditions;
    for (const auto& [source, sight] : sights) {
        Condition condition;
        condition.type = "monitor.blind";
        condition.subject = collector + '/' + source;
        condition.layer = Layer::monitor;
        condition.severity = Severity::warning;
        if (!sight.blind_since) {
            condition.state = Condition::State::clear;
        } else if (now - *sight.blind_since >= patience) {
            condition.state = Condition::State::holds;
            condition.summary = "cannot see " + collector + " (" + source + ") since " +
                                format_time(*sight.blind_since) + ": " + escape_text(sight.reason, 600);
        }
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

}  // namespace nameward::core
