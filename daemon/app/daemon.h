// The daemon's life: one shift after the other over one store. The caller owns the loop and calls turn().
#pragma once

#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "app/heartbeats.h"
#include "app/shift.h"

namespace nameward::app {

class Daemon {
  public:
    // Starts looking and telling at once. Throws StoreError.
    Daemon(std::unique_ptr<App> app, Store& store, const Clock& clock);
    ~Daemon();

    // Once a second from one thread. Returns the names of loops that no longer turn: while there are any, the watchdog
    // must not be fed.
    std::vector<std::string> turn();

    // Replaces the configuration at work. Thread-safe.
    void replace(std::unique_ptr<App> app);

    // For requests from outside, in any thread; each speaks to the shift of the moment.
    std::shared_ptr<Shift> shift() const;

    // Ends the shift; what waits for it gets its answer.
    void stop();

  private:
    void housekeeping(Wall now);
    void tell_if_nobody_looked();
    void watch_storage(Wall now);

    Store& store_;
    const Clock& clock_;
    Heartbeats heartbeats_;
    mutable std::mutex mutex_;
    std::shared_ptr<Shift> shift_;
    Wall last_save_{};
    std::string told_trouble_;
    std::future<void> direct_;  // a message about the store, on its way
};

}  // namespace nameward::app
