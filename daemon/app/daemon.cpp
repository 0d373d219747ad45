#include "app/daemon.h"

#include <condition_variable>

namespace nameward::app {
namespace {

constexpr auto kHouseTurn = std::chrono::seconds(1);
constexpr Seconds kSaveEvery{60};
// A database that another program holds makes everybody who writes wait for seconds, one after the other.
constexpr auto kHouseLimit = std::chrono::minutes(5);
// The engine turns twice a second.
constexpr auto kEngineLimit = std::chrono::seconds(30);
constexpr const char* kHousekeeping = "housekeeping";  // as StorageTrouble knows it

}  // namespace

Daemon::Daemon(std::unique_ptr<App> app, Store& store, const Clock& clock)
    : store_(store), clock_(clock), house_{store}, last_turn_(clock.now()), storage_news_(store) {
    shift_ = std::make_shared<Shift>(std::move(app), house_);
    shift_->keep_schedule();
    pause_ = pause_until_now(store_, shift_->app(), *jobs_of(shift_->app().config(), {}));
    shift_->begin();
    housekeeper_ = std::jthread(
        [this, &beat = heartbeats_.add(kHousekeeping, kHouseLimit)](std::stop_token stop) { keep_house(stop, beat); });
}

Daemon::~Daemon() {
    stop();
}

std::shared_ptr<Shift> Daemon::shift() const {
    const std::scoped_lock lock(mutex_);
    return shift_;
}

void Daemon::replace(std::unique_ptr<App> app) {
    auto next = std::make_shared<Shift>(std::move(app), house_);
    next->keep_schedule();
    shift()->hand_over([&] { next->take_over(); });
    // The store has just been written. Whoever still fails fails anew; whoever is no more does not.
    house_.trouble.keep_only({kHousekeeping}, clock_.wall());
    next->begin();
    install(std::move(next));
}

void Daemon::install(std::shared_ptr<Shift> next) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(leaving_,
                  [](auto& left) { return left.wait_for(std::chrono::seconds(0)) == std::future_status::ready; });
    if (!stopped_) std::swap(shift_, next);
    leaving_.push_back(std::async(std::launch::async, [left = std::move(next)] { left->end(); }));
}

std::optional<StorageTrouble::Outage> Daemon::storage_trouble() const {
    const auto outage = house_.trouble.latest();
    return outage && !outage->over ? outage : std::nullopt;
}

void Daemon::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
    }
    housekeeper_.request_stop();
    shift()->end();
}

std::vector<std::string> Daemon::turn() {
    notice_sleep();
    const auto at_work = shift();
    auto overdue = at_work->overdue();
    for (auto& name : heartbeats_.overdue(std::chrono::steady_clock::now())) overdue.push_back(std::move(name));
    if (std::chrono::steady_clock::now() - at_work->app().engine().last_turn() > kEngineLimit)
        overdue.emplace_back("DNS engine");
    return overdue;
}

// The machine's, or of this process alone.
void Daemon::notice_sleep() {
    const auto now = clock_.now();
    if (now.boot - last_turn_.boot > 2 * kHouseTurn) {
        const auto pause = pause_since(last_turn_.wall, shift()->app());
        const std::scoped_lock lock(mutex_);
        if (pause && !pause_) pause_ = pause;
    }
    last_turn_ = now;
}

void Daemon::keep_house(std::stop_token stop, Heartbeats::Loop& heartbeat) {
    std::mutex mutex;
    std::condition_variable_any never;
    while (!stop.stop_requested()) {
        heartbeat.beat();
        try {
            tend(clock_.wall());
        } catch (const StoreError& trouble) {
            house_.trouble.failed(kHousekeeping, trouble.what(), clock_.wall());
        }
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, kHouseTurn, [] { return false; });
    }
}

void Daemon::tend(Wall now) {
    const auto at_work = shift();
    storage_news_.turn(at_work, house_.trouble.latest());
    at_work->settle_in();
    tell_pause();
    at_work->tell_health_news();
    if (next_save_ > now && next_save_ <= now + kSaveEvery) return;
    at_work->save();
    house_.trouble.worked(kHousekeeping, now);
    next_save_ = now + kSaveEvery;
}

void Daemon::tell_pause() {
    const auto pending = [this] {
        const std::scoped_lock lock(mutex_);
        return pause_;
    }();
    if (!pending) return;
    tell(store_, shift()->app(), *pending);
    const std::scoped_lock lock(mutex_);
    pause_.reset();
}

}  // namespace nameward::app
