// Tells an outage of the store: its beginning straight to the receivers, its end through the outbox.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/shift.h"
#include "app/storage_trouble.h"

namespace nameward::app {

class StorageNews {
  public:
    StorageNews(Store& store, const Clock& clock) : store_(store), clock_(clock) {}

    // Once a second from one thread. Does not wait for receivers. Throws StoreError.
    void turn(const std::shared_ptr<Shift>& shift, const std::optional<StorageTrouble::Outage>& outage);

  private:
    void begin(const Shift& shift, const StorageTrouble::Outage& outage);
    void end(const Shift& shift, Wall over);
    void tell_those_left(const std::shared_ptr<Shift>& shift);

    Store& store_;
    const Clock& clock_;
    std::optional<StorageTrouble::Outage> told_;  // its end is still to be told
    std::vector<std::string> left_;               // sinks that have not heard of its beginning
    Wall next_{};
    std::future<std::vector<std::string>> telling_;  // those that did not take it
};

}  // namespace nameward::app
