// Which servers are silent, and when each is tried again. Pure: the caller says what time it is. Thread-safe.
#pragma once

#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "dns/engine.h"

namespace nameward::dns {

class CircuitBreakers {
  public:
    enum class Standing {
        closed,     // may be asked
        probe_due,  // may be asked once: call probing() when the question leaves
        probing,    // wait for the probe's result
        open,       // must not be asked before probe_at()
    };
    Standing standing(const IpAddress& server, Wall now) const;
    Wall probe_at(const IpAddress& server) const;

    void probing(const IpAddress& server);
    // A question has ended: `heard` says whether the server said anything. `probe` as it was asked.
    void settle(const IpAddress& server, bool heard, bool probe, Wall now);
    // The probe ended before it could tell: the next question is one.
    void probe_is_void(const IpAddress& server);

    void load(std::span<const Breaker> breakers, bool probe_now, Wall now);
    std::vector<Breaker> failing() const;

  private:
    struct State {
        int failures = 0;  // questions in a row
        Wall probe_at{};
        bool probing = false;
    };
    void fail(const IpAddress& server, bool probe, Wall now);

    mutable std::mutex mutex_;
    std::map<IpAddress, State> states_;
};

}  // namespace nameward::dns
