#include "store/change_log.h"

#include "store/dictionary.h"
#include "store/evidence.h"

namespace nameward::store {
namespace {

// AUTOINCREMENT never gives a number twice; the id is made from the number, so it is needed before the row.
std::int64_t next_sequence(SQLite::Database& db) {
    Query row(db, "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'change'");
    row.next();
    return row.number();
}

RowId sequence_of(SQLite::Database& db, const std::string& id) {
    Query row(db, "SELECT sequence FROM change WHERE id = ?", id);
    if (!row.next()) throw Damaged("the change " + id + " is not in it");
    return row.number();
}

void append_judgement(SQLite::Database& db, const Change& change, Wall at) {
    Query(
        db,
        "INSERT INTO change_event (change, at, kind, severity, layer, incident, summary) VALUES (?, ?, ?, ?, ?, ?, ?)",
        change.sequence, at, to_string(change.state), change.severity, to_string(change.layer), change.incident,
        change.summary)
        .run();
}

void append_later(SQLite::Database& db, RowId change, Wall at, const char* kind, const std::string& by) {
    if (by.empty()) return;
    Query known(db, "SELECT 1 FROM change_event WHERE change = ? AND kind = ? AND by_what = ?", change, kind, by);
    if (known.next()) return;
    Query(db, "INSERT INTO change_event (change, at, kind, by_what) VALUES (?, ?, ?, ?)", change, at, kind, by).run();
}

void append_later_words(SQLite::Database& db, const Change& change, Wall at) {
    append_later(db, change.sequence, at, "planned_by", change.planned_by);
    append_later(db, change.sequence, at, "acknowledged_by", change.acknowledged_by);
    append_later(db, change.sequence, at, "reverted_by", change.reverted_by);
}

// The new values of a told change lead to its incident, for what happens to several domains at once.
void index_values(SQLite::Database& db, const Change& change) {
    if (change.incident.empty() || change.state == ChangeState::retracted) return;
    Query(db, "INSERT OR IGNORE INTO incident_value (value, incident) SELECT value, ? FROM json_each(?)",
          change.incident, json_list(change.added()))
        .run();
}

std::vector<std::string> ids_of(const std::vector<EvidenceRef>& refs) {
    std::vector<std::string> ids;
    for (const auto& ref : refs) ids.push_back(ref.id);
    return ids;
}

constexpr const char* kColumns =
    "SELECT sequence, id, at, domain, collector, subject, property, source, before, after, before_since, severity, "
    "state, layer, incident, attack, summary, planned_by, acknowledged_by, reverted_by, before_span, after_span "
    "FROM change_now ";

Change change_of(SQLite::Database& db, Query& row) {
    Change change;
    change.sequence = row.number();
    change.id = row.text();
    change.at = row.time();
    change.domain = row.text();
    change.collector = row.text();
    change.fact = {row.text(), row.text(), row.text()};
    change.before = row.values();
    change.after = row.values();
    change.before_since = row.time();
    change.severity = row.severity();
    change.state = row.word<ChangeState>(change_state_from);
    change.layer = row.layer();
    change.incident = row.text();
    change.attack = row.values();
    change.summary = row.text();
    change.planned_by = row.text();
    change.acknowledged_by = row.text();
    change.reverted_by = row.text();
    const auto before = row.maybe_number();
    change.evidence = ids_of(evidence_behind(db, change.sequence, before, row.maybe_number()));
    return change;
}

}  // namespace

Change append_suspected(SQLite::Database& db, RowId domain, const FactBook& facts, Change change) {
    const auto before = facts.previous_span(change.fact), after = facts.current_span(change.fact);
    change.sequence = next_sequence(db);
    change.state = ChangeState::suspected;
    change.id = change_id(change);
    change.evidence = ids_of(evidence_behind(db, change.sequence, before, after));
    Query(db,
          "INSERT INTO change (sequence, id, at, domain, fact, before, after, before_since, before_span, after_span, "
          "attack) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          change.sequence, change.id, change.at, domain, facts.id(change.fact), content_id(db, change.before),
          content_id(db, change.after), change.before_since, before, after, json_list(change.attack))
        .run();
    append_judgement(db, change, change.at);
    append_later_words(db, change, change.at);
    Query(db, "INSERT INTO pending (change) VALUES (?)", change.sequence).run();
    return change;
}

void append_verdict(SQLite::Database& db, const Change& settled, Wall at) {
    Change change = settled;
    change.sequence = sequence_of(db, settled.id);
    append_judgement(db, change, at);
    append_later_words(db, change, at);
    if (change.state == ChangeState::suspected) return;
    index_values(db, change);
    Query(db, "DELETE FROM pending WHERE change = ?", change.sequence).run();
}

void append_heard(SQLite::Database& db, const std::string& change, const std::vector<EvidencePtr>& evidence) {
    keep_evidence_of_change(db, sequence_of(db, change), evidence);
}

std::vector<std::string> evidence_ids(SQLite::Database& db, const std::string& change) {
    return ids_of(evidence_behind(db, change));
}

void append_reverted(SQLite::Database& db, const std::string& change, const std::string& by, Wall at) {
    append_later(db, sequence_of(db, change), at, "reverted_by", by);
}

std::optional<RowId> span_before_change(SQLite::Database& db, const std::string& id) {
    Query row(db, "SELECT before_span FROM change WHERE id = ?", id);
    return row.next() ? row.maybe_number() : std::nullopt;
}

std::vector<Change> load_changes(SQLite::Database& db, const std::string& rest,
                                 const std::vector<Argument>& arguments) {
    Query row(db, kColumns + rest);
    for (const auto& argument : arguments) row.bind(argument);
    std::vector<Change> changes;
    while (row.next()) changes.push_back(change_of(db, row));
    return changes;
}

}  // namespace nameward::store
