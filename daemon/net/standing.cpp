#include "net/standing.h"

#include <algorithm>

namespace nameward::net {
namespace {

constexpr Seconds kShortestWish{1}, kLongestWish = std::chrono::hours(24);
constexpr Seconds kFirstPause{30}, kLongestPause = std::chrono::hours(1);
// Once can be a hiccup, twice a restart. With three, a hundred domains behind a registry that hangs cost one deadline.
constexpr int kFailuresToOpen = 3;
constexpr Seconds kFirstProbe{60}, kLastProbe = std::chrono::hours(1);

// `first`, twice as long `times` times, `most` at most.
Seconds doubled(Seconds first, int times, Seconds most) {
    for (; times > 0 && first < most; --times) first *= 2;
    return std::min(first, most);
}

// Seconds are cut off, not rounded: what ends in this second has not ended.
bool lies_ahead(const std::optional<Wall>& moment, Wall now, Seconds most) {
    return moment && *moment >= now && *moment <= now + most;
}

}  // namespace

bool is_paused(const HostStanding& host, Wall now) {
    return lies_ahead(host.paused_until, now, kLongestWish);
}

void pause(HostStanding& host, std::optional<Seconds> wish, const std::string& reason, Wall now) {
    const bool already = is_paused(host, now);
    const auto length = wish ? std::clamp(*wish, kShortestWish, kLongestWish)
                             : doubled(kFirstPause, host.pauses - (already ? 1 : 0), kLongestPause);
    if (!already && !wish) ++host.pauses;
    host.paused_until = already ? std::max(*host.paused_until, now + length) : now + length;
    host.pause_reason = reason;
}

Breaker breaker_of(const HostStanding& host, Wall now) {
    if (host.failures < kFailuresToOpen) return Breaker::closed;
    return lies_ahead(host.probe_at, now, kLastProbe) ? Breaker::open : Breaker::probe_due;
}

void did_not_answer(HostStanding& host, const std::string& trouble, bool probe, Wall now) {
    if (host.failures >= kFailuresToOpen && !probe) return;
    ++host.failures;
    host.trouble = trouble;
    if (host.failures >= kFailuresToOpen)
        host.probe_at = now + doubled(kFirstProbe, host.failures - kFailuresToOpen, kLastProbe);
}

void did_answer(HostStanding& host) {
    host.failures = 0;
    host.probe_at.reset();
    host.trouble.clear();
}

std::string why_paused(const HostStanding& host) {
    return host.pause_reason + "; nobody asks it again before " + format_time(host.paused_until.value_or(Wall{}));
}

std::string why_open(const HostStanding& host) {
    return "it failed " + std::to_string(host.failures) + " times in a row, at last with \"" + host.trouble +
           "\"; it is tried again after " + format_time(host.probe_at.value_or(Wall{}));
}

}  // namespace nameward::net
