#include "dns/token_bucket.h"

#include <algorithm>
#include <cmath>

namespace nameward::dns {

void TokenBucket::refill(Time now) {
    if (now <= refilled_) return;
    const std::chrono::duration<double> passed = now - refilled_;
    if (refilled_ != Time{}) tokens_ = std::min(burst_, tokens_ + passed.count() * rate_);
    refilled_ = now;
}

bool TokenBucket::ready(Time now) {
    refill(now);
    return !limited() || tokens_ >= 1;
}

bool TokenBucket::full(Time now) {
    refill(now);
    return !limited() || tokens_ >= burst_;
}

void TokenBucket::take(Time now) {
    refill(now);
    if (limited()) tokens_ -= 1;
}

std::chrono::milliseconds TokenBucket::until_ready(Time now) {
    if (ready(now)) return std::chrono::milliseconds(0);
    const double milliseconds = std::ceil((1 - tokens_) / rate_ * 1000);
    return std::chrono::milliseconds(std::clamp(static_cast<long>(milliseconds), 1L, 60'000L));
}

}  // namespace nameward::dns
