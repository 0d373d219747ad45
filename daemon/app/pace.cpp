#include "app/pace.h"

#include <algorithm>
#include <cmath>

#include "app/check.h"
#include "collectors/all.h"
#include "nameward/text.h"

namespace nameward::app {
namespace {

// Questions by host.
std::map<std::string, int> tolls_of(const Domain& domain, const Collector& collector, const Config& config) {
    std::map<std::string, int> questions;
    if (collector.tolls)
        for (const auto& toll : collector.tolls(domain, config)) questions[toll.host] += toll.questions;
    return questions;
}

bool is_on(const Config& config, const std::string& collector) {
    const auto entry = config.schedule.find(collector);
    return entry != config.schedule.end() && entry->second;
}

Seconds stretched(Seconds interval, double load) {
    if (load <= 1) return interval;
    return Seconds(static_cast<Seconds::rep>(std::ceil(static_cast<double>(interval.count()) * load)));
}

// In whole minutes where it is long: "14m", and no "797s".
std::string rounded(Seconds duration) {
    const auto minutes = (duration.count() + 59) / 60;
    return format_duration(minutes < 3 ? duration : Seconds(minutes * 60));
}

}  // namespace

Pace::Pace(const Config& config) : config_(config) {
    const auto spacing = static_cast<double>(config.network.http_spacing.count());
    for (const auto& collector : collectors::all()) {
        if (!is_on(config, collector.name)) continue;
        const auto interval = static_cast<double>(interval_of(config, collector.name).count());
        for (const auto& domain : config.domains)
            for (const auto& [name, questions] : tolls_of(domain.name, collector, config)) {
                auto& host = hosts_[name];
                host.load += questions * spacing / interval;
                host.domains[collector.name]++;
            }
    }
}

double Pace::load_on(const Domain& domain, const Collector& collector) const {
    double load = 0;
    for (const auto& [name, questions] : tolls_of(domain, collector, config_))
        if (const auto host = hosts_.find(name); host != hosts_.end()) load = std::max(load, host->second.load);
    return load;
}

Seconds Pace::interval(const Domain& domain, const Collector& collector) const {
    return stretched(interval_of(config_, collector.name), load_on(domain, collector));
}

std::vector<Stretch> Pace::stretches() const {
    std::vector<Stretch> all;
    for (const auto& [name, host] : hosts_)
        for (const auto& [collector, domains] : host.domains) {
            const auto interval = interval_of(config_, collector);
            const auto effective = stretched(interval, host.load);
            if (effective > interval) all.push_back({collector, name, domains, interval, effective});
        }
    return all;
}

std::string describe(const Stretch& stretch, Seconds spacing) {
    return "schedule." + stretch.collector + ": " + counted(stretch.domains, "domain") + " ask " + stretch.host +
           ", and network.http_spacing leaves " + format_duration(spacing) +
           " between two questions: each is looked at every " + rounded(stretch.effective) + ", not every " +
           format_duration(stretch.interval);
}

}  // namespace nameward::app
