#include "app/check.h"

#include <exception>
#include <set>

#include "core/incidents.h"
#include "core/schedule.h"
#include "system/log.h"

namespace nameward::app {
namespace {

// A mistake in a collector is a failed look, not a dead daemon.
Collected failed(const DomainConfig& domain, const Collector& collector, const std::string& why) {
    log::error("look.failed", {{"domain", domain.name.name()}, {"collector", collector.name}, {"reason", why}});
    Collected collected;
    for (const auto& property : collector.reports)
        collected.observations[{domain.name.name(), property.name, property.source}] =
            Seen::unknown("the look failed inside Nameward: " + why);
    return collected;
}

// The incidents in which the domain's open findings, and the changes that are taken back, were told.
void recall_incidents(Store& store, Knowledge& knowledge) {
    std::set<std::string> wanted;
    for (const auto& finding : knowledge.open_findings) wanted.insert(finding.incident);
    for (const auto& [id, earlier] : knowledge.taken_back)
        for (const auto& change : earlier) wanted.insert(change.incident);
    for (const auto& incident : knowledge.incidents) wanted.erase(incident.id);
    for (const auto& id : wanted)
        if (auto incident = id.empty() ? std::nullopt : store.incident(id))
            knowledge.incidents.push_back(*std::move(incident));
}

// What judging needs to know of the past beyond this collector.
void recall(Store& store, const std::string& domain, Wall now, Knowledge& knowledge) {
    Values added;
    for (const auto& change : knowledge.pending) {
        knowledge.taken_back[change.id] = store.taken_back_by(domain, change.fact, change.after);
        for (auto& value : change.added()) added.push_back(std::move(value));
    }
    if (!added.empty())
        knowledge.others = store.incidents_with(make_values(std::move(added)), domain, now - core::kIncidentWindow);
    recall_incidents(store, knowledge);
}

void log_outcome(const Record& record) {
    for (const auto& change : record.suspected)
        log::warning("change.suspected", {{"domain", record.domain},
                                          {"property", change.fact.property},
                                          {"source", change.fact.source},
                                          {"next", "second look"}});
    for (const auto& change : record.settled)
        log::warning("change.settled", {{"id", change.id},
                                        {"domain", record.domain},
                                        {"property", change.fact.property},
                                        {"state", to_string(change.state)}});
    for (const auto& event : record.findings)
        log::warning(event.kind == FindingEvent::Kind::closed ? "finding.closed" : "finding.open",
                     {{"type", event.finding.type}, {"domain", record.domain}, {"summary", event.finding.summary}});
}

Checked outcome_of(const Record& record, const std::vector<Change>& suspected) {
    Checked checked;
    checked.recorded = true;
    checked.findings = record.findings;
    checked.second_look = record.second_look;
    checked.next_run = record.next_run.value_or(record.at);
    checked.sighted = !record.seen.empty();
    for (const auto& change : suspected) checked.changes.push_back(change.id);
    for (const auto& change : record.settled) checked.changes.push_back(change.id);
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
    return collector.look({domain.name, domain, known}, app.net(), attention, app.clock().now());
} catch (const std::exception& mistake) {
    return failed(domain, collector, mistake.what());
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
    auto knowledge = store.knowledge(name, collector.name);  // other collectors have learnt meanwhile
    recall(store, name, now.wall, knowledge);
    const auto interval = interval_of(app.config(), collector.name);
    const core::Context context{collector,       domain, interval, app.config().confirm_after, app.config().blind_after,
                                app.sink_rules()};
    auto record = second ? core::assess_second_look(context, knowledge, collected, now)
                         : core::assess_look(context, knowledge, collected, now);
    record.next_run = core::next_run(name, collector.name, interval, now.wall);
    const auto suspected = store.record(record);
    log_outcome(record);
    auto checked = outcome_of(record, suspected);
    checked.second = second;
    return checked;
}

}  // namespace nameward::app
