#include "core/blindness.h"

#include <algorithm>

#include "nameward/text.h"

namespace nameward::core {
namespace {

constexpr std::size_t kMaxReason = 600;

struct Report {
    bool applicable = false;
    std::vector<std::string> reasons;  // one per trouble, unique
    std::string off;                   // why there is nothing to look at
};

void add(Report& report, const Seen& seen) {
    if (!seen.applicable) {
        report.off = seen.reason;
        return;
    }
    report.applicable = true;
    const bool whole = seen.disputed || (seen.known() && seen.reason.empty());
    const bool told = std::find(report.reasons.begin(), report.reasons.end(), seen.reason) != report.reasons.end();
    if (!whole && !told) report.reasons.push_back(seen.reason);
}

// Remote words are part of it, and each fact has its own: one readable line is kept.
std::string line(const std::vector<std::string>& reasons) {
    std::string text;
    for (const auto& reason : reasons) text += (text.empty() ? "" : "; ") + reason;
    return escape_text(text, kMaxReason);
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
        sight.reason = line(report.reasons);
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
                                       Seconds patience, std::optional<Wall> last_run, Wall now) {
    const bool nobody_looked = last_run && now - *last_run > 2 * patience;
    std::vector<Condition> conditions;
    for (const auto& [source, sight] : sights) {
        Condition condition;
        condition.type = "monitor.blind";
        condition.subject = collector + '/' + source;
        condition.source = source;
        condition.layer = Layer::monitor;
        condition.severity = Severity::warning;
        condition.looks = nobody_looked ? 2 : 1;
        if (!sight.applicable) {
            condition.state = Condition::State::moot;
            condition.summary = sight.reason;
        } else if (!sight.blind_since) {
            condition.state = Condition::State::clear;
        } else if (now - *sight.blind_since >= patience) {
            condition.state = Condition::State::holds;
            condition.summary = "cannot see " + collector + " (" + source + ") since " +
                                format_time(*sight.blind_since) + ": " + sight.reason;
        }
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

}  // namespace nameward::core
