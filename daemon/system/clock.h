// The one place that reads the clocks.
#pragma once

#include <optional>

#include "nameward/time.h"

namespace nameward {

// Immutable, thread-safe. With a start, the wall clock stood at `start` when the Clock was made and runs on with
// CLOCK_BOOTTIME (`--now`); without, it is the system's.
class Clock {
  public:
    explicit Clock(std::optional<Wall> start = std::nullopt);

    Now now() const;
    Wall wall() const { return now().wall; }

  private:
    std::optional<Wall> start_;
    std::chrono::nanoseconds started_;  // boot time
};

}  // namespace nameward
