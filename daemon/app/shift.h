// One configuration at work in the daemon: its workers and its couriers, from construction to destruction.
#pragma once

#include <condition_variable>
#include <list>
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
#include "app/sweep.h"

namespace nameward::app {

class Shift {
  public:
    Shift(std::unique_ptr<App> app, Store& store, Heartbeats& heartbeats);
    ~Shift() { end(); }

    // Ends looks that are under way without recording them, deliveries after their answer, passes with a word. Once.
    void end();

    App& app() { return *app_; }

    // A whole pass by the workers, beside the schedule. Thread-safe; blocks until it is complete or the shift ends.
    PassResult sweep(const std::vector<JobKey>& jobs, const OnProgress& progress);
    // Sends a test alert to each of the sinks (all when empty) and returns what became of it.
    std::vector<Delivery> test(const std::vector<std::string>& sinks);
    // Tells health news that is old enough. Throws StoreError.
    void tell_health_news();
    // What has to outlive the process. Throws StoreError.
    void save();
    void tell_directly(const Alert& alert) { courier_.tell_directly(alert); }
    // Why the store could last not be written; empty while it can.
    std::string storage_trouble() const;

  private:
    struct Pass;

    void fill_queue();
    void work(std::stop_token stop, Heartbeats::Loop& heartbeat);
    std::optional<Job> look(const Job& job, std::stop_token stop);
    void report(const Job& job, const Checked& checked);
    void carry(std::stop_token stop, const Sink& sink, Heartbeats::Loop& heartbeat);
    void note_trouble(const std::string& trouble);
    Seconds health_hold() const;

    std::unique_ptr<App> app_;
    Store& store_;
    JobQueue queue_;
    Courier courier_;

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::list<Pass*> passes_;
    std::string storage_trouble_;
    bool ending_ = false;

    std::vector<std::jthread> threads_;  // last: they end before anything above is gone
};

}  // namespace nameward::app
