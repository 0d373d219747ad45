// The daemon's life: one shift after the other over one store, and the house that they work in.
#pragma once

#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/heartbeats.h"
#include "app/shift.h"
#include "app/storage_news.h"
#include "app/watching.h"

namespace nameward::app {

class Daemon {
  public:
    // Starts looking and telling at once, also while the store cannot be written: that is told, and tried again.
    // Throws StoreError where it cannot be read.
    Daemon(std::unique_ptr<App> app, Store& store, const Clock& clock);
    ~Daemon();

    // Once a second from one thread; never waits. Returns the names of loops that no longer turn: while there are any,
    // the watchdog must not be fed.
    std::vector<std::string> turn();

    // Replaces the configuration at work, without waiting for receivers. Throws StoreError, after which nothing has
    // changed. One call at a time.
    void replace(std::unique_ptr<App> app);

    // For requests from outside, in any thread; each speaks to the shift of the moment.
    std::shared_ptr<Shift> shift() const;

    // Since when the store cannot be written, and why; nullopt while it can. Thread-safe.
    std::optional<StorageTrouble::Outage> storage_trouble() const;

    // Ends the shift; what waits for it gets its answer.
    void stop();

  private:
    void install(std::shared_ptr<Shift> next);
    void keep_house(std::stop_token stop, Heartbeats::Loop& heartbeat);
    void tend(Wall now);
    void notice_sleep();
    void tell_pause();

    Store& store_;
    const Clock& clock_;
    House house_;
    Heartbeats heartbeats_;
    mutable std::mutex mutex_;  // guards the four below
    std::shared_ptr<Shift> shift_;
    std::vector<std::future<void>> leaving_;  // former shifts that wait for a receiver's answer
    std::optional<Pause> pause_;              // still to be told
    bool stopped_ = false;
    Now last_turn_;
    Wall next_save_{};
    StorageNews storage_news_;
    std::jthread housekeeper_;  // last: it ends before anything above is gone
};

}  // namespace nameward::app
