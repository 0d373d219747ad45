// Tells an outage of the store: its beginning straight to the receivers, its end through the outbox.
#pragma once

#include <future>
#include <memory>
#include <optional>

#include "app/shift.h"
#include "app/storage_trouble.h"

namespace nameward::app {

class StorageNews {
  public:
    explicit StorageNews(Store& store) : store_(store) {}

    // Once a second from one thread, with the outage of now or the latest. Does not wait for receivers. Throws
    // StoreError.
    void turn(const std::shared_ptr<Shift>& shift, const std::optional<StorageTrouble::Outage>& outage);

  private:
    void begin(const std::shared_ptr<Shift>& shift, const StorageTrouble::Outage& outage);
    void end(const App& app, Wall over);

    Store& store_;
    std::optional<Finding> open_;  // its end is still to be told
    std::future<void> telling_;
};

}  // namespace nameward::app
