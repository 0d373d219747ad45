#include "store/outbox.h"

#include "core/digest.h"
#include "formats/rows.h"
#include "store/dictionary.h"
#include "store/finding_log.h"
#include "store/impl.h"
#include "store/note.h"

namespace nameward {
namespace store {
namespace {

void queue_delivery(SQLite::Database& db, const Alert& alert, const std::string& sink, Wall at) {
    Query(db,
          "INSERT INTO delivery (id, alert, incident, sink, domain, severity, state, attempts, created, next_attempt, "
          "last_error, reached) VALUES (?, ?, ?, ?, ?, ?, 'pending', 0, ?, ?, '', '[]') ON CONFLICT DO NOTHING",
          core::content_id("d-", {alert.id, sink}), alert.id, alert.incident, sink, alert.domain, alert.severity, at,
          at)
        .run();
}

void update_delivery(SQLite::Database& db, const Delivery& delivery, Wall now) {
    const int known =
        Query(db,
              "UPDATE delivery SET state = ?, attempts = ?, next_attempt = ?, last_error = ?, reached = ?, settled = ? "
              "WHERE id = ?",
              to_string(delivery.state), delivery.attempts, delivery.next_attempt, delivery.last_error,
              json_list(delivery.reached), now, delivery.id)
            .run();
    if (known == 0) throw Damaged("the delivery " + delivery.id + " is not in it");
}

Delivery delivery_of(Query& row) {
    Delivery delivery;
    delivery.id = row.text();
    delivery.sequence = row.number();
    delivery.alert = row.text();
    delivery.incident = row.text();
    delivery.sink = row.text();
    delivery.domain = row.text();
    delivery.severity = row.severity();
    delivery.state = row.word<Delivery::State>(delivery_state_from);
    delivery.attempts = row.small();
    delivery.created = row.time();
    delivery.next_attempt = row.maybe_time();
    delivery.last_error = row.text();
    delivery.reached = row.values();
    return delivery;
}

}  // namespace

void queue_alert(SQLite::Database& db, const Outgoing& outgoing, Wall at) {
    const auto& alert = outgoing.alert;
    const int added = Query(db, "INSERT INTO alert (id, at, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", alert.id,
                            alert.at, formats::alert_to_json(alert))
                          .run();
    for (const auto& sink : outgoing.sinks) queue_delivery(db, alert, sink, at);
    if (added > 0) append_told(db, alert, at);
}

std::vector<Delivery> load_deliveries(SQLite::Database& db, const std::string& rest,
                                      const std::vector<Argument>& arguments) {
    Query row(db,
              "SELECT id, sequence, alert, incident, sink, domain, severity, state, attempts, created, next_attempt, "
              "last_error, reached FROM delivery " +
                  rest);
    for (const auto& argument : arguments) row.bind(argument);
    std::vector<Delivery> deliveries;
    while (row.next()) deliveries.push_back(delivery_of(row));
    return deliveries;
}

}  // namespace store

Store::Untold Store::untold_health() {
    return impl_->connection.read("read the untold health findings", [](auto& db) {
        const auto of = [&](const char* kind) {
            return store::load_findings(db,
                                        "JOIN finding_event e ON e.finding = f.id JOIN untold u ON u.event = "
                                        "e.sequence WHERE e.kind = ? ORDER BY e.sequence",
                                        {store::Argument(std::string(kind))});
        };
        Untold untold{of("opened"), of("closed"), {}};
        store::Query oldest(db, "SELECT min(e.at) FROM untold u JOIN finding_event e ON e.sequence = u.event");
        oldest.next();
        untold.oldest = oldest.maybe_time();
        return untold;
    });
}

void Store::tell(const Outgoing& outgoing, Wall now, const std::vector<FindingEvent>& events) {
    impl_->connection.write("queue the alert " + outgoing.alert.id, [&](auto& db) {
        for (const auto& event : events)
            store::append_finding(db, store::domain_id(db, event.finding.domain), event,
                                  event.finding.closed.value_or(event.finding.opened));
        store::queue_alert(db, outgoing, now);
    });
}

std::vector<Delivery> Store::unsent() {
    return impl_->connection.read("read the outbox", [](auto& db) {
        return store::load_deliveries(db, "WHERE state <> 'sent' ORDER BY sequence", {});
    });
}

std::vector<Delivery> Store::deliveries(std::optional<Delivery::State> state) {
    return impl_->connection.read("read the outbox", [&](auto& db) {
        if (!state) return store::load_deliveries(db, "ORDER BY sequence", {});
        return store::load_deliveries(db, "WHERE state = ? ORDER BY sequence",
                                      {store::Argument(std::string(to_string(*state)))});
    });
}

std::optional<Alert> Store::alert(const std::string& id) {
    return impl_->connection.read("read the alert " + id, [&](auto& db) -> std::optional<Alert> {
        store::Query row(db, "SELECT body FROM alert WHERE id = ?", id);
        if (!row.next()) return std::nullopt;
        auto alert = formats::alert_from_json(row.text());
        if (!alert) throw store::Damaged(alert.error().what);
        return *std::move(alert);
    });
}

void Store::settle(const Settlement& settlement, Wall now) {
    impl_->connection.write("settle deliveries", [&](auto& db) {
        for (const auto& delivery : settlement.deliveries) store::update_delivery(db, delivery, now);
        for (const auto& [key, value] : settlement.notes) store::write_note(db, key, value);
        for (const auto& outgoing : settlement.outgoing) store::queue_alert(db, outgoing, now);
    });
}

}  // namespace nameward
