#include "store/knowledge.h"

#include "store/change_log.h"
#include "store/dictionary.h"
#include "store/finding_log.h"
#include "store/incident_log.h"

namespace nameward::store {
namespace {

std::optional<RowId> known_domain(SQLite::Database& db, const std::string& name) {
    Query row(db, "SELECT id FROM domain WHERE name = ?", name);
    return row.next() ? std::optional(row.number()) : std::nullopt;
}

Seen seen_of(const std::string& state, Values values) {
    Seen seen;
    seen.state = state == "present" ? Seen::State::present : Seen::State::absent;
    seen.values = std::move(values);
    return seen;
}

void load_facts(SQLite::Database& db, RowId domain, const std::string& collector, Knowledge& knowledge) {
    Query row(db,
              "SELECT f.subject, f.property, f.source, s.state, c.body, s.first_seen, f.epoch FROM fact f "
              "JOIN span s ON s.fact = f.id AND s.last_seen IS NULL JOIN content c ON c.id = s.content "
              "WHERE f.domain = ? AND f.collector = ?",
              domain, collector);
    while (row.next()) {
        const Fact fact{row.text(), row.text(), row.text()};
        const std::string state = row.text();
        knowledge.facts[fact] = KnownFact{seen_of(state, row.values()), row.time(), row.small()};
    }
}

void load_sights(SQLite::Database& db, RowId domain, const std::string& collector, Knowledge& knowledge) {
    Query row(db,
              "SELECT source, last_ok, blind_since, reason, applicable FROM sight WHERE domain = ? AND collector = ?",
              domain, collector);
    while (row.next()) {
        const std::string source = row.text();
        knowledge.sights[source] = Sight{row.maybe_time(), row.maybe_time(), row.text(), row.small() != 0};
    }
}

void load_schedule(SQLite::Database& db, RowId domain, const std::string& collector, Knowledge& knowledge) {
    Query row(db,
              "SELECT last_run, second_due, first_suspected, attempts FROM schedule WHERE domain = ? AND collector = ?",
              domain, collector);
    if (!row.next()) return;
    knowledge.last_run = row.maybe_time();
    knowledge.second_look = second_look_of(row);
}

void load_streaks(SQLite::Database& db, RowId domain, const std::string& collector, Knowledge& knowledge) {
    Query row(db, "SELECT type, subject, looks, at, source FROM streak WHERE domain = ? AND collector = ?", domain,
              collector);
    while (row.next()) {
        const ConditionKey key{row.text(), row.text()};
        knowledge.streaks[key] = Streak{row.small(), row.time(), row.text()};
    }
}

// Told changes that a pending one would take back, the newest first.
std::vector<Change> taken_back_by(SQLite::Database& db, const Change& pending) {
    return load_changes(db,
                        "WHERE fact_id = (SELECT fact FROM change WHERE sequence = ?1) "
                        "AND before_id = (SELECT after FROM change WHERE sequence = ?1) "
                        "AND state IN ('confirmed', 'unconfirmed') AND reverted_by IS NULL ORDER BY sequence DESC",
                        {Argument(pending.sequence)});
}

int retracted_lately(SQLite::Database& db, const Change& pending) {
    Query row(db,
              "SELECT count(*) FROM change_now n JOIN change c ON c.sequence = n.sequence "
              "JOIN change p ON p.sequence = ? AND p.fact = c.fact AND p.after = c.after "
              "WHERE n.state = 'retracted' AND c.fact = p.fact AND c.sequence < p.sequence AND c.at > ?",
              pending.sequence, pending.at - std::chrono::hours(24));
    row.next();
    return row.small();
}

void load_pending(SQLite::Database& db, RowId domain, const std::string& collector, Knowledge& knowledge) {
    knowledge.pending = load_changes(
        db, "WHERE sequence IN (SELECT change FROM pending) AND domain_id = ? AND collector = ? ORDER BY sequence",
        {Argument(domain), Argument(collector)});
    for (const auto& change : knowledge.pending) {
        knowledge.taken_back[change.id] = taken_back_by(db, change);
        knowledge.retracted_lately[change.id] = retracted_lately(db, change);
    }
}

std::optional<Wall> delegation_changed(SQLite::Database& db, RowId domain, const std::string& beside) {
    Query row(db,
              "SELECT at FROM change_now WHERE domain_id = ? AND collector <> ? AND property GLOB 'delegation.*' "
              "AND state <> 'retracted' ORDER BY sequence DESC LIMIT 1",
              domain, beside);
    return row.next() ? std::optional(row.time()) : std::nullopt;
}

// Those in which the domain's open findings, and the changes that are taken back, were told.
std::vector<std::string> incidents_told_in(const Knowledge& knowledge) {
    std::vector<std::string> ids;
    for (const auto& finding : knowledge.open_findings) ids.push_back(finding.incident);
    for (const auto& [id, earlier] : knowledge.taken_back)
        for (const auto& change : earlier) ids.push_back(change.incident);
    return ids;
}

std::vector<Incident> incidents_of_others(SQLite::Database& db, RowId domain, const std::vector<Change>& pending) {
    std::vector<std::string> values;
    for (const auto& change : pending)
        for (auto& value : change.added()) values.push_back(std::move(value));
    if (values.empty()) return {};
    return load_incidents(
        db,
        "WHERE i.id IN (SELECT incident FROM incident_value WHERE value IN (SELECT value FROM json_each(?))) "
        "AND i.closed IS NULL AND i.domain <> ? ORDER BY i.opened, i.id",
        {Argument(json_list(values)), Argument(domain)});
}

void load_held_elsewhere(SQLite::Database& db, RowId domain, Knowledge& knowledge) {
    std::vector<std::string> ids;
    for (const auto& incident : knowledge.incidents) ids.push_back(incident.id);
    Query row(db,
              "SELECT DISTINCT incident FROM finding WHERE closed IS NULL AND domain <> ? "
              "AND incident IN (SELECT value FROM json_each(?))",
              domain, json_list(ids));
    while (row.next()) knowledge.held_elsewhere.insert(row.text());
}

void load_incidents_around(SQLite::Database& db, RowId domain, Knowledge& knowledge) {
    knowledge.incidents =
        load_incidents(db,
                       "WHERE (i.domain = ? AND i.closed IS NULL) OR i.id IN (SELECT value FROM json_each(?)) "
                       "ORDER BY i.opened, i.id",
                       {Argument(domain), Argument(json_list(incidents_told_in(knowledge)))});
    knowledge.others = incidents_of_others(db, domain, knowledge.pending);
    load_held_elsewhere(db, domain, knowledge);
}

}  // namespace

std::optional<SecondLook> second_look_of(Query& row) {
    const auto due = row.maybe_time();
    const SecondLook look{due.value_or(Wall{}), row.time(), row.small()};
    return due ? std::optional(look) : std::nullopt;
}

Knowledge load_knowledge(SQLite::Database& db, const std::string& domain, const std::string& collector) {
    Knowledge knowledge;
    const auto id = known_domain(db, domain);
    if (!id) return knowledge;
    load_facts(db, *id, collector, knowledge);
    load_sights(db, *id, collector, knowledge);
    load_schedule(db, *id, collector, knowledge);
    load_streaks(db, *id, collector, knowledge);
    load_pending(db, *id, collector, knowledge);
    knowledge.open_findings =
        load_findings(db, "WHERE f.domain = ? AND f.closed IS NULL ORDER BY f.opened, f.id", {Argument(*id)});
    load_incidents_around(db, *id, knowledge);
    knowledge.delegation_changed = delegation_changed(db, *id, collector);
    return knowledge;
}

}  // namespace nameward::store
