#include "app/daemon.h"

#include <condition_variable>

#include "app/watching.h"

namespace nameward::app {
namespace {

constexpr Seconds kSaveEvery{60};
constexpr Seconds kSaveAgain{10};  // after the store could not be written
// A database that another program holds makes everybody who writes wait for seconds, one after the other.
constexpr auto kHouseLimit = std::chrono::minutes(5);
// The engine turns twice a second.
constexpr auto kEngineLimit = std::chrono::seconds(30);

}  // namespace

Daemon::Daemon(std::unique_ptr<App> app, Store& store, const Clock& clock)
    : store_(store), clock_(clock), storage_news_(store, clock) {
    shift_ = std::make_shared<Shift>(std::move(app), store_, trouble_);
    shift_->begin_telling();
    housekeeper_ = std::jthread(
        [this, &beat = heartbeats_.add("housekeeping", kHouseLimit)](std::stop_token stop) { keep_house(stop, beat); });
}

Daemon::~Daemon() {
    stop();
}

std::shared_ptr<Shift> Daemon::shift() const {
    const std::scoped_lock lock(mutex_);
    return shift_;
}

bool Daemon::install(std::shared_ptr<Shift> next) {
    const std::scoped_lock lock(mutex_);
    if (!stopped_) shift_ = std::move(next);
    return !stopped_;
}

void Daemon::replace(std::unique_ptr<App> app) {
    const auto former = shift();
    former->end_looking();
    auto next = std::make_shared<Shift>(std::move(app), store_, trouble_);
    if (!install(next)) return;
    former->end();
    next->begin_telling();
}

void Daemon::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
    }
    housekeeper_.request_stop();
    shift()->end();
}

std::vector<std::string> Daemon::overdue() {
    const auto now = std::chrono::steady_clock::now();
    const auto at_work = shift();
    auto names = at_work->overdue();
    for (auto& name : heartbeats_.overdue(now)) names.push_back(std::move(name));
    if (now - at_work->app().engine().last_turn() > kEngineLimit) names.emplace_back("DNS engine");
    return names;
}

void Daemon::keep_house(std::stop_token stop, Heartbeats::Loop& heartbeat) {
    constexpr auto turn = std::chrono::seconds(1);
    std::mutex mutex;
    std::condition_variable_any never;
    while (!stop.stop_requested()) {
        heartbeat.beat();
        const auto now = clock_.wall();
        try {
            tend(now);
        } catch (const StoreError& trouble) {
            trouble_.failed(kHousekeeping, trouble.what(), now);
            next_save_ = now + kSaveAgain;
        }
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, turn, [] { return false; });
    }
}

void Daemon::tend(Wall now) {
    const auto at_work = shift();
    storage_news_.turn(at_work, trouble_.latest());
    at_work->settle_in();
    tell_if_nobody_looked(now);
    at_work->tell_health_news();
    save_if_due(now);
}

// After a start, and after the machine slept.
void Daemon::tell_if_nobody_looked(Wall now) {
    const auto at_work = shift();
    if (!awake_) awake_ = last_watched(store_).value_or(now);
    if (now - *awake_ >= longest_pause(at_work->app().config())) tell_nobody_looked(store_, at_work->app(), *awake_);
    awake_ = now;
}

void Daemon::save_if_due(Wall now) {
    if (next_save_ > now && next_save_ <= now + kSaveEvery) return;
    shift()->save();
    note_watching(store_, now);
    trouble_.worked(kHousekeeping, now);
    next_save_ = now + kSaveEvery;
}

}  // namespace nameward::app
