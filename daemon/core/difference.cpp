#include "core/difference.h"

#include <algorithm>
#include <iterator>

namespace nameward::core {
namespace {

bool begins_with(const std::string& value, const std::string& prefix) {
    return value.rfind(prefix, 0) == 0;
}

}  // namespace

Seen carry_over(const Seen& before, const Seen& now) {
    Seen merged = now;
    for (const auto& prefix : now.unseen) {
        std::vector<std::string> kept;
        std::copy_if(before.values.begin(), before.values.end(), std::back_inserter(kept),
                     [&](const std::string& value) { return begins_with(value, prefix); });
        if (kept.empty()) continue;
        std::erase_if(merged.values, [&](const std::string& value) { return begins_with(value, prefix); });
        merged.values.insert(merged.values.end(), kept.begin(), kept.end());
    }
    merged.values = make_values(std::move(merged.values));
    return merged;
}

bool differs(const Seen& before, const Seen& now) {
    return before.values != carry_over(before, now).values;
}

}  // namespace nameward::core
