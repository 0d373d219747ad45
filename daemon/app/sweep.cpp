#include "app/sweep.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

#include "app/courier.h"
#include "collectors/all.h"

namespace nameward::app {
namespace {

// A worker waits for servers most of the time; more threads than this would only wait for the store.
constexpr std::size_t kWorkers = 32;

bool contains(const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool switched_on(const Config& config, const std::string& collector) {
    const auto entry = config.schedule.find(collector);
    return entry == config.schedule.end() || entry->second.has_value();
}

// The state of one pass, shared by its workers.
class Pass {
  public:
    Pass(App& app, Store& store, const std::vector<JobKey>& jobs, const OnProgress& progress)
        : app_(app), store_(store), progress_(progress), queue_(app.clock(), JobQueue::End::when_idle) {
        state_.total = jobs.size();
        for (const auto& key : jobs) put(key);
    }

    PassResult run(std::stop_token stop) {
        {
            std::vector<std::jthread> workers;
            const std::stop_callback forward(stop, [this] { broken_.request_stop(); });
            for (std::size_t i = 0; i < std::min({kWorkers, app_.most_looks(), state_.total}); ++i)
                workers.emplace_back([this] { work(); });
        }
        return std::move(result_);
    }

  private:
    static constexpr Seconds kLongestWait = std::chrono::hours(1);

    // A second look that an earlier process left behind is made when it is due, before anything else.
    void put(const JobKey& key) {
        Job job{key, app_.clock().wall(), kLongestWait};
        const auto owed = store_.knowledge(key.first, key.second).second_look;
        if (owed) job.due = owed->due;
        queue_.put(std::move(job));
    }

    void work() {
        while (auto job = queue_.take(broken_.get_token(), [] {})) {
            std::optional<Job> next;
            try {
                next = look(*job);
            } catch (const StoreError& trouble) {
                give_up(trouble.what());
            }
            queue_.done(*job, std::move(next));
        }
    }

    std::optional<Job> look(const Job& job) {
        const auto& config = app_.config();
        const auto checked =
            check(app_, store_, *config.domain(job.key.first), *collectors::find(job.key.second), broken_.get_token());
        if (!checked.recorded) return std::nullopt;
        const std::scoped_lock lock(mutex_);
        add(result_, checked);
        if (!checked.second) looked_.insert(job.key);
        if (checked.second_look) {
            report(job, checked.second_look->due);
            return Job{job.key, checked.second_look->due, kLongestWait};
        }
        // What was made was the second look of an earlier pass: this one's own look is still to come.
        if (!looked_.contains(job.key)) return Job{job.key, app_.clock().wall(), kLongestWait};
        state_.done++;
        report(job, std::nullopt);
        return std::nullopt;
    }

    void report(const Job& job, std::optional<Wall> waiting_to) {
        state_.domain = job.key.first;
        state_.waiting_to = waiting_to;
        if (progress_) progress_(state_);
    }

    void give_up(const std::string& why) {
        const std::scoped_lock lock(mutex_);
        if (result_.trouble.empty()) result_.trouble = why;
        broken_.request_stop();
    }

    App& app_;
    Store& store_;
    const OnProgress& progress_;
    JobQueue queue_;
    std::stop_source broken_;
    std::mutex mutex_;
    std::set<JobKey> looked_;  // had their regular look
    Progress state_;
    PassResult result_;
};

}  // namespace

Result<std::vector<JobKey>> jobs_of(const Config& config, const Selection& selection) {
    for (const auto& name : selection.collectors)
        if (!collectors::find(name)) return Error{ErrorKind::config, "there is no collector \"" + name + "\""};
    for (const auto& name : selection.domains)
        if (!config.domain(name))
            return Error{ErrorKind::config, name + " is not watched: no [[domain]] of the configuration has this name"};
    std::vector<JobKey> jobs;
    for (const auto& domain : config.domains) {
        if (!selection.domains.empty() && !contains(selection.domains, domain.name.name())) continue;
        for (const auto& collector : collectors::all()) {
            const bool wanted = selection.collectors.empty() ? switched_on(config, collector.name)
                                                             : contains(selection.collectors, collector.name);
            if (wanted) jobs.emplace_back(domain.name.name(), collector.name);
        }
    }
    return jobs;
}

void add(PassResult& result, const Checked& checked) {
    for (const auto& id : checked.changes)
        if (!contains(result.changes, id)) result.changes.push_back(id);
    result.findings.insert(result.findings.end(), checked.findings.begin(), checked.findings.end());
    if (checked.second) return;
    result.looks++;
    if (!checked.sighted) result.blind++;
}

PassResult sweep(App& app, Store& store, const std::vector<JobKey>& jobs, const OnProgress& progress,
                 std::stop_token stop) {
    app.load_breakers(store, true);
    auto result = Pass(app, store, jobs, progress).run(stop);
    if (!result.trouble.empty()) return result;
    app.save_breakers(store);
    tell_health(store, app.sinks(), Seconds{0}, app.clock().wall());
    Courier courier(store, app.clock(), app.sinks());
    courier.park_orphans();
    result.deliveries = courier.deliver_all(stop);
    return result;
}

}  // namespace nameward::app
