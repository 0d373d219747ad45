// Whether every loop of the daemon still turns: the watchdog is fed by this and by nothing else.
#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <string>
#include <vector>

namespace nameward::app {

// Thread-safe. Steady time: a stopped process or a jumping wall clock does not count.
class Heartbeats {
  public:
    using Time = std::chrono::steady_clock::time_point;

    class Loop {
      public:
        void beat();

      private:
        friend class Heartbeats;
        Loop(Heartbeats& owner, std::string name, std::chrono::seconds limit)
            : owner_(owner), name_(std::move(name)), limit_(limit), last_(std::chrono::steady_clock::now()) {}
        Heartbeats& owner_;
        std::string name_;
        std::chrono::seconds limit_;
        Time last_;
    };

    // A loop that has to turn at least once within `limit`. The reference stays valid.
    Loop& add(std::string name, std::chrono::seconds limit);

    // The names of the loops that are overdue.
    std::vector<std::string> overdue(Time now) const;

  private:
    mutable std::mutex mutex_;
    std::list<Loop> loops_;
};

}  // namespace nameward::app
