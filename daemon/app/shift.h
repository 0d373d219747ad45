// One configuration at work: its workers and its couriers, by the schedule for the daemon, without one for a sweep.
#pragma once

#include <atomic>
#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "app/app.h"
#include "app/commons.h"
#include "app/courier.h"
#include "app/heartbeats.h"
#include "app/job_queue.h"
#include "app/storage_trouble.h"
#include "app/sweep.h"

namespace nameward::app {

// One shift at a time delivers to a sink.
class SinkTurns {
  public:
    std::timed_mutex& of(const std::string& sink);

  private:
    std::mutex mutex_;
    std::map<std::string, std::timed_mutex> turns_;
};

// What the shifts of one process have in common.
struct House {
    Store& store;
    StorageTrouble trouble{};
    SinkTurns turns{};
    std::shared_ptr<net::Commons> commons = commons_kept_in(store);
};

using MakeLook = std::function<Checked(const JobKey&, std::stop_token)>;
using Gone = std::function<bool()>;

class Shift {
  public:
    // Begins nothing yet. `look` stands in for check() in tests. Throws StoreError.
    Shift(std::unique_ptr<App> app, House& house, MakeLook look = {});
    ~Shift() { end(); }

    // Every look that the configuration asks for is made when it is due. Throws StoreError.
    void keep_schedule();
    // Retires the domains that the configuration no longer has, in one transaction. Throws StoreError.
    void take_over();
    // Looks and tells from now on.
    void begin();

    // From the return of `succeed` on, no look that is under way is recorded; where it throws, nothing has changed.
    void hand_over(const std::function<void()>& succeed);
    // Lets nothing new begin: passes end with a word. Does not wait.
    void stop();
    // Stops, and waits for deliveries that are under way.
    void end();

    App& app() { return *app_; }
    const App& app() const { return *app_; }
    // The names of the loops that no longer turn.
    std::vector<std::string> overdue() const { return heartbeats_.overdue(std::chrono::steady_clock::now()); }

    // A whole pass beside the schedule. Thread-safe; blocks until it is complete, somebody who waits has `gone`, or
    // the shift ends. Where nothing has begun it begins with the pass, so that every delivery is in its result.
    // Throws StoreError.
    PassResult sweep(const std::vector<JobKey>& keys, const OnProgress& progress, const Gone& gone);
    // Sends a test alert to each of the sinks (all when empty) and returns what became of it.
    std::vector<Delivery> test(const std::vector<std::string>& sinks) { return courier_.test(sinks); }
    // Tells health news that is old enough. Throws StoreError.
    void tell_health_news();
    // Puts away what belongs to domains and sinks that are no more; nothing where it was done. Throws StoreError.
    void settle_in();
    // What has to outlive the process. Throws StoreError.
    void save();
    void tell_directly(const Alert& alert) { courier_.tell_directly(alert); }

  private:
    class Registered;

    Wall now() const { return app_->clock().wall(); }
    Job job_now(const JobKey& key, bool scheduled) const;
    std::vector<Job> jobs_for(const std::vector<JobKey>& keys, bool scheduled);
    void work(std::stop_token stop, Heartbeats::Loop& heartbeat);
    std::optional<Job> make(const Job& job, std::stop_token stop);
    void hurry_registration(const std::string& domain);
    std::optional<Job> after_failure(const Job& job, const std::string& why);
    std::optional<Job> after(const Job& job, const Checked& checked);
    std::optional<Job> again(Job job);
    void carry(std::stop_token stop, const Sink& sink, Heartbeats::Loop& heartbeat);
    void deliver(std::stop_token stop, const Sink& sink);
    bool is_awaited(const Sink& sink) const;
    PassResult until(Pass& pass, const Gone& gone, const std::function<bool()>& complete);
    Seconds health_hold() const;

    std::unique_ptr<App> app_;
    House& house_;
    MakeLook look_;
    Heartbeats heartbeats_;
    JobQueue queue_;
    Courier courier_;
    std::atomic<bool> retired_ = false, settled_ = false, scheduled_ = false;

    std::mutex mutex_;  // guards what follows
    std::condition_variable_any changed_;
    std::list<Pass*> passes_;
    std::uint64_t moment_ = 0;  // counts the turns of couriers
    bool stopped_ = false;

    std::vector<std::jthread> threads_;  // last: they end before anything above is gone
};

}  // namespace nameward::app
