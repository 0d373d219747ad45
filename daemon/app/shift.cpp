#include "app/shift.h"

#include <algorithm>

#include "app/retire.h"
#include "app/watching.h"
#include "collectors/all.h"
#include "net/doors.h"
#include "system/log.h"

namespace nameward::app {
namespace {

// A worker waits for servers most of the time: up to half a minute where they are hostile. With 64 of them a pass over
// a hundred hostile domains ends within a minute of a normal one (measured: 53 s, with 32 of them 81 s; 72 MiB). More
// threads would only wait for the store.
constexpr std::size_t kWorkers = 64;
// A look may take a minute (its questions' budget); three such in a row without a turn is a loop that hangs.
constexpr auto kWorkerLimit = std::chrono::minutes(3);
// An e-mail may take a minute for each of its recipients.
constexpr auto kCourierLimit = std::chrono::minutes(15);
// After the store could not be written: soon enough to lose no hijack, rare enough not to fill the log.
constexpr Seconds kStoreRetry{10};
constexpr auto kTurn = std::chrono::seconds(1);

// As StorageTrouble knows them.
std::string name_of(const JobKey& key) {
    return key.first + '/' + key.second;
}
std::string name_of(const Sink& sink) {
    return "sink " + sink.name;
}

// When it is due according to what was recorded of it.
void set_due(Job& job, const ScheduleEntry& entry, Seconds interval) {
    job.second = entry.second_look.has_value();
    if (job.second) {
        job.due = entry.second_look->due;
    } else if (job.scheduled && entry.next_run) {
        // A shorter interval holds from now on, not only after the long one has run out.
        const auto soonest = std::max(entry.last_run.value_or(Wall{}) + interval, job.due);
        job.due = std::min(*entry.next_run, soonest);
    }
}

std::size_t most_at_once(const std::string& collector) {
    const auto* found = collectors::find(collector);
    return found ? found->most_at_once : 1;
}

constexpr const char* kRegistration = "registration";

}  // namespace

std::timed_mutex& SinkTurns::of(const std::string& sink) {
    const std::scoped_lock lock(mutex_);
    return turns_[sink];
}

// A pass is known to the workers and couriers for as long as this lives.
class Shift::Registered {
  public:
    Registered(Shift& shift, Pass& pass, const std::vector<Job>& jobs) : shift_(shift), pass_(pass) {
        const std::scoped_lock lock(shift_.mutex_);
        shift_.passes_.push_back(&pass_);
        pass_.begin(shift_.queue_.hurry(jobs));
    }
    ~Registered() {
        const std::scoped_lock lock(shift_.mutex_);
        shift_.passes_.remove(&pass_);
    }
    Registered(const Registered&) = delete;
    Registered& operator=(const Registered&) = delete;

