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
    Seconds longest_wait{};  // a due time further away than this is a clock that was set back
};

class JobQueue {
  public:
    enum class End { when_stopped, when_idle };

    JobQueue(const Clock& clock, End end) : clock_(clock), end_(end) {}

    void put(Job job);

    // Blocks until a job is due whose domain nobody works on. `turn` is called at least once a second while waiting.
    // nullopt when stopped, or idle for good.
    std::optional<Job> take(std::stop_token stop, const std::function<void()>& turn);

    // The worker is through with it; `next` is the job's next time, if it has one.
    void done(const Job& job, std::optional<Job> next);

    // Makes these jobs due at once. Those that are being worked on are made again after that; they are returned.
    std::set<JobKey> hurry(const std::vector<JobKey>& keys);

    std::size_t waiting() const;

  private:
    std::optional<Job> pick(Wall now);
    void tell_waiting();
    bool idle() const { return waiting_.empty() && busy_.empty(); }

    const Clock& clock_;
    const End end_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::uint64_t changes_ = 0;         // of what is below: whoever waits looks again when it has moved
    std::multimap<Wall, Job> waiting_;  // by due time
    std::set<std::string> busy_;        // domains
    std::set<JobKey> hurried_;          // to be due at once when they come back
};

}  // namespace nameward::app
