#include "commands/overview.h"

#include <algorithm>
#include <map>
#include <utility>

namespace nameward::commands {
namespace {

Interval interval_of(const Config& config, const std::string& collector) {
    const auto found = config.schedule.find(collector);
    return found == config.schedule.end() ? std::nullopt : found->second;
}

SightRow unseen(const std::string& domain, const std::string& collector) {
    SightRow row;
    row.domain = domain;
    row.collector = collector;
    return row;
}

// A collector that is off is asked by nobody: what the store still holds of its future does not count.
SightRow with_interval(SightRow row, const Interval& interval) {
    row.interval = interval;
    if (!interval) {
        row.next_run.reset();
        row.sight.reason = "switched off in [schedule]";
    }
    return row;
}

}  // namespace

std::vector<SightRow> complete_sights(const std::vector<SightRow>& stored, const Config& config,
                                      const std::vector<std::string>& collectors) {
    std::map<std::pair<std::string, std::string>, std::vector<SightRow>> by_pair;
    for (const auto& row : stored) by_pair[{row.domain, row.collector}].push_back(row);
    std::vector<SightRow> rows;
    for (const auto& domain : config.domains)
        for (const auto& collector : collectors) {
            auto& known = by_pair[{domain.name.name(), collector}];
            if (known.empty()) known.push_back(unseen(domain.name.name(), collector));
            for (auto& row : known) rows.push_back(with_interval(std::move(row), interval_of(config, collector)));
        }
    return rows;
}

std::optional<Wall> idle_since(const std::vector<SightRow>& sights, int blind_after, Wall now) {
    bool overdue = false;
    std::optional<Wall> last;
    for (const auto& row : sights) {
        if (!row.next_run || !row.interval) continue;
        overdue |= now - *row.next_run > *row.interval * blind_after;
        last = std::max(last, std::optional(*row.next_run - *row.interval));
    }
    return overdue ? last : std::nullopt;
}

}  // namespace nameward::commands
