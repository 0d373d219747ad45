#include <unistd.h>

#include <filesystem>
#include <future>

#include "app/check.h"
#include "collectors/all.h"
#include "commands/commands.h"
#include "commands/looking.h"
#include "commands/progress.h"
#include "commands/render.h"
#include "commands/setup.h"
#include "config/config.h"
#include "formats/rows.h"
#include "system/log.h"

namespace nameward::commands {
namespace {

Finding as_finding(const Domain& domain, const Condition& condition, Wall now) {
    Finding finding;
    finding.type = condition.type;
    finding.domain = domain.name();
    finding.subject = condition.subject;
    finding.severity = condition.severity;
    finding.layer = condition.layer;
    finding.opened = now;
    finding.summary = condition.summary;
    finding.id = finding_id(finding);
    return finding;
}

const Collector* reporter_of(const Fact& fact) {
    for (const auto& collector : collectors::all())
        if (collector.spec(fact)) return &collector;
    return nullptr;
}

}  // namespace

std::optional<Config> config_to_look(const Arguments& arguments, const Console& console) {
    std::error_code ignored;
    if (arguments.config_given || std::filesystem::exists(arguments.config, ignored))
        return configured(arguments, console);
    return config::default_config();
}

Looked look_at(const app::App& app, const Domain& domain) {
    Looked looked{domain, {}, {}};
    DomainConfig bare{domain, {}, {}, {}, false, {}};
    const auto* configured = app.config().domain(domain.name());
    const auto& config = configured ? *configured : bare;
    // Side by side: each waits for other hosts, and has up to a minute.
    std::vector<std::future<Collected>> looks;
    for (const auto& collector : collectors::all())
        looks.push_back(
            std::async(std::launch::async, [&] { return app::collect(app, config, collector, {}, Attention::first); }));
    for (auto& look : looks) {
        auto collected = look.get();
        looked.observations.merge(collected.observations);
        for (const auto& condition : collected.conditions)
            if (condition.state == Condition::State::holds)
                looked.findings.push_back(as_finding(domain, condition, app.clock().wall()));
    }
    return looked;
}

std::vector<ObservationRow> rows_of(const Looked& looked, Wall now) {
    std::vector<ObservationRow> rows;
    for (const auto& [fact, seen] : looked.observations) {
        const auto* collector = reporter_of(fact);
        if (collector && collector->spec(fact)->memory) continue;
        ObservationRow row;
        row.domain = looked.domain.name();
        row.fact = fact;
        row.state = seen.state;
        row.values = seen.values;
        row.reason = seen.reason;
        row.since = now;
        if (seen.known()) row.last_seen = now;
        row.applicable = seen.applicable;
        if (collector) row.collector = collector->name;
        rows.push_back(std::move(row));
    }
    return rows;
}

int look(const Arguments& arguments, const Console& console) {
    const auto names = domains_meant(arguments, console);
    if (!names) return kUsageError;
    const auto config = config_to_look(arguments, console);
    if (!config) return kConfigurationError;
    log::set_level(log::Level::error);
    const Clock clock(arguments.now);
    const auto app = app::App::make(*config, clock);
    if (!app) {
        console.say(app.error().what);
        return kConfigurationError;
    }
    bool seen = false;
    Progress progress(STDERR_FILENO);
    for (std::size_t i = 0; i < names->size(); ++i) {
        progress.update(i, names->size(), (*names)[i]);
        const auto looked = look_at(**app, *Domain::parse((*names)[i]));
        const auto rows = rows_of(looked, clock.wall());
        progress.clear();
        for (const auto& row : rows) seen |= row.state != Seen::State::unknown;
        if (arguments.json) {
            for (const auto& row : rows) console.out << formats::row(row) << '\n';
            for (const auto& finding : looked.findings) console.out << formats::row(finding) << '\n';
        } else {
            console.out << render_observations(rows, looked.findings, console.style);
        }
    }
    return seen ? 0 : 1;
}

}  // namespace nameward::commands
