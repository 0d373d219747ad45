// Time as values: nobody below app/ reads a clock.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "nameward/result.h"

namespace nameward {

using Wall = std::chrono::sys_seconds;  // UTC; stored, shown and scheduled by
using Seconds = std::chrono::seconds;

// Asked once per turn of a loop and handed down.
struct Now {
    Wall wall{};                      // follows --now
    std::chrono::nanoseconds boot{};  // CLOCK_BOOTTIME; for waiting inside one process only
};

// "2026-11-23T07:00:00Z" (RFC 3339, UTC, whole seconds).
std::string format_time(Wall moment);

// Any RFC 3339 date-time, with fraction (dropped) and offset, or "YYYY-MM-DD" (midnight UTC).
Result<Wall> parse_time(std::string_view text);

// parse_time(), or an age before `now` such as "2h" or "30d".
Result<Wall> parse_moment(std::string_view text, Wall now);

// "30s", "5m", "4h", "730d", "2w" or "0s". One number and one unit; never negative, at most 100 years.
Result<Seconds> parse_duration(std::string_view text);

// The shortest exact form that parse_duration() reads back: 300 s is "5m".
std::string format_duration(Seconds duration);

}  // namespace nameward
