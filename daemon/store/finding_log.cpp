#include "store/finding_log.h"

namespace nameward::store {
namespace {

const char* word(FindingEvent::Kind kind) {
    switch (kind) {
        case FindingEvent::Kind::opened:
            return "opened";
        case FindingEvent::Kind::closed:
            return "closed";
        case FindingEvent::Kind::dropped:
            return "dropped";
        case FindingEvent::Kind::updated:
            return "updated";
    }
    return "updated";
}

bool is_health(const Finding& finding) {
    return finding.type.rfind("monitor.", 0) == 0;
}

// As it stands from now on. A finding that opens again within the second has the same id.
void write_standing(SQLite::Database& db, RowId domain, const Finding& finding, std::optional<Wall> closed) {
    Query(db,
          "INSERT INTO finding (id, domain, type, subject, collector, source, severity, layer, opened, closed, "
          "summary, incident) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET severity = "
          "excluded.severity, "
          "layer = excluded.layer, closed = excluded.closed, summary = excluded.summary, incident = excluded.incident",
          finding.id, domain, finding.type, finding.subject, finding.collector, finding.source, finding.severity,
          to_string(finding.layer), finding.opened, closed, finding.summary, finding.incident)
        .run();
}

RowId append_event(SQLite::Database& db, const Finding& finding, const char* kind, Wall at) {
    Query row(db,
              "INSERT INTO finding_event (finding, at, kind, severity, layer, summary, incident) "
              "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING sequence",
              finding.id, at, kind, finding.severity, to_string(finding.layer), finding.summary, finding.incident);
    row.next();
    return row.number();
}

int forget_untold(SQLite::Database& db, const std::string& finding, const char* kind) {
    return Query(
               db,
               "DELETE FROM untold WHERE event IN (SELECT sequence FROM finding_event WHERE finding = ? AND kind = ?)",
               finding, kind)
        .run();
}

void queue_untold(SQLite::Database& db, RowId event) {
    Query(db, "INSERT INTO untold (event) VALUES (?)", event).run();
}

// Nobody needs to hear of the end of what nobody heard of. What was dropped has not come back.
void queue_health(SQLite::Database& db, const FindingEvent& event, RowId row) {
    if (event.kind == FindingEvent::Kind::opened) queue_untold(db, row);
    const bool unheard = event.ends() && forget_untold(db, event.finding.id, "opened") > 0;
    if (event.kind == FindingEvent::Kind::closed && !unheard) queue_untold(db, row);
}

// The closing of a finding whose opening is being told only now.
void queue_closing(SQLite::Database& db, const std::string& finding) {
    Query(db,
          "INSERT INTO untold (event) SELECT max(e.sequence) FROM finding_event e JOIN finding f ON f.id = e.finding "
          "WHERE e.finding = ? AND e.kind = 'closed' AND f.closed IS NOT NULL AND f.type GLOB 'monitor.*' "
          "AND NOT EXISTS (SELECT 1 FROM finding_event t WHERE t.finding = e.finding AND t.kind = 'told_closed') "
          "HAVING count(*) > 0 ON CONFLICT DO NOTHING",
          finding)
        .run();
}

}  // namespace

void append_finding(SQLite::Database& db, RowId domain, const FindingEvent& event, Wall at) {
    write_standing(db, domain, event.finding, event.ends() ? event.finding.closed.value_or(at) : std::optional<Wall>());
    const RowId row = append_event(db, event.finding, word(event.kind), at);
    if (is_health(event.finding)) queue_health(db, event, row);
}

void append_told(SQLite::Database& db, const Alert& alert, Wall at) {
    for (const auto& finding : alert.findings) {
        const char* kind = finding.closed ? "told_closed" : "told_opened";
        const int known = Query(db,
                                "INSERT INTO finding_event (finding, at, kind, by_what) "
                                "SELECT id, ?, ?, ? FROM finding WHERE id = ?",
                                at, kind, alert.id, finding.id)
                              .run();
        if (known == 0) continue;
        const bool was_queued = forget_untold(db, finding.id, finding.closed ? "closed" : "opened") > 0;
        if (!finding.closed && !was_queued) queue_closing(db, finding.id);
    }
}

std::vector<Finding> load_findings(SQLite::Database& db, const std::string& rest,
                                   const std::vector<Argument>& arguments) {
    Query row(db,
              "SELECT f.id, f.type, d.name, f.subject, f.collector, f.source, f.severity, f.layer, f.opened, f.closed, "
              "f.summary, f.incident "
              "FROM finding f JOIN domain d ON d.id = f.domain " +
                  rest);
    for (const auto& argument : arguments) row.bind(argument);
    std::vector<Finding> findings;
    while (row.next())
        findings.push_back({row.text(), row.text(), row.text(), row.text(), row.text(), row.text(), row.severity(),
                            row.layer(), row.time(), row.maybe_time(), row.text(), row.text()});
    return findings;
}

}  // namespace nameward::store
