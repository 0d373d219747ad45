// The only code that knows SQL. One SQLite file in WAL mode with synchronous=FULL, one writer process.
//
// Thread-safe: one mutex guards the connection. Every writing member is one transaction (BEGIN IMMEDIATE): on an
// exception nothing of it is kept. Throws StoreError when the database cannot be read or written; what() is a whole
// sentence that names the file, what SQLite said and what to do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "nameward/kept.h"
#include "nameward/record.h"
#include "nameward/review.h"

namespace nameward {

class StoreError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// When a (domain, collector) is looked at next.
struct ScheduleEntry {
    std::string domain, collector;
    std::optional<Wall> last_run;
    std::optional<Wall> next_run;
    std::optional<SecondLook> second_look;
};

// A source of one (domain, collector); empty where something is of several.
struct WatchedSource {
    std::string domain, collector, source;
};

// The circuit breaker of one server address.
struct BreakerState {
    std::string server;  // IP address
    int failures = 0;    // in a row
    Wall probe_at{};
};

struct StoredEvidence {
    enum class Look { before, first, second };  // before: behind the value that held until the change
    std::string id;                             // "e-..."; content-addressed
    Evidence evidence;
    Look look = Look::first;
};

class Store {
  public:
    enum class Mode { write, read };

    // Writing takes the writer's lock (flock on "<file>.lock"), creates the file (0600) and its folder if missing, and
    // migrates. ":memory:" is allowed. Errors (as Result): locked by another process (names its pid if known), a newer
    // schema, damage found by quick_check, no permission. Reading needs an existing file, takes no lock and never
    // writes.
    static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file, Mode mode);
    ~Store();

    // --- looks ---
    Knowledge knowledge(const std::string& domain, const std::string& collector);
    // From what is known to what is written in one transaction, so that nothing that others write comes between:
    // `judge` is pure. Returns its record, the suspected changes with their ids and sequences.
    using Judge = std::function<Record(const Knowledge&)>;
    Record record(const std::string& domain, const std::string& collector, const Judge& judge);
    // The same with a record that is made already. Returns the suspected changes.
    std::vector<Change> record(const Record& record);

    std::vector<ScheduleEntry> schedule();
    void set_next_run(const std::string& domain, const std::string& collector, Wall next_run);
    // All that somebody looked at and that did not leave since: sights, schedules, open findings, pending changes.
    std::vector<WatchedSource> watched();

    // --- telling ---
    // monitor.* findings that opened, or closed after their opening was told, and were not told yet. With the time
    // of the oldest of these events.
    struct Untold {
        std::vector<Finding> opened, closed;
        std::optional<Wall> oldest;
    };
    Untold untold_health();
    // Queues the alert for its sinks and marks what it tells as told, in one transaction. `events` are findings of the
    // monitor itself, which no look brings; they stand in the store by then.
    void tell(const Outgoing& outgoing, Wall now, const std::vector<FindingEvent>& events = {});
    // Every delivery that is not sent, oldest first, parked ones included.
    std::vector<Delivery> unsent();
    std::vector<Delivery> deliveries(std::optional<Delivery::State> state);
    std::optional<Alert> alert(const std::string& id);
    // What an attempt made of deliveries (state, attempts, next_attempt, last_error and reached are written), what is
    // to be remembered of their receiver, and what others are to be told: one transaction.
    struct Settlement {
        std::vector<Delivery> deliveries;
        std::map<std::string, std::string> notes;
        std::vector<Outgoing> outgoing;
    };
    void settle(const Settlement& settlement, Wall now);

    // --- back-off of others ---
    std::vector<BreakerState> breakers();
    void save_breakers(std::span<const BreakerState> breakers);
    std::vector<HostStanding> hosts();
    void save_host(const HostStanding& host);
    // All that there is to say of hosts: what is not among them is forgotten.
    void save_hosts(std::span<const HostStanding> hosts);

    // --- documents that are kept ---
    std::optional<KeptDocument> document(const std::string& url);
    void save_document(const KeptDocument& document);

    // Small named facts about the monitor itself ("unwatched_until").
    std::optional<std::string> note(const std::string& key);
    void set_note(const std::string& key, const std::string& value);

    // --- reading ---
    std::vector<Change> changes(const HistoryFilter& filter);  // oldest first
    std::vector<Finding> findings(const std::vector<std::string>& domains, bool open_only);
    std::vector<ObservationRow> observations(const std::string& domain, std::optional<Wall> at);
    std::vector<SightRow> sights(const std::vector<std::string>& domains);
    // What the looks at a change heard, the newest look first.
    std::vector<StoredEvidence> evidence(const std::string& change_id);
    std::optional<Incident> incident(const std::string& id);

  private:
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace nameward
