// Which look is made when, and by whom: the one thing that workers share. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "system/clock.h"

namespace nameward::app {

using JobKey = std::pair<std::string, std::string>;  // domain, collector

struct Job {
    JobKey key;
    Wall due{};
    Seconds longest_wait{};    // a due time further away than this is a clock that was set back
    bool second = false;       // a second look that is owed: made when it is due, whoever is in a hurry
    bool scheduled = true;     // asked for by the configuration; else only by somebody who waits for it
    std::uint64_t number = 0;  // of its taking; later ones are higher
};

class JobQueue {
  public:
    // How many jobs of a collector may be worked on at once. Empty: any number.
    using Most = std::function<std::size_t(const std::string& collector)>;

    explicit JobQueue(const Clock& clock, Most most = {}) : clock_(clock), most_(std::move(most)) {}

    void put(Job job);

    // Blocks until a job is due whose collector is not at its limit; no other worker is given its key before done().
    // `turn` is called at least once a second while waiting. nullopt when stopped.
    std::optional<Job> take(std::stop_token stop, const std::function<void()>& turn);

    // The worker is through with it; `next` is the job's next time, if it has one.
    void done(const Job& job, std::optional<Job> next);

    // Makes these jobs due no later than they say, whether the queue holds them or not. Those that are being worked on
    // are made again after that. What is taken from now on has a higher number than the one returned.
    std::uint64_t hurry(const std::vector<Job>& jobs);

  private:
    void insert(Job job);
    bool is_held_back(const Job& job) const;
    std::optional<Job> pick(Wall now);
    bool is_one_due_by(Wall moment) const;
    void tell_waiting();

    const Clock& clock_;
    const Most most_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::uint64_t changes_ = 0;         // of what is below: whoever waits looks again when it has moved
    std::uint64_t taken_ = 0;           // jobs so far
    std::multimap<Wall, Job> waiting_;  // by due time
    std::set<JobKey> busy_;
    std::map<std::string, std::size_t> at_work_;  // by collector
    std::map<JobKey, Job> hurried_;               // wanted while busy
};

}  // namespace nameward::app
