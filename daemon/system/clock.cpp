#include "system/clock.h"

#include <ctime>

namespace nameward {
namespace {

std::chrono::nanoseconds boot_time() {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);  // counts on while the machine sleeps, unlike CLOCK_MONOTONIC
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

Clock::Clock(std::optional<Wall> start) : start_(start), started_(boot_time()) {}

Now Clock::now() const {
    const auto boot = boot_time();
    if (start_) return {std::chrono::floor<Seconds>(*start_ + (boot - started_)), boot};
    return {std::chrono::floor<Seconds>(std::chrono::system_clock::now()), boot};
}

}  // namespace nameward
