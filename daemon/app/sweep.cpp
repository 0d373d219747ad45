#include "app/sweep.h"

#include <algorithm>

#include "collectors/all.h"

namespace nameward::app {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool switched_on(const Config& config, const std::string& collector) {
    const auto entry = config.schedule.find(collector);
    return entry == config.schedule.end() || entry->second.has_value();
}

void add(PassResult& result, const Checked& checked) {
    for (const auto& id : checked.changes)
        if (!contains(result.changes, id)) result.changes.push_back(id);
    result.findings.insert(result.findings.end(), checked.findings.begin(), checked.findings.end());
    if (checked.second) return;
    result.looks++;
    if (!checked.sighted) result.blind++;
}

void add(PassResult& result, const Delivery& delivery) {
    std::erase_if(result.deliveries, [&](const Delivery& earlier) { return earlier.id == delivery.id; });
    result.deliveries.push_back(delivery);
}

std::string names_of_collectors() {
    std::string names;
    for (const auto& collector : collectors::all()) names += (names.empty() ? "" : ", ") + collector.name;
    return names;
}

}  // namespace

Result<std::vector<JobKey>> jobs_of(const Config& config, const Selection& selection) {
    for (const auto& name : selection.collectors)
        if (!collectors::find(name))
            return Error{ErrorKind::config,
                         "there is no collector \"" + name + "\"; write one of " + names_of_collectors()};
    for (const auto& name : selection.domains)
        if (!config.domain(name))
            return Error{ErrorKind::config, name + " is not watched: no [[domain]] of the configuration has this name"};
    std::vector<JobKey> jobs;
    for (const auto& domain : config.domains) {
        if (!selection.domains.empty() && !contains(selection.domains, domain.name.name())) continue;
        for (const auto& collector : collectors::all()) {
            const bool wanted = selection.collectors.empty() ? switched_on(config, collector.name)
                                                             : contains(selection.collectors, collector.name);
            if (wanted) jobs.emplace_back(domain.name.name(), collector.name);
        }
    }
    return jobs;
}

Pass::Pass(const std::vector<JobKey>& jobs, const OnProgress& on_progress) : on_progress_(on_progress) {
    for (const auto& key : jobs) open_.emplace(key, false);
    progress_.total = open_.size();
}

void Pass::looked(const Job& job, const Checked& checked) {
    const auto entry = open_.find(job.key);
    if (entry == open_.end() || job.number <= number_) return;
    add(result_, checked);
    if (!checked.second) entry->second = true;
    if (entry->second && !checked.second_look) open_.erase(entry);
    progress_.domain = job.key.first;
    progress_.waiting_to = checked.second_look ? std::optional(checked.second_look->due) : std::nullopt;
    progress_.done = progress_.total - open_.size();
    if (on_progress_) on_progress_(progress_);
}

void Pass::failed(const Job& job, const std::string& why) {
    if (wants(job.key) && job.number > number_) break_off(why);
}

void Pass::await(const std::set<std::string>& sinks, std::uint64_t moment) {
    sinks_ = awaited_ = sinks;
    since_ = moment;
}

void Pass::tried(const std::string& sink, std::uint64_t began, const std::vector<Delivery>& deliveries,
                 std::uint64_t moment) {
    for (const auto& delivery : deliveries) add(result_, delivery);
    if (!deliveries.empty())
        await(sinks_, moment);  // what became of them may be something to tell
    else if (began > since_)
        awaited_.erase(sink);
}

void Pass::break_off(const std::string& why) {
    if (!broken()) result_.trouble = why;
}

}  // namespace nameward::app
