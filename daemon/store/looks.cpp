// Writing down what a look taught.
#include "store/change_log.h"
#include "store/dictionary.h"
#include "store/fact_book.h"
#include "store/finding_log.h"
#include "store/impl.h"
#include "store/incident_log.h"
#include "store/knowledge.h"
#include "store/outbox.h"

namespace nameward {
namespace store {
namespace {

constexpr const char* kHealthDomain = "monitor";  // stands where a domain stands, and is never watched

// Where the fact goes back to: before the first of its changes that are retracted now.
std::optional<RowId> target_of(SQLite::Database& db, const Record& record, const Fact& fact) {
    std::optional<RowId> target;
    for (const auto& change : record.settled) {
        if (change.state != ChangeState::retracted || change.fact != fact) continue;
        const auto before = span_before_change(db, change.id);
        if (before && (!target || *before < *target)) target = before;
    }
    return target;
}

bool covered(const Record& record, const std::string& source) {
    const auto sight = record.sights.find(source);
    return sight != record.sights.end() && sight->second.last_ok == record.at;
}

void write_facts(SQLite::Database& db, const Record& record, FactBook& facts) {
    for (const auto& fact : record.restored) facts.restore(fact, target_of(db, record, fact));
    std::set<Fact> seen(record.seen.begin(), record.seen.end());
    seen.insert(record.restored.begin(), record.restored.end());
    for (const auto& [fact, word] : record.learnt) {
        if (!word.known()) continue;
        facts.learn(fact, word, record.epoch);
        seen.insert(fact);
    }
    for (const auto& fact : seen)
        if (record.blind.count(fact) == 0) facts.see(fact, covered(record, fact.source));
    for (const auto& [fact, reason] : record.blind) facts.miss(fact, reason, record.epoch);
}

void write_sights(SQLite::Database& db, RowId domain, const Record& record) {
    for (const auto& [source, sight] : record.sights)
        Query(db,
              "INSERT OR REPLACE INTO sight (domain, collector, source, last_ok, blind_since, reason, applicable) "
              "VALUES (?, ?, ?, ?, ?, ?, ?)",
              domain, record.collector, source, sight.last_ok, sight.blind_since, sight.reason,
              sight.applicable ? 1 : 0)
            .run();
}

void write_schedule(SQLite::Database& db, RowId domain, const Record& record) {
    std::optional<Wall> due, suspected;
    if (record.second_look) due = record.second_look->due, suspected = record.second_look->first_suspected;
    Query(db,
          "INSERT INTO schedule (domain, collector, last_run, next_run, second_due, first_suspected, attempts) "
          "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET last_run = excluded.last_run, "
          "next_run = coalesce(excluded.next_run, next_run), second_due = excluded.second_due, "
          "first_suspected = excluded.first_suspected, attempts = excluded.attempts",
          domain, record.collector, record.at, record.next_run, due, suspected,
          record.second_look ? record.second_look->attempts : 0)
        .run();
}

void write_streaks(SQLite::Database& db, RowId domain, const Record& record) {
    for (const auto& [key, streak] : record.streaks) {
        if (streak.looks > 0)
            Query(db,
                  "INSERT OR REPLACE INTO streak (domain, collector, type, subject, source, looks, at) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?)",
                  domain, record.collector, key.first, key.second, streak.source, streak.looks, streak.at)
                .run();
        else
            Query(db, "DELETE FROM streak WHERE domain = ? AND collector = ? AND type = ? AND subject = ?", domain,
                  record.collector, key.first, key.second)
                .run();
    }
}

std::vector<Change> write_changes(SQLite::Database& db, RowId domain, const Record& record, const FactBook& facts) {
    std::vector<Change> suspected;
    for (const auto& change : record.suspected) suspected.push_back(append_suspected(db, domain, facts, change));
    for (const auto& [change, evidence] : record.heard) append_heard(db, change, evidence);
    for (const auto& change : record.settled) append_verdict(db, change, record.at);
    for (const auto& [change, by] : record.reverted) append_reverted(db, change, by, record.at);
    return suspected;
}

void delete_of_sources(SQLite::Database& db, const std::string& table, RowId domain, const Record& record) {
    const std::vector<std::string> sources(record.leaving->sources.begin(), record.leaving->sources.end());
    Query(db,
          "DELETE FROM " + table +
              " WHERE domain = ? AND collector = ? AND (? OR source IN (SELECT value FROM json_each(?)))",
          domain, record.collector, record.leaving->all ? 1 : 0, json_list(sources))
        .run();
}

void leave(SQLite::Database& db, RowId domain, const Record& record, FactBook& facts) {
    facts.leave(*record.leaving);
    delete_of_sources(db, "sight", domain, record);
    delete_of_sources(db, "streak", domain, record);
    if (record.leaving->all)
        Query(db, "DELETE FROM schedule WHERE domain = ? AND collector = ?", domain, record.collector).run();
    else if (!record.second_look)
        Query(db,
              "UPDATE schedule SET second_due = NULL, first_suspected = NULL, attempts = 0 "
              "WHERE domain = ? AND collector = ?",
              domain, record.collector)
            .run();
}

// It was composed before what the second look heard had ids.
Outgoing with_evidence(SQLite::Database& db, const Record& record, Outgoing outgoing) {
    for (auto& change : outgoing.alert.changes)
        if (record.heard.contains(change.id)) change.evidence = evidence_ids(db, change.id);
    return outgoing;
}

std::vector<Change> write_record(SQLite::Database& db, const Record& record) {
    const RowId domain = domain_id(db, record.domain);
    FactBook facts(db, domain, record.collector, record.at);
    if (record.leaving) {
        leave(db, domain, record, facts);
    } else {
        write_facts(db, record, facts);
        write_sights(db, domain, record);
        write_schedule(db, domain, record);
    }
    auto suspected = write_changes(db, domain, record, facts);
    for (const auto& event : record.findings) append_finding(db, domain, event, record.at);
    write_streaks(db, domain, record);
    for (const auto& incident : record.incidents) append_incident(db, incident, record.at);
    for (const auto& outgoing : record.outgoing) queue_alert(db, with_evidence(db, record, outgoing), record.at);
    return suspected;
}

}  // namespace
}  // namespace store

using store::Argument;
using store::Query;

Knowledge Store::knowledge(const std::string& domain, const std::string& collector) {
    return impl_->connection.read("read what is known of " + domain,
                                  [&](auto& db) { return store::load_knowledge(db, domain, collector); });
}

Record Store::record(const std::string& domain, const std::string& collector, const Judge& judge) {
    return impl_->connection.write("record a look at " + domain + " (" + collector + ")", [&](auto& db) {
        auto record = judge(store::load_knowledge(db, domain, collector));
        record.suspected = store::write_record(db, record);
        return record;
    });
}

std::vector<Change> Store::record(const Record& record) {
    return impl_->connection.write("record a look at " + record.domain + " (" + record.collector + ")",
                                   [&](auto& db) { return store::write_record(db, record); });
}

std::vector<ScheduleEntry> Store::schedule() {
    return impl_->connection.read("read the schedule", [](auto& db) {
        std::vector<ScheduleEntry> entries;
        Query row(db,
                  "SELECT d.name, s.collector, s.last_run, s.next_run, s.second_due, s.first_suspected, s.attempts "
                  "FROM schedule s JOIN domain d ON d.id = s.domain ORDER BY d.name, s.collector");
        while (row.next())
            entries.push_back({row.text(), row.text(), row.maybe_time(), row.maybe_time(), store::second_look_of(row)});
        return entries;
    });
}

void Store::set_next_run(const std::string& domain, const std::string& collector, Wall next_run) {
    impl_->connection.write("schedule " + domain + " (" + collector + ")", [&](auto& db) {
        Query(db,
              "INSERT INTO schedule (domain, collector, next_run) VALUES (?, ?, ?) "
              "ON CONFLICT DO UPDATE SET next_run = excluded.next_run",
              store::domain_id(db, domain), collector, next_run)
            .run();
    });
}

std::vector<WatchedSource> Store::watched() {
    return impl_->connection.read("read what is watched", [](auto& db) {
        std::vector<WatchedSource> watched;
        Query row(db,
                  "SELECT d.name, x.collector, x.source FROM (SELECT domain, collector, source FROM sight "
                  "UNION SELECT domain, collector, source FROM streak "
                  "UNION SELECT domain, collector, '' FROM schedule "
                  "UNION SELECT domain, collector, source FROM finding WHERE closed IS NULL "
                  "UNION SELECT f.domain, f.collector, f.source FROM pending p "
                  "JOIN change c ON c.sequence = p.change JOIN fact f ON f.id = c.fact) x "
                  "JOIN domain d ON d.id = x.domain WHERE d.name <> ? ORDER BY d.name, x.collector, x.source",
                  store::kHealthDomain);
        while (row.next()) watched.push_back({row.text(), row.text(), row.text()});
        return watched;
    });
}

}  // namespace nameward
