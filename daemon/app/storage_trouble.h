// Whether the store takes what is written, gathered from everybody who writes: one outage is one story, however many
// fail in it and whatever each of them was told.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "nameward/time.h"

namespace nameward::app {

// Thread-safe.
class StorageTrouble {
  public:
    // From the first failure on until everybody who failed has succeeded.
    struct Outage {
        Wall since{};
        std::string reason;  // the first of them, a whole sentence
        std::optional<Wall> over;
    };

    void failed(const std::string& who, const std::string& reason, Wall now);
    void worked(const std::string& who, Wall now);
    // Whoever is not there any more does not fail any more.
    void keep_only(const std::set<std::string>& who, Wall now);

    // The outage of now, or the latest; nullopt where there was none.
    std::optional<Outage> latest() const;

  private:
    void end_if_nobody_fails(Wall now);

    mutable std::mutex mutex_;
    std::set<std::string> failing_;
    std::optional<Outage> latest_;
};

}  // namespace nameward::app
