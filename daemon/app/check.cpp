#include "app/check.h"

#include <exception>

#include "core/schedule.h"
#include "system/log.h"

namespace nameward::app {
namespace {

// A mistake in a collector is a failed look, not a dead daemon.
Collected failed(const DomainConfig& domain, const Collector& collector, const Observations& known,
                 const std::string& why) {
    log::error("look.failed", {{"domain", domain.name.name()}, {"collector", collector.name}, {"reason", why}});
    Collected collected;
    const auto unknown = Seen::unknown("the look failed inside Nameward: " + why);
    for (const auto& [fact, seen] : known) collected.observations[fact] = unknown;
    for (const auto& property : collector.reports)  // of those with a part left open only what was seen is known
        if ((property.name + property.source).find('<') == std::string::npos)
            collected.observations[{domain.name.name(), property.name, property.source}] = unknown;
    return collected;
}

void log_outcome(const Record& record) {
    for (const auto& change : record.suspected)
        log::warning("change.suspected", {{"domain", record.domain},
                                          {"subject", change.fact.subject},
                                          {"property", change.fact.property},
                                          {"source", change.fact.source},
                                          {"next", "second look"}});
    for (const auto& change : record.settled)
        log::warning("change.settled", {{"id", change.id},
                                        {"domain", record.domain},
                                        {"subject", change.fact.subject},
                                        {"property", change.fact.property},
                                        {"severity", to_string(change.severity)},
                                        {"state", to_string(change.state)}});
    for (const auto& event : record.findings)
        log::warning(event.ends() ? "finding.closed" : "finding.open", {{"type", event.finding.type},
                                                                        {"domain", record.domain},
                                                                        {"severity", to_string(event.finding.severity)},
                                                                        {"summary", event.finding.summary}});
}

// What the registry says beside the parent's servers.
bool stands_at_registry(const Change& change) {
    const auto& property = change.fact.property;
    return property == "delegation.ns" || property == "delegation.ds" || property == "delegation.state";
}

Checked outcome_of(const Record& record) {
    Checked checked;
    checked.recorded = true;
    checked.findings = record.findings;
    checked.second_look = record.second_look;
    checked.next_run = record.next_run.value_or(record.at);
    checked.sighted = !record.seen.empty();
    for (const auto* changes : {&record.suspected, &record.settled})
        for (const auto& change : *changes) {
            checked.changes.push_back(change.id);
            checked.delegation_changed |= stands_at_registry(change) && change.state != ChangeState::retracted;
        }
    return checked;
}

}  // namespace

Seconds interval_of(const Config& config, const std::string& collector) {
    constexpr Seconds unscheduled = std::chrono::hours(1);
    for (const auto* schedule : {&config.schedule, &default_schedule()})
        if (const auto entry = schedule->find(collector); entry != schedule->end() && entry->second)
            return *entry->second;
    return unscheduled;
}

Collected collect(const App& app, const DomainConfig& domain, const Collector& collector, const Observations& known,
                  Attention attention) try {
    auto collected =
        collector.look({domain.name, domain, known, app.config()}, app.net_for_look(), attention, app.clock().now());
    collected.observations = in_utf8(std::move(collected.observations));
    return collected;
} catch (const std::exception& mistake) {
    return failed(domain, collector, known, mistake.what());
}

Checked check(const App& app, Store& store, const DomainConfig& domain, const Collector& collector,
              std::stop_token stop) {
    const auto& name = domain.name.name();
    const auto before = store.knowledge(name, collector.name);
    const bool second = !before.pending.empty();
    const auto known = second ? core::known_before(before) : core::known_now(before);
    const auto collected = collect(app, domain, collector, known, second ? Attention::second : Attention::first);

    const std::scoped_lock turn(app.judging());
    if (stop.stop_requested()) return {};  // a look that was cut off saw nothing, and says nothing
    const auto now = app.clock().now();
    const auto interval = interval_of(app.config(), collector.name);
    const core::Context context{collector,
                                domain,
                                app.pace().interval(domain.name, collector),
                                app.config().confirm_after,
                                app.config().blind_after,
                                app.sink_rules()};
    const auto record = store.record(name, collector.name, [&](const Knowledge& knowledge) {
        auto judged = second ? core::assess_second_look(context, knowledge, collected, now)
                             : core::assess_look(context, knowledge, collected, now);
        judged.next_run = core::next_run(name, collector.name, interval, now.wall);
        return judged;
    });
    log_outcome(record);
    auto checked = outcome_of(record);
    checked.second = second;
    return checked;
}

}  // namespace nameward::app
