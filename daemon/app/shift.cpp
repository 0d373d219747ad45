#include "app/shift.h"

#include <algorithm>
#include <utility>

#include "app/check.h"
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

// As StorageTrouble knows them.
constexpr const char* kSettlingIn = "settling in";
std::string name_of(const JobKey& key) {
    return key.first + '/' + key.second;
}
std::string name_of(const Sink& sink) {
    return "sink " + sink.name;
}

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

Shift::Shift(std::unique_ptr<App> app, Store& store, StorageTrouble& trouble)
    : app_(std::move(app)),
      store_(store),
      trouble_(trouble),
      queue_(app_->clock(), JobQueue::End::when_stopped),
      courier_(store, app_->clock(), app_->sinks()) {
    prepare();
    fill_queue();
    for (std::size_t i = 0; i < kWorkers; ++i)
        workers_.emplace_back([this, &beat = heartbeats_.add("worker " + std::to_string(i), kWorkerLimit)](
                                  std::stop_token stop) { work(stop, beat); });
}

void Shift::begin_telling() {
    const std::scoped_lock lock(mutex_);
    if (ending_) return;
    for (const auto& sink : app_->sinks())
        couriers_.emplace_back([this, &sink, &beat = heartbeats_.add("sink " + sink.name, kCourierLimit)](
                                   std::stop_token stop) { carry(stop, sink, beat); });
}

void Shift::end_looking() {
    const std::scoped_lock one(end_mutex_);
    {
        const std::scoped_lock lock(mutex_);
        if (std::exchange(ending_, true)) return;
        changed_.notify_all();
    }
    for (auto* threads : {&workers_, &couriers_})
        for (auto& thread : *threads) thread.request_stop();
    app_->engine().stop();
    workers_.clear();
}

void Shift::end() {
    end_looking();
    const std::scoped_lock one(end_mutex_);
    couriers_.clear();
}

std::vector<std::string> Shift::overdue() const {
    return heartbeats_.overdue(std::chrono::steady_clock::now());
}

void Shift::prepare() {
    std::set<std::string> names{kHousekeeping, kSettlingIn};
    const auto jobs = jobs_of(app_->config(), {});
    for (const auto& key : *jobs) names.insert(name_of(key));
    for (const auto& sink : app_->sinks()) names.insert(name_of(sink));
    trouble_.keep_only(names, app_->clock().wall());
    try {
        settle_in();
        app_->load_breakers(store_, false);
    } catch (const StoreError& trouble) {
        trouble_.failed(kSettlingIn, trouble.what(), app_->clock().wall());
    }
}

void Shift::settle_in() {
    if (settled_) return;
    std::vector<std::string> watched;
    for (const auto& domain : app_->config().domains) watched.push_back(domain.name.name());
    store_.retire_all_but(watched, app_->clock().wall());
    courier_.park_orphans();
    trouble_.worked(kSettlingIn, app_->clock().wall());
    settled_ = true;
}

std::map<JobKey, ScheduleEntry> Shift::known_schedule() {
    std::map<JobKey, ScheduleEntry> known;
    try {
        for (auto& entry : store_.schedule()) known[{entry.domain, entry.collector}] = entry;
    } catch (const StoreError& trouble) {
        log::error("schedule.unread", {{"reason", trouble.what()}, {"next", "everything is looked at now"}});
    }
    return known;
}

void Shift::fill_queue() {
    const auto known = known_schedule();
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
            if (next) trouble_.worked(name_of(job->key), app_->clock().wall());
        } catch (const StoreError& trouble) {
            trouble_.failed(name_of(job->key), trouble.what(), app_->clock().wall());
            fail_passes(job->key, trouble.what());
            next = Job{job->key, app_->clock().wall() + kStoreRetry, job->longest_wait};
        }
        queue_.done(*job, std::move(next));
    }
}

// Whoever waits for this look is not left waiting until the disk has space again.
void Shift::fail_passes(const JobKey& key, const std::string& trouble) {
    const std::scoped_lock lock(mutex_);
    for (auto* pass : passes_)
        if (pass->open.contains(key) && pass->result.trouble.empty()) pass->result.trouble = trouble;
    changed_.notify_all();
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
        changed_.wait(lock, [&] { return ending_ || pass.open.empty() || !pass.result.trouble.empty(); });
        passes_.remove(&pass);
        if (!pass.open.empty() && pass.result.trouble.empty())
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
            trouble_.worked(name_of(sink), app_->clock().wall());
        } catch (const StoreError& trouble) {
            trouble_.failed(name_of(sink), trouble.what(), app_->clock().wall());
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

}  // namespace nameward::app
