#include "config/words.h"

#include <algorithm>

#include "config/nearest.h"
#include "config/url.h"

namespace nameward::config {

Error refused(std::string_view text, std::string_view what_to_write) {
    return Error{ErrorKind::config, "'" + std::string(text) + "': " + std::string(what_to_write)};
}

Result<Seconds> parse_duration_within(std::string_view text, Seconds least, Seconds most) {
    const auto duration = parse_duration(text);
    if (!duration || (*duration >= least && *duration <= most)) return duration;
    return Error{ErrorKind::config, "write a duration from " + format_duration(least) + " to " + format_duration(most)};
}

Result<std::string> parse_one_of(std::string_view text, const std::vector<std::string_view>& words) {
    if (std::find(words.begin(), words.end(), text) != words.end()) return std::string(text);
    if (const auto near = nearest(text, words))
        return Error{ErrorKind::config, "'" + std::string(text) + "' is not known; did you mean '" + *near + "'?"};
    std::string list;
    for (const auto word : words) list += (list.empty() ? "" : ", ") + std::string(word);
    return Error{ErrorKind::config, "'" + std::string(text) + "' is not known; write one of " + list};
}

Result<std::string> parse_name(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    if (!text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), fits)) return std::string(text);
    return Error{ErrorKind::config, "a name has 1 to 64 letters, digits, - and _"};
}

Result<std::string> parse_not_empty(std::string_view text) {
    if (!text.empty()) return std::string(text);
    return Error{ErrorKind::config, "write something, or leave the key out"};
}

Result<std::string> parse_web_url(std::string_view text) {
    if (text.empty()) return std::string();
    const auto url = parse_url(text, {"https", "http"});
    if (!url) return url.error();
    return std::string(text);
}

std::vector<std::string> as_set(std::vector<std::string> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

}  // namespace nameward::config
