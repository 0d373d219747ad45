#include "app/retire.h"

#include <map>

#include "app/check.h"
#include "app/sweep.h"
#include "collectors/all.h"

namespace nameward::app {
namespace {

using Asked = std::map<JobKey, std::set<std::string>>;  // sources

Asked asked_by(const Config& config) {
    Asked asked;
    const auto jobs = jobs_of(config, {});
    for (const auto& key : *jobs) asked[key] = collectors::find(key.second)->sources(config);
    return asked;
}

std::map<JobKey, Leaving> leaving(const Config& config, const std::vector<WatchedSource>& watched) {
    const auto asked = asked_by(config);
    std::map<JobKey, Leaving> left;
    for (const auto& [domain, collector, source] : watched) {
        const JobKey key{domain, collector};
        if (const auto still = asked.find(key); still == asked.end())
            left[key] = {{}, true, config.domain(domain) ? "its collector is switched off" : "not watched any more"};
        else if (!source.empty() && !still->second.contains(source))
            left[key].sources.insert(source), left[key].reason = "not asked any more";
    }
    return left;
}

// It may have left the configuration, the collector even this program.
DomainConfig domain_of(const Config& config, const Domain& name) {
    const auto* configured = config.domain(name.name());
    return configured ? *configured : DomainConfig{name, {}, {}, {}, false, {}};
}

Collector collector_of(const std::string& name) {
    if (const auto* known = collectors::find(name)) return *known;
    Collector former;
    former.name = name;
    return former;
}

}  // namespace

void retire_unwatched(const App& app, Store& store) {
    for (const auto& [key, left] : leaving(app.config(), store.watched())) {
        const auto name = Domain::parse(key.first);
        if (!name) continue;
        const auto domain = domain_of(app.config(), *name);
        const auto collector = collector_of(key.second);
        const core::Context context{collector, domain, {}, {}, app.config().blind_after, app.sink_rules()};
        store.record(key.first, key.second, [&](const Knowledge& knowledge) {
            return core::assess_leaving(context, knowledge, left, app.clock().now());
        });
    }
}

}  // namespace nameward::app
