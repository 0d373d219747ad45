#include "core/schedule.h"

#include <algorithm>
#include <string>

#include "core/digest.h"

namespace nameward::core {

Wall next_run(std::string_view domain, std::string_view collector, Seconds interval, Wall now) {
    const auto hash = sha256(std::string(domain) + '/' + std::string(collector) + '/' + format_time(now));
    const double jitter = 0.9 + 0.2 * static_cast<unsigned char>(hash[0]) / 255.0;
    const auto wait = Seconds(static_cast<Seconds::rep>(static_cast<double>(interval.count()) * jitter));
    return now + std::max(wait, Seconds{1});
}

Seconds longest(Seconds interval) {
    return std::max(interval + interval / 10, Seconds{1});
}

bool was_missed(Wall due, Seconds interval, Wall now) {
    return now > due + longest(interval);
}

bool is_due(std::optional<Wall> due, Seconds longest_wait, Wall now) {
    return !due || *due <= now || *due - now > longest_wait;
}

}  // namespace nameward::core
