#include "app/courier.h"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <thread>

#include "core/compose.h"
#include "system/log.h"

namespace nameward::app {
namespace {

// After an outage a receiver gets its backlog at a pace that it can take.
constexpr auto kPace = std::chrono::milliseconds(200);

std::string receiver_key(const Sink& sink) {
    return "receiver/" + sink.name;
}

std::string write(const core::Receiver& receiver) {
    return std::to_string(receiver.failures) + ' ' + std::to_string(receiver.until.time_since_epoch().count());
}

core::Receiver read(const std::string& text) {
    const auto blank = text.find(' ');
    core::Receiver receiver;
    Seconds::rep until = 0;
    if (blank == std::string::npos) return receiver;
    std::from_chars(text.data(), text.data() + blank, receiver.failures);
    std::from_chars(text.data() + blank + 1, text.data() + text.size(), until);
    receiver.until = Wall(Seconds(until));
    return receiver;
}

std::vector<Delivery> unsent_of(Store& store, const Sink& sink) {
    auto unsent = store.unsent();
    std::erase_if(unsent, [&](const Delivery& delivery) { return delivery.sink != sink.name; });
    return unsent;
}

Done unreadable() {
    Done done;
    done.verdict = Done::Verdict::gone;
    done.answer = "the alert is not in the store";
    return done;
}

void log_attempt(const Delivery& delivery) {
    if (delivery.state == Delivery::State::sent)
        log::info("delivery.sent",
                  {{"sink", delivery.sink}, {"alert", delivery.alert}, {"attempts", delivery.attempts}});
    else
        log::warning("delivery.failed",
                     {{"sink", delivery.sink},
                      {"alert", delivery.alert},
                      {"attempts", delivery.attempts},
                      {"reason", delivery.last_error},
                      {"state", to_string(delivery.state)},
                      {"next", delivery.next_attempt ? format_time(*delivery.next_attempt) : "never by itself"}});
}

}  // namespace

core::Receiver Courier::receiver(const Sink& sink) {
    return read(store_.note(receiver_key(sink)).value_or(""));
}

Courier::Turn& Courier::turn_of(const Sink& sink) {
    const std::scoped_lock lock(mutex_);
    return turns_[sink.name];
}

Delivery Courier::attempt(const Sink& sink, const Delivery& delivery, Turn& turn) {
    const auto alert = store_.alert(delivery.alert);
    const auto before = receiver(sink);
    const auto done = alert ? sink.deliver({*alert, delivery.reached, clock_.now()}) : unreadable();
    const auto now = clock_.wall();
    auto outcome = core::after_attempt(delivery, before, done, now);
    log_attempt(outcome.delivery);
    Store::Settlement settlement{{outcome.delivery}, {}, {}};
    if (outcome.receiver != before) settlement.notes[receiver_key(sink)] = write(outcome.receiver);
    if (outcome.given_up) give_up(sink, settlement, now);
    turn.owed = std::move(settlement);
    settle_owed(turn);
    return outcome.delivery;
}

void Courier::settle_owed(Turn& turn) {
    if (!turn.owed) return;
    const auto unsent = store_.unsent();
    std::erase_if(turn.owed->deliveries, [&](const Delivery& owed) {  // gone meanwhile
        return std::none_of(unsent.begin(), unsent.end(), [&](const Delivery& other) { return other.id == owed.id; });
    });
    store_.settle(*turn.owed, clock_.wall());
    turn.owed.reset();
}

void Courier::give_up(const Sink& sink, Store::Settlement& settlement, Wall now) {
    auto& deliveries = settlement.deliveries;
    const auto others = core::given_up_with(deliveries.front(), unsent_of(store_, sink), now);
    deliveries.insert(deliveries.end(), others.begin(), others.end());
    std::vector<core::GivenUp> alerts;
    for (const auto& delivery : deliveries)
        if (const auto alert = store_.alert(delivery.alert); alert && !core::tells_of_giving_up(*alert))
            alerts.push_back({delivery, alert->summary});
    if (alerts.empty()) return;
    Outgoing outgoing{core::compose_given_up(sink.name, alerts, now), {}};
    for (const auto& other : sinks_)
        if (other.name != sink.name) outgoing.sinks.push_back(other.name);
    settlement.outgoing.push_back(std::move(outgoing));
}

std::vector<Delivery> Courier::deliver_due(const Sink& sink, std::stop_token stop) {
    std::vector<Delivery> tried;
    auto& turn = turn_of(sink);
    const std::scoped_lock mine(turn.mutex);
    settle_owed(turn);
    while (!stop.stop_requested()) {
        const auto next = core::next_to_try(unsent_of(store_, sink), receiver(sink), clock_.wall());
        if (!next) break;
        if (!tried.empty()) std::this_thread::sleep_for(kPace);
        tried.push_back(attempt(sink, *next, turn));
    }
    return tried;
}

std::vector<Delivery> Courier::deliver_all(std::stop_token stop) {
    auto tried = deliver_round(stop);
    // What one sink's failure gave to tell may have come too late for the thread of another.
    const auto late = deliver_round(stop);
    tried.insert(tried.end(), late.begin(), late.end());
    return tried;
}

std::vector<Delivery> Courier::deliver_round(std::stop_token stop) {
    std::vector<Delivery> tried;
    std::exception_ptr trouble;
    std::mutex mutex;
    {
        std::vector<std::jthread> threads;
        for (const auto& sink : sinks_) {
            threads.emplace_back([&] {
                try {
                    auto mine = deliver_due(sink, stop);
                    const std::scoped_lock lock(mutex);
                    tried.insert(tried.end(), mine.begin(), mine.end());
                } catch (...) {
                    const std::scoped_lock lock(mutex);
                    trouble = std::current_exception();
                }
            });
        }
    }
    if (trouble) std::rethrow_exception(trouble);
    return tried;
}

// Straight to the receiver, also while it is being spared: the person who asks waits for its answer.
Delivery Courier::test(const Sink& sink) {
    const auto alert = core::compose_test(sink.name, clock_.now());
    auto& turn = turn_of(sink);
    const std::scoped_lock mine(turn.mutex);
    settle_owed(turn);
    store_.tell({alert, {sink.name}}, clock_.wall());
    for (const auto& delivery : store_.unsent())
        if (delivery.alert == alert.id && delivery.sink == sink.name) return attempt(sink, delivery, turn);
    throw StoreError("the test alert for " + sink.name + " is not in the outbox right after it was written");
}

std::vector<Delivery> Courier::test(const std::vector<std::string>& names) {
    std::vector<Delivery> answers;
    for (const auto& sink : sinks_)
        if (names.empty() || std::find(names.begin(), names.end(), sink.name) != names.end())
            answers.push_back(test(sink));
    return answers;
}

void Courier::tell_directly(const Alert& alert) {
    for (const auto& sink : sinks_) {
        const auto done = sink.deliver({alert, {}, clock_.now()});
        log::warning("delivery.direct", {{"sink", sink.name}, {"alert", alert.id}, {"answer", done.answer}});
    }
}

std::optional<Wall> Courier::next_time(const Sink& sink) {
    return core::next_time(unsent_of(store_, sink), receiver(sink));
}

void Courier::park_orphans() {
    for (auto delivery : store_.unsent()) {
        const bool known =
            std::any_of(sinks_.begin(), sinks_.end(), [&](const Sink& sink) { return sink.name == delivery.sink; });
        if (known || delivery.state == Delivery::State::parked) continue;
        delivery.state = Delivery::State::parked;
        delivery.next_attempt.reset();
        delivery.last_error = "the configuration has no sink \"" + delivery.sink + "\" any more";
        store_.settle({{delivery}, {}, {}}, clock_.wall());
    }
}

bool tell_health(Store& store, const std::vector<Sink>& sinks, Seconds hold, Wall now) {
    const auto news = store.untold_health();
    if (!news.oldest || now - *news.oldest < hold) return false;
    Outgoing outgoing{core::compose_health(news.opened, news.closed, now), {}};
    for (const auto& sink : sinks) outgoing.sinks.push_back(sink.name);
    store.tell(outgoing, now);
    return true;
}

}  // namespace nameward::app
