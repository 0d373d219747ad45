#include "dns/circuit_breakers.h"

#include <algorithm>

namespace nameward::dns {
namespace {

constexpr int kFailuresToOpen = 5;
constexpr std::chrono::seconds kProbeEvery{60};
constexpr std::size_t kMaxServers = 4096;  // a hostile zone can name new dead addresses for ever

// A wall clock that jumped back must not keep a breaker open for longer than one interval.
bool is_due(Wall probe_at, Wall now) {
    return now >= probe_at || probe_at > now + kProbeEvery;
}

}  // namespace

CircuitBreakers::Standing CircuitBreakers::standing(const IpAddress& server, Wall now) const {
    const std::scoped_lock lock(mutex_);
    const auto found = states_.find(server);
    if (found == states_.end() || found->second.failures < kFailuresToOpen) return Standing::closed;
    if (found->second.probing) return Standing::probing;
    return is_due(found->second.probe_at, now) ? Standing::probe_due : Standing::open;
}

Wall CircuitBreakers::probe_at(const IpAddress& server) const {
    const std::scoped_lock lock(mutex_);
    const auto found = states_.find(server);
    return found == states_.end() ? Wall{} : found->second.probe_at;
}

void CircuitBreakers::probing(const IpAddress& server) {
    const std::scoped_lock lock(mutex_);
    states_[server].probing = true;
}

void CircuitBreakers::settle(const IpAddress& server, bool heard, bool probe, Wall now) {
    const std::scoped_lock lock(mutex_);
    if (heard) {
        states_.erase(server);
    } else {
        fail(server, probe, now);
    }
}

void CircuitBreakers::probe_is_void(const IpAddress& server) {
    const std::scoped_lock lock(mutex_);
    const auto found = states_.find(server);
    if (found != states_.end()) found->second.probing = false;
}

void CircuitBreakers::fail(const IpAddress& server, bool probe, Wall now) {
    if (states_.size() >= kMaxServers && !states_.contains(server)) {
        states_.erase(std::min_element(states_.begin(), states_.end(), [](const auto& a, const auto& b) {
            return a.second.probe_at < b.second.probe_at;
        }));
    }
    State& state = states_[server];
    ++state.failures;
    state.probe_at = now + kProbeEvery;
    if (probe) state.probing = false;
}

void CircuitBreakers::load(std::span<const Breaker> breakers, bool probe_now, Wall now) {
    const std::scoped_lock lock(mutex_);
    for (const Breaker& breaker : breakers) {
        if (breaker.failures <= 0 || states_.size() >= kMaxServers) continue;
        State& state = states_[breaker.server];
        state.failures = breaker.failures;
        state.probe_at = probe_now ? now : breaker.probe_at;
    }
}

std::vector<Breaker> CircuitBreakers::failing() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Breaker> out;
    out.reserve(states_.size());
    for (const auto& [server, state] : states_) out.push_back({server, state.failures, state.probe_at});
    return out;
}

}  // namespace nameward::dns
