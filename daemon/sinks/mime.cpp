#include "sinks/mime.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <vector>

#include "core/base64.h"
#include "formats/text_pieces.h"
#include "nameward/text.h"

namespace nameward::sinks {
namespace {

constexpr std::size_t kLine = 78;         // RFC 5322, 2.1.1
constexpr std::size_t kEncodedLine = 76;  // RFC 2045, 6.7
// 40 characters of base64: with its frame and the header's name still within 76 (RFC 2047, 2).
constexpr std::size_t kWordBytes = 30;
constexpr std::size_t kLongestToken = 320;     // an address; the hard limit of a line is 998
constexpr std::size_t kLongestPlainWord = 60;  // fits a line with the name of its header

bool is_printable(char c) {
    return c >= 0x20 && c < 0x7F;
}

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(at, begin), text.size());
        parts.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

bool may_stay_plain(std::string_view value) {
    if (!std::all_of(value.begin(), value.end(), is_printable)) return false;
    if (value.find("=?") != std::string_view::npos) return false;
    const auto words = split(value, ' ');
    return std::all_of(words.begin(), words.end(),
                       [](const auto& word) { return !word.empty() && word.size() <= kLongestPlainWord; });
}

std::vector<std::string> encoded_words(std::string_view value) {
    std::vector<std::string> words;
    while (!value.empty()) {
        const std::string_view piece = formats::head(value, kWordBytes);
        words.push_back("=?utf-8?B?" + core::base64_encode(piece) + "?=");
        value.remove_prefix(piece.size());
    }
    return words;
}

std::string folded(std::string line, const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) {
        if (line.size() + 1 + word.size() > kLine && line.back() != ':') {
            out += line + "\r\n";
            line.clear();
        }
        line += " " + word;
    }
    return out + line + "\r\n";
}

std::string hex(char c) {
    std::array<char, 4> text{};
    std::snprintf(text.data(), text.size(), "=%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    return text.data();
}

std::string encoded_line(std::string_view line) {
    std::string out;
    std::size_t width = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool last = i + 1 == line.size();
        const bool blank_at_end = last && line[i] == ' ';
        const std::string piece =
            is_printable(line[i]) && line[i] != '=' && !blank_at_end ? std::string(1, line[i]) : hex(line[i]);
        if (width + piece.size() > kEncodedLine - (last ? 0 : 1)) {
            out += "=\r\n";
            width = 0;
        }
        out += piece;
        width += piece.size();
    }
    return out;
}

}  // namespace

std::string header(std::string_view name, std::string_view value) {
    const std::string clean = escape_text(value);
    const auto words = may_stay_plain(clean) ? split(clean, ' ') : encoded_words(clean);
    return folded(std::string(name) + ":", words);
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    for (const auto& line : split(text, '\n')) out += encoded_line(line) + "\r\n";
    out.resize(out.size() - 2);
    return out;
}

std::string mail_date(Wall moment) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{moment - day};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                  days[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                  months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

std::string header_token(std::string_view text) {
    std::string out(text.substr(0, kLongestToken));
    for (char& c : out)
        if (!is_printable(c) || std::string_view(" <>\"(),;:\\[]").find(c) != std::string_view::npos) c = '_';
    return out;
}

}  // namespace nameward::sinks
