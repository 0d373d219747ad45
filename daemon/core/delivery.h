// When an alert is tried again, and which one goes next. One schedule for all sinks. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "nameward/sink.h"

namespace nameward::core {

inline constexpr Seconds kFirstRetry = std::chrono::seconds(30);  // doubles
inline constexpr Seconds kLongestRetry = std::chrono::hours(1);
inline constexpr Seconds kGiveUpAfter = std::chrono::hours(24 * 7);
inline constexpr Seconds kParkedRetry = std::chrono::hours(24);  // somebody may have mended the receiver

// How the receiver as a whole is doing: while it fails, one delivery at a time knocks.
struct Receiver {
    int failures = 0;  // in a row, over all deliveries
    Wall until{};      // no attempt before
    bool operator==(const Receiver&) const = default;
};

// The time to the next attempt after so many failed ones: 30 s doubling to 1 h, within 20 % that `id` decides.
Seconds retry_after(int attempts, std::string_view id);

// What one attempt makes of a delivery and of its receiver.
struct Outcome {
    Delivery delivery;
    Receiver receiver;
    bool given_up = false;  // after a week of trying: parked, and worth telling on another sink
};
Outcome after_attempt(Delivery delivery, Receiver receiver, const Done& done, Wall now);

// Of the same sink those that waited for a week, too, while another one was given up: parked likewise, so that a dead
// receiver is told of once and not with each of them.
std::vector<Delivery> given_up_with(const Delivery& given_up, const std::vector<Delivery>& unsent, Wall now);

// Of one sink's unsent deliveries the one to try now. Of each domain only the oldest that is pending, so that a
// domain's story arrives in order; among those the least tried one (a message that a receiver chokes on holds up no
// other), then the gravest, then the oldest. Parked ones only when they are due for their daily attempt.
std::optional<Delivery> next_to_try(const std::vector<Delivery>& unsent, const Receiver& receiver, Wall now);

// When something will be due next; nullopt when nothing ever will by itself.
std::optional<Wall> next_time(const std::vector<Delivery>& unsent, const Receiver& receiver);

}  // namespace nameward::core
