#include "app/shift.h"

#include <algorithm>

#include "app/check.h"
#include "app/retire.h"
#include "collectors/all.h"
#include "system/log.h"

namespace nameward::app {
namespace {

constexpr std::size_t kWorkers = 16;
// A look may take a minute (its questions' budget); three such in a row without a turn is a loop that hangs.
constexpr auto kWorkerLimit = std::chrono::minutes(3);
// An e-mail may take a minute for each of its recipients.
constexpr auto kCourierLimit = std::chrono::minutes(15);
// After the store could not be written: soon enough to lose no hijack, rare enough not to fill the log.
constexpr Seconds kStoreRetry{10};
constexpr auto kCourierTurn = std::chrono::seconds(1);

Seconds longest_wait(const Config& config, const Collector& collector) {
    return interval_of(config, collector) * 12 / 10 + config.confirm_after + Seconds(60);
}

}  // namespace

// A sweep that somebody asked for while the daemon runs.
struct Shift::Pass {
    std::set<JobKey> open;
    std::set<JobKey> stale;   // were being looked at before the pass began: their next look counts, not this one
    std::set<JobKey> looked;  // had their regular look; what was made before may be a second look of earlier
    const OnProgress& on_progress;
    Progress progress;
    PassResult result;
};

Shift::Shift(std::unique_ptr<App> app, Store& store, Heartbeats& heartbeats)
    : app_(std::move(app)),
      store_(store),
      queue_(app_->clock(), JobQueue::End::when_stopped),
      courier_(store, app_->clock(), app_->sinks()) {
    retire_unwatched(*app_, store_);
    courier_.park_orphans();
    app_->load_breakers(store_, false);
    fill_queue();
    for (std::size_t i = 0; i < kWorkers; ++i)
        threads_.emplace_back([this, &beat = heartbeats.add("worker " + std::to_string(i), kWorkerLimit)](
                                  std::stop_token stop) { work(stop, beat); });
    for (const auto& sink : app_->sinks())
        threads_.emplace_back([this, &sink, &beat = heartbeats.add("sink " + sink.name, kCourierLimit)](
                                  std::stop_token stop) { carry(stop, sink, beat); });
}

void Shift::end() {
    {
        const std::scoped_lock lock(mutex_);
        if (ending_) return;
        ending_ = true;
        changed_.notify_all();
    }
    for (auto& thread : threads_) thread.request_stop();
    app_->engine().stop();
    threads_.clear();
}

void Shift::fill_queue() {
    std::map<JobKey, ScheduleEntry> known;
    for (auto& entry : store_.schedule()) known[{entry.domain, entry.collector}] = entry;
    const auto jobs = jobs_of(app_->config(), {});
    for (const auto& key : *jobs) {
        const auto& collector = *collectors::find(key.second);
        Job job{key, app_->clock().wall(), longest_wait(app_->config(), collector)};
        if (const auto entry = known.find(key); entry != known.end()) {
            if (entry->second.next_run) job.due = *entry->second.next_run;
            if (entry->second.second_look) job.due = entry->second.second_look->due;
            // A shorter interval holds from now on, not only after the long one has run out.
            const auto soonest = entry->second.last_run.value_or(Wall{}) + interval_of(app_->config(), collector);
            job.due = std::min(job.due, std::max(soonest, app_->clock().wall()));
        }
        queue_.put(std::move(job));
    }
}

void Shift::work(std::stop_token stop, Heartbeats::Loop& heartbeat) {
    while (auto job = queue_.take(stop, [&] { heartbeat.beat(); })) {
        std::optional<Job> next;
        try {
            next = look(*job, stop);
            note_trouble("");
        } catch (const StoreError& trouble) {
            note_trouble(trouble.what());
            next = Job{job->key, app_->clock().wall() + kStoreRetry, job->longest_wait};
        }
        queue_.done(*job, std::move(next));
    }
}

std::optional<Job> Shift::look(const Job& job, std::stop_token stop) {
    const auto& collector = *collectors::find(job.key.second);
    const auto checked = check(*app_, store_, *app_->config().domain(job.key.first), collector, stop);
    if (!checked.recorded) return std::nullopt;
    Job next{job.key, checked.next_run, job.longest_wait};
    if (checked.second_look)
        next.due = checked.second_look->due;
    else if (checked.second)
        next.due = app_->clock().wall();  // what happened meanwhile is seen at once
    report(job, checked);
    return next;
}

void Shift::report(const Job& job, const Checked& checked) {
    const std::scoped_lock lock(mutex_);
    for (auto* pass : passes_) {
        if (!pass->open.contains(job.key)) continue;
        if (pass->stale.erase(job.key) > 0) continue;
        add(pass->result, checked);
        pass->progress.domain = job.key.first;
        pass->progress.waiting_to = checked.second_look ? std::optional(checked.second_look->due) : std::nullopt;
        if (!checked.second) pass->looked.insert(job.key);
        if (!checked.second_look && pass->looked.contains(job.key)) pass->open.erase(job.key);
        pass->progress.done = pass->progress.total - pass->open.size();
        if (pass->on_progress) pass->on_progress(pass->progress);
    }
    changed_.notify_all();
}

PassResult Shift::sweep(const std::vector<JobKey>& jobs, const OnProgress& progress) {
    Pass pass{{jobs.begin(), jobs.end()}, {}, {}, progress, {}, {}};
    pass.progress.total = jobs.size();
    app_->load_breakers(store_, true);
    {
        std::unique_lock lock(mutex_);
        passes_.push_back(&pass);
        pass.stale = queue_.hurry(jobs);
        changed_.wait(lock, [&] { return ending_ || pass.open.empty(); });
        passes_.remove(&pass);
        if (!pass.open.empty())
            pass.result.trouble = "the daemon ended the pass: it stops or has read a new configuration";
    }
    if (!pass.result.trouble.empty()) return std::move(pass.result);
    tell_health(store_, app_->sinks(), Seconds{0}, app_->clock().wall());
    return std::move(pass.result);
}

std::vector<Delivery> Shift::test(const std::vector<std::string>& sinks) {
    return courier_.test(sinks);
}

void Shift::carry(std::stop_token stop, const Sink& sink, Heartbeats::Loop& heartbeat) {
    std::mutex mutex;
    std::condition_variable_any never;
    while (!stop.stop_requested()) {
        heartbeat.beat();
        try {
            courier_.deliver_due(sink, stop);
        } catch (const StoreError& trouble) {
            note_trouble(trouble.what());
        }
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, kCourierTurn, [] { return false; });
    }
}

Seconds Shift::health_hold() const {
    Seconds longest{0};
    for (const auto& collector : collectors::all()) longest = std::max(longest, interval_of(app_->config(), collector));
    return std::min<Seconds>(longest, std::chrono::minutes(5));
}

void Shift::tell_health_news() {
    tell_health(store_, app_->sinks(), health_hold(), app_->clock().wall());
}

void Shift::save() {
    app_->save_breakers(store_);
}

void Shift::note_trouble(const std::string& trouble) {
    const std::scoped_lock lock(mutex_);
    if (trouble == storage_trouble_) return;
    if (trouble.empty())
        log::info("store.recovered", {{"next", "looks are recorded again"}});
    else
        log::error("store.failed", {{"reason", trouble}, {"next", "trying again in 10 s"}});
    storage_trouble_ = trouble;
}

std::string Shift::storage_trouble() const {
    const std::scoped_lock lock(mutex_);
    return storage_trouble_;
}

}  // namespace nameward::app
