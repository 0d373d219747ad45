#include "nameward/config.h"

#include <algorithm>

namespace nameward {

const DomainConfig* Config::domain(std::string_view name) const {
    const auto found = std::find_if(domains.begin(), domains.end(),
                                    [&](const DomainConfig& domain) { return domain.name.name() == name; });
    return found == domains.end() ? nullptr : &*found;
}

const std::map<std::string, Interval>& default_schedule() {
    using std::chrono::hours, std::chrono::minutes;
    static const std::map<std::string, Interval> schedule{
        {"delegation", minutes(5)}, {"records", minutes(5)},    {"mail", minutes(30)},
        {"tls", minutes(30)},       {"registration", hours(4)}, {"tenant", hours(12)},
        {"certificates", hours(1)}, {"passive_dns", hours(24)}, {"hosts", hours(24)},
    };
    return schedule;
}

}  // namespace nameward
