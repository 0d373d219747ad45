// Hands due alerts to their sinks and writes down what became of them. The database is the only queue: sent is written
// after the receiver said so, so that a crash in between repeats the message with the same id and loses none.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/delivery.h"
#include "nameward/sink.h"
#include "store/store.h"
#include "system/clock.h"

namespace nameward::app {

class Courier {
  public:
    Courier(Store& store, const Clock& clock, const std::vector<Sink>& sinks)
        : store_(store), clock_(clock), sinks_(sinks) {}

    // Tries whatever is due for this sink, one after the other. Returns each delivery that was tried, as it is now.
    std::vector<Delivery> deliver_due(const Sink& sink, std::stop_token stop);

    // All sinks at once, each in a thread of its own, so that none waits for another.
    std::vector<Delivery> deliver_all(std::stop_token stop);

    // Sends a marked test alert through the outbox to these sinks (all when empty) and waits for the first answers.
    std::vector<Delivery> test(const std::vector<std::string>& names);

    // One attempt at every sink without the store: for the one thing that the store cannot hold, its own failure.
    void tell_directly(const Alert& alert);

    // When this sink has something to do next.
    std::optional<Wall> next_time(const Sink& sink);

    // Deliveries to sinks that the configuration no longer has are parked.
    void park_orphans();

  private:
    // One delivery at a time per sink, whoever asks.
    struct Turn {
        std::mutex mutex;
        // What the receiver answered and the store did not take: written down before anything else is sent, so that a
        // full disk does not repeat a message every few seconds.
        std::optional<Store::Settlement> owed;
    };
    Turn& turn_of(const Sink& sink);
    core::Receiver receiver(const Sink& sink);
    Delivery attempt(const Sink& sink, const Delivery& delivery, Turn& turn);
    void settle_owed(Turn& turn);
    Delivery test(const Sink& sink);
    std::vector<Delivery> deliver_round(std::stop_token stop);
    // Adds to the settlement of a given-up delivery whatever waited as long, and the word on it to the other sinks.
    void give_up(const Sink& sink, Store::Settlement& settlement, Wall now);

    Store& store_;
    const Clock& clock_;
    const std::vector<Sink>& sinks_;
    std::mutex mutex_;
    std::map<std::string, Turn> turns_;
};

// One message about what Nameward could not see and sees again, to every sink; nothing where there is no news.
// `hold` waits for that long after the oldest of the news, so that one outage makes one message.
bool tell_health(Store& store, const std::vector<Sink>& sinks, Seconds hold, Wall now);

}  // namespace nameward::app
