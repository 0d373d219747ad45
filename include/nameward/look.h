// What one look at one domain may cost: its time and its questions. Shared by everything that asks on its behalf.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace nameward {

struct LookLimits {
    // The look's own time. While a question of it waits for its turn at a server (whose budget it shares with all
    // looks), this clock stands: a thousand domains below one registry are slow, not blind.
    std::chrono::milliseconds time{30'000};
    // From its beginning, whatever it waits for.
    std::chrono::milliseconds longest{60'000};
    // Over DNS, HTTP and WHOIS. 32 servers of the parent and 64 of the child, two questions each, and the walks to
    // their addresses.
    int questions = 1000;
};

// Thread-safe. The caller says what time it is.
class Look {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Look(Time began, LookLimits limits = {}) : limits_(limits), began_(began), counted_to_(began) {}

    Time end() const;  // of its time, as things stand
    Time latest() const { return began_ + limits_.longest; }
    bool over(Time now) const { return now >= end(); }

    // A question waited for its turn, or still waits. What two waited for at once counts once; `to` must not go back.
    void held_up(Time from, Time to);

    // False where it has none left.
    bool take_question();

    // For people, of a question that ends without an answer.
    std::string too_late_to_ask() const;
    std::string too_late_to_wait() const;
    std::string no_turn(std::string_view budget) const;  // the setting that says how often
    std::string no_question_left() const;

  private:
    std::string time_text() const;

    const LookLimits limits_;
    const Time began_;
    mutable std::mutex mutex_;
    std::chrono::steady_clock::duration held_up_{};
    Time counted_to_;
    int questions_ = 0;
};

using LookPtr = std::shared_ptr<Look>;

}  // namespace nameward
