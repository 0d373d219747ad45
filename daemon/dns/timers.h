// What is due when, inside one loop. Not thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>

namespace nameward::dns {

class Timers {
  public:
    using Time = std::chrono::steady_clock::time_point;
    using Queue = std::multimap<Time, std::function<void()>>;
    using Handle = std::optional<Queue::iterator>;  // empty = not set

    // `handle` must outlive the timer; it is emptied before the action runs. An older timer of the handle is dropped.
    void set(Handle& handle, Time due, std::function<void()> action) {
        cancel(handle);
        handle = queue_.emplace(due, [&handle, act = std::move(action)] {
            handle.reset();
            act();
        });
    }

    void cancel(Handle& handle) {
        if (handle) queue_.erase(*handle);
        handle.reset();
    }

    void run_due(Time now) {
        while (!queue_.empty() && queue_.begin()->first <= now) {
            const auto action = std::move(queue_.begin()->second);
            queue_.erase(queue_.begin());
            action();
        }
    }

    std::optional<Time> next() const { return queue_.empty() ? std::nullopt : std::optional(queue_.begin()->first); }

  private:
    Queue queue_;
};

}  // namespace nameward::dns
