// One configuration at work in the daemon: its workers, from construction on, and its couriers.
#pragma once

#include <atomic>
#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "app/app.h"
#include "app/courier.h"
#include "app/heartbeats.h"
#include "app/job_queue.h"
#include "app/storage_trouble.h"
#include "app/sweep.h"

namespace nameward::app {

class Shift {
  public:
    // Looks from now on. A store that cannot be written is no obstacle, only noted: the world goes on meanwhile.
    Shift(std::unique_ptr<App> app, Store& store, StorageTrouble& trouble);
    ~Shift() { end(); }

    // Tells from now on, unless it has ended: a receiver is told by one shift at a time.
    void begin_telling();
    // Ends looks that are under way without recording them, and passes with a word. Does not wait for receivers.
    void end_looking();
    // Ends everything, deliveries after their answer.
    void end();

    App& app() { return *app_; }
    const App& app() const { return *app_; }
    // The names of the loops that no longer turn.
    std::vector<std::string> overdue() const;

    // A whole pass by the workers, beside the schedule. Thread-safe; blocks until it is complete or the shift ends.
    PassResult sweep(const std::vector<JobKey>& jobs, const OnProgress& progress);
    // Sends a test alert to each of the sinks (all when empty) and returns what became of it.
    std::vector<Delivery> test(const std::vector<std::string>& sinks);
    // Tells health news that is old enough. Throws StoreError.
    void tell_health_news();
    // What has to outlive the process. Throws StoreError.
    void save();
    // Puts away what belongs to domains and sinks that the configuration no longer has; nothing where it was done.
    // Throws StoreError.
    void settle_in();
    std::vector<std::string> tell_directly(const Alert& alert, const std::vector<std::string>& sinks) {
        return courier_.tell_directly(alert, sinks);
    }

  private:
    struct Pass;

    void prepare();
    void fill_queue();
    std::map<JobKey, ScheduleEntry> known_schedule();
    void work(std::stop_token stop, Heartbeats::Loop& heartbeat);
    std::optional<Job> look(const Job& job, std::stop_token stop);
    void report(const Job& job, const Checked& checked);
    void carry(std::stop_token stop, const Sink& sink, Heartbeats::Loop& heartbeat);
    void fail_passes(const JobKey& key, const std::string& trouble);
    Seconds health_hold() const;

    std::unique_ptr<App> app_;
    Store& store_;
    StorageTrouble& trouble_;
    Heartbeats heartbeats_;
    JobQueue queue_;
    Courier courier_;
    std::atomic<bool> settled_ = false;

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::list<Pass*> passes_;
    bool ending_ = false;
    std::mutex end_mutex_;

    std::vector<std::jthread> workers_, couriers_;  // last: they end before anything above is gone
};

}  // namespace nameward::app
