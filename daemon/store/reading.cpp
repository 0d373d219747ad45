// Reading the history: for people and other programs, never for judging.
#include <algorithm>

#include "formats/rows.h"
#include "store/change_log.h"
#include "store/dictionary.h"
#include "store/evidence.h"
#include "store/finding_log.h"
#include "store/impl.h"
#include "store/incident_log.h"

namespace nameward {
namespace store {
namespace {

// A growing WHERE with its arguments.
class Conditions {
  public:
    void add(const std::string& condition) { text_ += (text_.empty() ? "WHERE " : "AND ") + condition + ' '; }
    void add(const std::string& condition, Argument argument) {
        add(condition);
        arguments_.push_back(std::move(argument));
    }
    const std::string& text() const { return text_; }
    const std::vector<Argument>& arguments() const { return arguments_; }

  private:
    std::string text_;
    std::vector<Argument> arguments_;
};

Argument argument_of(Wall moment) {
    return std::int64_t{moment.time_since_epoch().count()};
}

Conditions conditions_of(const HistoryFilter& filter) {
    Conditions where;
    if (!filter.id.empty()) where.add("id = ?", filter.id);
    if (!filter.domains.empty())
        where.add("domain_id IN (SELECT id FROM domain WHERE name IN (SELECT value FROM json_each(?)))",
                  json_list(filter.domains));
    if (filter.since) where.add("at >= ?", argument_of(*filter.since));
    if (filter.until) where.add("at < ?", argument_of(*filter.until));
    if (!filter.property_glob.empty()) where.add("property GLOB ?", filter.property_glob);
    if (filter.min_severity) where.add("severity >= ?", std::int64_t{static_cast<int>(*filter.min_severity)});
    if (filter.state) where.add("state = ?", std::string(to_string(*filter.state)));
    return where;
}

// One row per fact that was known or tried at the moment. ?1 is the domain, ?2 the moment.
std::string observations_sql(const std::string& held, const std::string& blind) {
    return "SELECT f.collector, f.subject, f.property, f.source, "
           "s.state, c.body, s.first_seen, s.last_seen, f.last_seen, v.last_ok, "
           "g.since, g.last_seen, g.reason "
           "FROM fact f JOIN domain d ON d.id = f.domain "
           "LEFT JOIN span s ON s.sequence = (SELECT sequence FROM span WHERE fact = f.id AND " +
           held +
           " ORDER BY sequence DESC LIMIT 1) "
           "LEFT JOIN content c ON c.id = s.content "
           "LEFT JOIN gap g ON g.sequence = (SELECT sequence FROM gap WHERE fact = f.id AND " +
           blind +
           " ORDER BY sequence DESC LIMIT 1) "
           "LEFT JOIN sight v ON v.domain = f.domain AND v.collector = f.collector AND v.source = f.source "
           "WHERE d.name = ?1 AND (s.sequence IS NOT NULL OR g.sequence IS NOT NULL) "
           "ORDER BY f.subject, f.property, f.source, f.collector";
}

const std::string& sql_of_now() {
    static const std::string sql = observations_sql("last_seen IS NULL", "until IS NULL");
    return sql;
}

// To the second: a value holds from its first second on, a gap from the look that failed until the one that saw.
const std::string& sql_of_then() {
    static const std::string sql =
        observations_sql("retracted IS NULL AND first_seen <= ?2", "since <= ?2 AND (until IS NULL OR until > ?2)");
    return sql;
}

// The columns of observations_sql(), as they come.
struct Held {
    std::string state, body;
    std::optional<Wall> first_seen, closed_at, fact_seen, source_ok;
    std::optional<Wall> blind_since, seen_before_blind;
    std::string reason;
};

// When the fact was seen last, as far as it was known at the moment.
std::optional<Wall> last_seen(const Held& held, std::optional<Wall> at) {
    if (!held.first_seen) return std::nullopt;
    if (held.blind_since) return std::max(held.seen_before_blind.value_or(*held.first_seen), *held.first_seen);
    Wall moment = *held.first_seen;
    if (held.closed_at) {
        moment = *held.closed_at;
    } else {
        for (const auto& other : {held.fact_seen, held.source_ok})
            if (other) moment = std::max(moment, *other);
    }
    return at ? std::min(moment, *at) : moment;
}

Seen::State state_of(const Held& held) {
    if (held.blind_since) return Seen::State::unknown;
    return held.state == "present" ? Seen::State::present : Seen::State::absent;
}

Values values_of(const std::string& body) {
    if (body.empty()) return {};
    auto values = formats::values_from_json(body);
    if (!values) throw Damaged(values.error().what);
    return *std::move(values);
}

ObservationRow observation_of(Query& row, const std::string& domain, std::optional<Wall> at) {
    ObservationRow observation;
    observation.domain = domain;
    observation.collector = row.text();
    observation.fact = {row.text(), row.text(), row.text()};
    const Held held{row.text(),       row.text(),       row.maybe_time(), row.maybe_time(), row.maybe_time(),
                    row.maybe_time(), row.maybe_time(), row.maybe_time(), row.text()};
    observation.state = state_of(held);
    observation.values = values_of(held.body);
    observation.reason = held.reason;
    observation.since = held.blind_since ? *held.blind_since : held.first_seen.value_or(Wall{});
    observation.last_seen = last_seen(held, at);
    return observation;
}

SightRow sight_of(Query& row) {
    SightRow sight{row.text(), row.text(), row.text(), {}, {}, {}};
    sight.sight = {row.maybe_time(), row.maybe_time(), row.text(), row.small() != 0};
    sight.next_run = row.maybe_time();
    return sight;
}

// A condition over domain names that holds for all where none is given.
Conditions only(const std::vector<std::string>& domains) {
    Conditions where;
    if (!domains.empty()) where.add("d.name IN (SELECT value FROM json_each(?))", json_list(domains));
    return where;
}

}  // namespace
}  // namespace store

using store::Argument;
using store::Query;

std::vector<Change> Store::changes(const HistoryFilter& filter) {
    return impl_->connection.read("read the history", [&](auto& db) {
        const auto where = store::conditions_of(filter);
        return store::load_changes(db, where.text() + "ORDER BY sequence", where.arguments());
    });
}

std::vector<Finding> Store::findings(const std::vector<std::string>& domains, bool open_only) {
    return impl_->connection.read("read the findings", [&](auto& db) {
        auto where = store::only(domains);
        if (open_only) where.add("f.closed IS NULL");
        return store::load_findings(db, where.text() + "ORDER BY f.opened, f.id", where.arguments());
    });
}

std::vector<ObservationRow> Store::observations(const std::string& domain, std::optional<Wall> at) {
    return impl_->connection.read("read what is known of " + domain, [&](auto& db) {
        std::vector<ObservationRow> observations;
        Query row(db, at ? store::sql_of_then() : store::sql_of_now(), domain);
        if (at) row.bind(*at);
        while (row.next()) observations.push_back(store::observation_of(row, domain, at));
        return observations;
    });
}

std::vector<SightRow> Store::sights(const std::vector<std::string>& domains) {
    return impl_->connection.read("read how well sources are seen", [&](auto& db) {
        const auto where = store::only(domains);
        std::vector<SightRow> sights;
        Query row(db,
                  "SELECT d.name, s.collector, coalesce(v.source, ''), v.last_ok, v.blind_since, "
                  "coalesce(v.reason, ''), coalesce(v.applicable, 1), s.next_run FROM schedule s "
                  "JOIN domain d ON d.id = s.domain "
                  "LEFT JOIN sight v ON v.domain = s.domain AND v.collector = s.collector " +
                      where.text() + "ORDER BY d.name, s.collector, v.source");
        for (const auto& argument : where.arguments()) row.bind(argument);
        while (row.next()) sights.push_back(store::sight_of(row));
        return sights;
    });
}

std::vector<StoredEvidence> Store::evidence(const std::string& change_id) {
    return impl_->connection.read("read the evidence of " + change_id, [&](auto& db) {
        std::vector<StoredEvidence> evidence;
        for (const auto& ref : store::evidence_behind(db, change_id))
            if (auto stored = store::load_evidence(db, ref)) evidence.push_back(*std::move(stored));
        return evidence;
    });
}

std::optional<Incident> Store::incident(const std::string& id) {
    return impl_->connection.read("read the incident " + id, [&](auto& db) -> std::optional<Incident> {
        auto found = store::load_incidents(db, "WHERE i.id = ?", {Argument(id)});
        if (found.empty()) return std::nullopt;
        return std::move(found.front());
    });
}

}  // namespace nameward
