// Small parsers that several sections share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nameward/config.h"
#include "nameward/result.h"

namespace nameward::config {

// "'text': what_to_write".
Error refused(std::string_view text, std::string_view what_to_write);

// A duration between two bounds; the error names both.
Result<Seconds> parse_duration_within(std::string_view text, Seconds least, Seconds most);

// One of the words; the error names the nearest.
Result<std::string> parse_one_of(std::string_view text, const std::vector<std::string_view>& words);

// A name of the operator's choice that appears in sources, commands and log lines: letters, digits, - and _, at most
// 64.
Result<std::string> parse_name(std::string_view text);

Result<std::string> parse_not_empty(std::string_view text);

// A URL with http:// or https:// as it was written, or "".
Result<std::string> parse_web_url(std::string_view text);

// Sorted, without repeats.
std::vector<std::string> as_set(std::vector<std::string> values);

}  // namespace nameward::config