  private:
    Shift& shift_;
    Pass& pass_;
};

Shift::Shift(std::unique_ptr<App> app, House& house, MakeLook look)
    : app_(std::move(app)),
      house_(house),
      look_(std::move(look)),
      queue_(app_->clock(), most_at_once),
      courier_(house.store, app_->clock(), app_->sinks()) {
    app_->load_breakers(house_.store, false);
    app_->share(house_.commons);
    if (!look_)
        look_ = [this](const JobKey& key, std::stop_token stop) {
            return check(*app_, house_.store, *app_->config().domain(key.first), *collectors::find(key.second), stop);
        };
}

Job Shift::job_now(const JobKey& key, bool scheduled) const {
    const auto longest_wait =
        interval_of(app_->config(), key.second) * 12 / 10 + app_->config().confirm_after + Seconds(60);
    return {key, now(), longest_wait, false, scheduled};
}

std::vector<Job> Shift::jobs_for(const std::vector<JobKey>& keys, bool scheduled) {
    std::map<JobKey, ScheduleEntry> known;
    for (auto& entry : house_.store.schedule()) known[{entry.domain, entry.collector}] = entry;
    std::vector<Job> jobs;
    for (const auto& key : keys) {
        auto job = job_now(key, scheduled);
        if (const auto entry = known.find(key); entry != known.end())
            set_due(job, entry->second, interval_of(app_->config(), key.second));
        jobs.push_back(std::move(job));
    }
    return jobs;
}

void Shift::keep_schedule() {
    scheduled_ = true;
    for (auto& job : jobs_for(*jobs_of(app_->config(), {}), true)) queue_.put(std::move(job));
}

void Shift::take_over() {
    retire_unwatched(*app_, house_.store);
    retired_ = true;
}

void Shift::settle_in() {
    if (settled_) return;
    if (!retired_) take_over();
    courier_.park_orphans();
    settled_ = true;
}

void Shift::begin() {
    for (std::size_t i = 0; i < std::min(kWorkers, app_->most_looks()); ++i)
        threads_.emplace_back([this, &beat = heartbeats_.add("worker " + std::to_string(i), kWorkerLimit)](
                                  std::stop_token stop) { work(stop, beat); });
    for (const auto& sink : app_->sinks())
        threads_.emplace_back([this, &sink, &beat = heartbeats_.add("sink " + sink.name, kCourierLimit)](
                                  std::stop_token stop) { carry(stop, sink, beat); });
}

void Shift::hand_over(const std::function<void()>& succeed) {
    const std::scoped_lock nobody_records(app_->judging());
    succeed();
    stop();
}

void Shift::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
        changed_.notify_all();
    }
    for (auto& thread : threads_) thread.request_stop();
    app_->stop();
}

void Shift::end() {
    stop();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.join();
}

// ---- looking ----

void Shift::work(std::stop_token stop, Heartbeats::Loop& heartbeat) {
    while (auto job = queue_.take(stop, [&] { heartbeat.beat(); })) queue_.done(*job, make(*job, stop));
}

// Its next time, if it has one.
std::optional<Job> Shift::make(const Job& job, std::stop_token stop) {
    try {
        const auto checked = look_(job.key, stop);
        if (!checked.recorded) return std::nullopt;
        house_.trouble.worked(name_of(job.key), now());
        if (checked.delegation_changed) hurry_registration(job.key.first);
        return after(job, checked);
    } catch (const StoreError& trouble) {
        return after_failure(job, trouble.what());
    } catch (const std::exception& mistake) {
        log::error("look.failed",
                   {{"domain", job.key.first}, {"collector", job.key.second}, {"reason", mistake.what()}});
    } catch (...) {
        log::error("look.failed", {{"domain", job.key.first}, {"collector", job.key.second}, {"reason", "unknown"}});
    }
    // A mistake of ours, which comes again: the next look is a regular one.
    Checked nothing;
    nothing.next_run = now() + interval_of(app_->config(), job.key.second);
    return after(job, nothing);
}

// Whoever moves a domain moves it at its registrar: what is seen there belongs to the same story.
void Shift::hurry_registration(const std::string& domain) {
    const JobKey key{domain, kRegistration};
    const auto keys = *jobs_of(app_->config(), {{domain}, {}});
    if (scheduled_ && std::find(keys.begin(), keys.end(), key) != keys.end()) queue_.hurry({job_now(key, true)});
}

// Of the store: nothing of the look is recorded, and it can be made again.
std::optional<Job> Shift::after_failure(const Job& job, const std::string& why) {
    if (job.scheduled) house_.trouble.failed(name_of(job.key), why, now());  // it is tried until it works
    {
        const std::scoped_lock lock(mutex_);
        for (auto* pass : passes_) pass->failed(job, why);
        changed_.notify_all();
    }
    auto next = job;
    next.due = now() + kStoreRetry;
    return again(std::move(next));
}

std::optional<Job> Shift::after(const Job& job, const Checked& checked) {
    {
        const std::scoped_lock lock(mutex_);
        for (auto* pass : passes_) pass->looked(job, checked);
        changed_.notify_all();
    }
    auto next = job;
    next.second = checked.second_look.has_value();
    next.due = next.second      ? checked.second_look->due
               : checked.second ? now()  // what happened meanwhile is seen at once
                                : checked.next_run;
    return again(std::move(next));
}

