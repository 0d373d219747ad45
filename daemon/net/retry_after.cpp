#include "net/retry_after.h"

#include <curl/curl.h>

#include <algorithm>
#include <string>

#include "nameward/text.h"

namespace nameward::net {
namespace {

constexpr Seconds kLeast{1};
constexpr Seconds kMost{24 * 3600};
constexpr std::size_t kLongestDate = 64;  // "Sunday, 06-Nov-94 08:49:37 GMT" has 31

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// However many digits: anything with more than nine is far beyond the most.
Seconds seconds_from(std::string_view digits) {
    const auto significant = std::min(digits.find_first_not_of('0'), digits.size());
    digits.remove_prefix(significant);
    if (digits.size() > 9) return kMost;
    return Seconds(digits.empty() ? 0 : std::stol(std::string(digits)));
}

}  // namespace

std::optional<Seconds> parse_retry_after(std::string_view value, Wall now) {
    value = trimmed(value);
    if (value.empty()) return std::nullopt;
    if (std::all_of(value.begin(), value.end(), is_digit)) return std::clamp(seconds_from(value), kLeast, kMost);
    // All three forms of HTTP-date begin with a weekday.
    const bool begins_with_letter = (value[0] >= 'A' && value[0] <= 'Z') || (value[0] >= 'a' && value[0] <= 'z');
    if (!begins_with_letter || value.size() > kLongestDate) return std::nullopt;
    const std::time_t moment = curl_getdate(std::string(value).c_str(), nullptr);
    if (moment == -1) return std::nullopt;
    return std::clamp(Seconds(moment) - now.time_since_epoch(), kLeast, kMost);
}

}  // namespace nameward::net
