// The lines of a WHOIS answer, taken apart as far as they can be without knowing what they mean. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nameward::formats {

struct WhoisLine {
    std::string text;   // trimmed
    std::string label;  // folded: "registrar iana id"; empty where the line has none
    std::string value;  // what stands behind the label; the whole text without one
    std::size_t indent = 0;
    bool comment = false;  // begins with % or #, or is a remark of the server in >>> <<<
    bool blank() const { return text.empty(); }
    bool labelled() const { return !label.empty(); }
};

// Letters and digits in lower case, each run of anything else as one blank; bytes beyond ASCII stay.
std::string fold_label(std::string_view label);

// At most kMostWhoisLines; the largest answers seen have 400.
inline constexpr std::size_t kMostWhoisLines = 4000;
std::vector<WhoisLine> whois_lines(std::string_view text);

}  // namespace nameward::formats
