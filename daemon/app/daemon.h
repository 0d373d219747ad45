// The daemon's life: one shift after the other over one store, and the house they work in.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/heartbeats.h"
#include "app/shift.h"
#include "app/storage_news.h"
#include "app/storage_trouble.h"

namespace nameward::app {

class Daemon {
  public:
    // Starts looking and telling at once, also while the store cannot be written: that is told, and tried again.
    Daemon(std::unique_ptr<App> app, Store& store, const Clock& clock);
    ~Daemon();

    // The names of loops that no longer turn: while there are any, the watchdog must not be fed. Never waits.
    std::vector<std::string> overdue();

    // Replaces the configuration at work: the new one looks at once, and tells when the receivers that are being told
    // have answered the old one; returns then. One call at a time.
    void replace(std::unique_ptr<App> app);

    // For requests from outside, in any thread; each speaks to the shift of the moment.
    std::shared_ptr<Shift> shift() const;

    // Ends the shift; what waits for it gets its answer.
    void stop();

  private:
    void keep_house(std::stop_token stop, Heartbeats::Loop& heartbeat);
    void tend(Wall now);
    void tell_if_nobody_looked(Wall now);
    void save_if_due(Wall now);
    bool install(std::shared_ptr<Shift> next);

    Store& store_;
    const Clock& clock_;
    StorageTrouble trouble_;
    Heartbeats heartbeats_;
    mutable std::mutex mutex_;
    std::shared_ptr<Shift> shift_;
    bool stopped_ = false;
    std::optional<Wall> awake_;  // the latest moment that somebody watched
    Wall next_save_{};
    StorageNews storage_news_;
    std::jthread housekeeper_;  // last: it ends before anything above is gone
};

}  // namespace nameward::app
