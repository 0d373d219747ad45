#include "formats/whois_lines.h"

#include <algorithm>
#include <cctype>

#include "formats/registration.h"
#include "formats/text_pieces.h"
#include "nameward/ip_address.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

constexpr std::size_t kLongestLabel = 80;  // bytes; "Holder English Name (It should be the same as ..." is a sentence
constexpr std::size_t kTab = 8;

std::size_t indent_of(std::string_view line) {
    std::size_t width = 0;
    for (const char c : line) {
        if (c == ' ')
            ++width;
        else if (c == '\t')
            width += kTab - width % kTab;
        else
            break;
    }
    return width;
}

bool is_comment(std::string_view text) {
    return text.starts_with('%') || text.starts_with('#') || text.starts_with(">>>") || text.starts_with("--");
}

// "[Name Server]   ns1.example.jp", also with "a. " in front.
bool take_bracket(std::string_view text, WhoisLine& line) {
    if (text.size() > 3 && text[1] == '.' && text[2] == ' ') text = trimmed(text.substr(3));
    if (!text.starts_with('[')) return false;
    const auto close = text.find(']');
    if (close == text.npos || close < 2 || close > kLongestLabel) return false;
    line.label = fold_label(text.substr(1, close - 1));
    line.value = trimmed(text.substr(close + 1));
    return true;
}

// "ns1.example.com 2001:db8::1" and "10:11:12" have a colon and no label.
bool looks_like_label(std::string_view label) {
    if (label.empty() || label.size() > kLongestLabel) return false;
    const auto first = label.find_first_of(" \t");
    if (first != label.npos && host_name(label.substr(0, first)) && label.find("..") == label.npos) return false;
    if (std::count(label.begin(), label.end(), ' ') > 30) return false;
    return std::any_of(label.begin(), label.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x80 || std::isalpha(byte) != 0;
    });
}

bool take_label(std::string_view text, WhoisLine& line) {
    const auto colon = text.find(':');
    if (colon == text.npos || text.substr(colon).starts_with("://") || IpAddress::parse(text)) return false;
    const auto label = trimmed(text.substr(0, colon));
    if (!looks_like_label(label)) return false;
    line.label = fold_label(label);
    line.value = trimmed(text.substr(colon + 1));
    return !line.label.empty();
}

WhoisLine read_line(std::string_view raw) {
    WhoisLine line;
    line.indent = indent_of(raw);
    line.text = tidy(raw, 2048);
    line.value = line.text;
    if (line.text.empty()) return line;
    line.comment = is_comment(line.text);
    if (!line.comment && !take_bracket(line.text, line)) take_label(line.text, line);
    return line;
}

}  // namespace

std::string fold_label(std::string_view label) {
    std::string folded;
    for (const char c : lower(label)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) != 0)
            folded.push_back(c);
        else if (!folded.empty() && folded.back() != ' ')
            folded.push_back(' ');
    }
    if (!folded.empty() && folded.back() == ' ') folded.pop_back();
    return folded;
}

std::vector<WhoisLine> whois_lines(std::string_view text) {
    std::vector<WhoisLine> lines;
    while (!text.empty() && lines.size() < kMostWhoisLines) lines.push_back(read_line(next_line(text)));
    return lines;
}

}  // namespace nameward::formats
