#include "app/daemon.h"

#include <algorithm>

#include "core/compose.h"
#include "system/log.h"

namespace nameward::app {
namespace {

constexpr Seconds kSaveEvery{60};
constexpr const char* kLastBeat = "last_beat";
// A restart is no gap in the watching; a day off is.
constexpr Seconds kShortestGap = std::chrono::minutes(2);
// The engine turns twice a second.
constexpr auto kEngineLimit = std::chrono::seconds(30);

}  // namespace

Daemon::Daemon(std::unique_ptr<App> app, Store& store, const Clock& clock)
    : store_(store), clock_(clock), last_save_(clock.wall()) {
    shift_ = std::make_shared<Shift>(std::move(app), store_, heartbeats_);
    tell_if_nobody_looked();
}

Daemon::~Daemon() {
    stop();
}

std::shared_ptr<Shift> Daemon::shift() const {
    const std::scoped_lock lock(mutex_);
    return shift_;
}

void Daemon::replace(std::unique_ptr<App> app) {
    shift()->end();
    heartbeats_.clear();
    auto next = std::make_shared<Shift>(std::move(app), store_, heartbeats_);
    const std::scoped_lock lock(mutex_);
    shift_ = std::move(next);
}

void Daemon::stop() {
    shift()->end();
}

std::vector<std::string> Daemon::turn() {
    const auto now = clock_.wall();
    try {
        housekeeping(now);
    } catch (const StoreError& trouble) {
        log::error("store.failed", {{"reason", trouble.what()}, {"next", "trying again in a second"}});
    }
    watch_storage(now);
    auto overdue = heartbeats_.overdue(std::chrono::steady_clock::now());
    if (std::chrono::steady_clock::now() - shift()->app().engine().last_turn() > kEngineLimit)
        overdue.emplace_back("DNS engine");
    return overdue;
}

void Daemon::housekeeping(Wall now) {
    shift()->tell_health_news();
    if (now - last_save_ < kSaveEvery && now >= last_save_) return;
    last_save_ = now;
    shift()->save();
    store_.set_note(kLastBeat, format_time(now));
}

void Daemon::tell_if_nobody_looked() {
    const auto now = clock_.wall();
    const auto& app = shift_->app();
    if (const auto beat = store_.note(kLastBeat)) {
        const auto last = parse_time(*beat);
        const Seconds patience = app.config().blind_after * std::chrono::minutes(1);
        if (last && now - *last >= std::max(kShortestGap, patience)) {
            Outgoing outgoing{core::compose_unwatched(*last, now), {}};
            for (const auto& sink : app.sinks()) outgoing.sinks.push_back(sink.name);
            store_.tell(outgoing, now);
        }
    }
    store_.set_note(kLastBeat, format_time(now));
}

void Daemon::watch_storage(Wall now) {
    const auto trouble = shift()->storage_trouble();
    if (trouble == told_trouble_) return;
    if (direct_.valid() && direct_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
    if (!trouble.empty())
        direct_ = std::async(std::launch::async, [shift = shift(), alert = core::compose_storage(trouble, now)] {
            shift->tell_directly(alert);
        });
    told_trouble_ = trouble;
}

}  // namespace nameward::app