std::optional<Job> Shift::again(Job job) {
    const std::scoped_lock lock(mutex_);
    const bool wanted = std::any_of(passes_.begin(), passes_.end(),
                                    [&](const Pass* pass) { return pass->wants(job.key) && !pass->broken(); });
    return job.scheduled || job.second || wanted ? std::optional(std::move(job)) : std::nullopt;
}

// ---- telling ----

void Shift::carry(std::stop_token stop, const Sink& sink, Heartbeats::Loop& heartbeat) {
    std::unique_lock turn(house_.turns.of(sink.name), std::defer_lock);
    while (!stop.stop_requested() && !turn.try_lock_for(kTurn)) continue;
    while (!stop.stop_requested()) {
        heartbeat.beat();
        deliver(stop, sink);
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, stop, kTurn, [&] { return is_awaited(sink); });
    }
}

void Shift::deliver(std::stop_token stop, const Sink& sink) {
    const auto count = [this] {
        const std::scoped_lock lock(mutex_);
        return ++moment_;
    };
    const auto began = count();
    std::vector<Delivery> tried;
    std::string trouble;
    try {
        tried = courier_.deliver_due(sink, stop);
        house_.trouble.worked(name_of(sink), now());
    } catch (const StoreError& failure) {
        trouble = failure.what();
        house_.trouble.failed(name_of(sink), trouble, now());
    }
    const std::scoped_lock lock(mutex_);
    ++moment_;
    for (auto* pass : passes_) {
        if (trouble.empty())
            pass->tried(sink.name, began, tried, moment_);
        else if (pass->awaits(sink.name))
            pass->break_off(trouble);
    }
    changed_.notify_all();
}

bool Shift::is_awaited(const Sink& sink) const {
    return std::any_of(passes_.begin(), passes_.end(),
                       [&](const Pass* pass) { return pass->awaits(sink.name) && !pass->broken(); });
}

Seconds Shift::health_hold() const {
    Seconds longest{0};
    for (const auto& collector : collectors::all())
        longest = std::max(longest, interval_of(app_->config(), collector.name));
    return std::min<Seconds>(longest, std::chrono::minutes(5));
}

void Shift::save() {
    app_->save_breakers(house_.store);
    house_.commons->manners.save([this](auto hosts) { house_.store.save_hosts(hosts); }, now());
}

void Shift::tell_health_news() {
    tell_health(house_.store, app_->sinks(), health_hold(), now());
}

// ---- a pass ----

PassResult Shift::sweep(const std::vector<JobKey>& keys, const OnProgress& progress, const Gone& gone) {
    Pass pass(keys, progress);
    if (const auto pause = pause_until_now(house_.store, *app_, keys)) tell(house_.store, *app_, *pause);
    save();
    app_->load_breakers(house_.store, true);
    house_.commons->manners.probe_now();
    const Registered registered(*this, pass, jobs_for(keys, false));
    if (threads_.empty()) begin();
    const auto looked = until(pass, gone, [&] { return pass.all_looked(); });
    if (!looked.trouble.empty()) return looked;
    save();
    tell_health(house_.store, app_->sinks(), Seconds{0}, now());
    std::set<std::string> sinks;
    for (const auto& sink : app_->sinks()) sinks.insert(sink.name);
    {
        const std::scoped_lock lock(mutex_);
        pass.await(sinks, ++moment_);
        changed_.notify_all();
    }
    return until(pass, gone, [&] { return pass.all_told() || stopped_; });
}

PassResult Shift::until(Pass& pass, const Gone& gone, const std::function<bool()>& complete) {
    std::unique_lock lock(mutex_);
    while (!complete() && !pass.broken()) {
        if (stopped_) pass.break_off("the daemon ended the pass: it stops or has read a new configuration");
        if (gone()) pass.break_off("nobody waits for the pass any more");
        if (!pass.broken()) changed_.wait_for(lock, kTurn);
    }
    return pass.result();
}

}  // namespace nameward::app
