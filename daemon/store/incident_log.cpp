#include "store/incident_log.h"

#include "store/dictionary.h"

namespace nameward::store {
namespace {

bool same(const Incident& one, const Incident& other) {
    return one.last_activity == other.last_activity && one.closed == other.closed && one.severity == other.severity &&
           one.layer == other.layer && one.summary == other.summary && one.story == other.story;
}

const char* kind_of(const Incident& before, const Incident& incident) {
    return incident.closed && !before.closed ? "closed" : "grown";
}

// A story grows by lines at its end; only these are kept, so that a long story does not cost its square.
std::string what_came(const std::string& before, const std::string& story) {
    return story.compare(0, before.size(), before) == 0 ? story.substr(before.size()) : story;
}

void write_standing(SQLite::Database& db, const Incident& incident) {
    Query(db,
          "INSERT INTO incident (id, domain, opened, last_activity, closed, severity, layer, summary, story) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET last_activity = excluded.last_activity, "
          "closed = excluded.closed, severity = excluded.severity, layer = excluded.layer, "
          "summary = excluded.summary, story = excluded.story",
          incident.id, domain_id(db, incident.domain), incident.opened, incident.last_activity, incident.closed,
          incident.severity, to_string(incident.layer), incident.summary, incident.story)
        .run();
}

void append_event(SQLite::Database& db, const Incident& incident, const char* kind, const std::string& story, Wall at) {
    Query(db,
          "INSERT INTO incident_event (incident, at, kind, last_activity, severity, layer, summary, story) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          incident.id, at, kind, incident.last_activity, incident.severity, to_string(incident.layer), incident.summary,
          story)
        .run();
}

}  // namespace

void append_incident(SQLite::Database& db, const Incident& incident, Wall at) {
    const auto known = load_incidents(db, "WHERE i.id = ?", {Argument(incident.id)});
    if (!known.empty() && same(known.front(), incident)) return;
    write_standing(db, incident);
    if (known.empty())
        append_event(db, incident, "opened", incident.story, at);
    else
        append_event(db, incident, kind_of(known.front(), incident), what_came(known.front().story, incident.story),
                     at);
}

std::vector<Incident> load_incidents(SQLite::Database& db, const std::string& rest,
                                     const std::vector<Argument>& arguments) {
    Query row(db,
              "SELECT i.id, d.name, i.opened, i.last_activity, i.closed, i.severity, i.layer, i.summary, i.story "
              "FROM incident i JOIN domain d ON d.id = i.domain " +
                  rest);
    for (const auto& argument : arguments) row.bind(argument);
    std::vector<Incident> incidents;
    while (row.next())
        incidents.push_back({row.text(), row.text(), row.time(), row.time(), row.maybe_time(), row.severity(),
                             row.layer(), row.text(), row.text()});
    return incidents;
}

}  // namespace nameward::store
