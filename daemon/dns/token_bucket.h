// How often one server may be asked. Pure: the caller says what time it is.
#pragma once

#include <chrono>

namespace nameward::dns {

class TokenBucket {
  public:
    using Time = std::chrono::steady_clock::time_point;

    // Starts full. A rate of 0 is unlimited.
    TokenBucket(double per_second, double burst) : rate_(per_second), burst_(burst), tokens_(burst) {}

    bool limited() const { return rate_ > 0; }
    bool ready(Time now);
    bool full(Time now);
    // May go into debt: a repetition that is due must not wait in the middle of its ladder, others pay for it.
    void take(Time now);
    std::chrono::milliseconds until_ready(Time now);  // at least 1 ms where not ready

  private:
    void refill(Time now);

    double rate_, burst_, tokens_;
    Time refilled_{};
};

}  // namespace nameward::dns
