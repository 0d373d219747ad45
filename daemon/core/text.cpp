#include "nameward/text.h"

#include <algorithm>
#include <cstdint>

namespace nameward {
namespace {

constexpr std::string_view kCut = "...";

struct Character {
    std::size_t bytes = 1;
    std::uint32_t code_point = 0;
    bool valid = false;
};

bool is_continuation(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

// The table of RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
Character read_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {1, lead, true};
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
    if (length == 0 || text.size() < length) return {};
    std::uint32_t code_point = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(byte(i))) return {};
        code_point = code_point << 6 | (byte(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (overlong || surrogate || code_point > 0x10FFFF) return {};
    return {length, code_point, true};
}

// Characters that move the cursor, end a line or turn the reading direction instead of being read.
bool is_control(std::uint32_t c) {
    const bool c0_or_c1 = c < 0x20 || (c >= 0x7F && c <= 0x9F);
    const bool separator = c == 0x2028 || c == 0x2029;
    const bool bidirectional =
        c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return c0_or_c1 || separator || bidirectional;
}

std::string hex_escape(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += {'\\', 'x', digits[byte >> 4], digits[byte & 0xF]};
    }
    return out;
}

bool looks_like_hex_escape(std::string_view text) {
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return text.size() >= 4 && text[0] == '\\' && text[1] == 'x' && is_digit(text[2]) && is_digit(text[3]);
}

std::string_view entity(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

}  // namespace

// The result, with the dots, is never longer than the limit, and no \xHH is cut in two.
std::string escape_text(std::string_view remote, std::size_t limit) {
    const std::size_t room = limit > kCut.size() ? limit - kCut.size() : 0;
    std::string out;
    std::size_t cut_here = 0;  // where the dots would go
    while (!remote.empty()) {
        const Character character = read_character(remote);
        const std::string_view bytes = remote.substr(0, character.bytes);
        const bool plain = character.valid && !is_control(character.code_point);
        const std::string piece = plain ? std::string(bytes) : hex_escape(bytes);
        if (out.size() + piece.size() > limit) return out.substr(0, cut_here).append(kCut.substr(0, limit));
        out += piece;
        if (out.size() <= room) cut_here = out.size();
        remote.remove_prefix(character.bytes);
    }
    return out;
}

std::string as_utf8(std::string_view remote) {
    std::string out;
    while (!remote.empty()) {
        const Character character = read_character(remote);
        const std::string_view bytes = remote.substr(0, character.bytes);
        if (character.valid && !looks_like_hex_escape(remote))
            out += bytes;
        else
            out += hex_escape(bytes);
        remote.remove_prefix(character.bytes);
    }
    return out;
}

std::string escape_html(std::string_view remote, std::size_t limit) {
    std::string out;
    for (const char c : escape_text(remote, limit)) {
        const std::string_view replacement = entity(c);
        if (replacement.empty())
            out += c;
        else
            out += replacement;
    }
    return out;
}

std::string quoted(std::string_view text, std::size_t limit) {
    std::string shown(text.substr(0, limit));
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
    return "'" + shown + (text.size() > limit ? "...'" : "'");
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string counted(std::size_t count, std::string_view thing) {
    return std::to_string(count) + ' ' + std::string(thing) + (count == 1 ? "" : "s");
}

std::string join_words(const std::vector<std::string>& words, std::string_view last) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += i + 1 == words.size() ? last : ", ";
        out += words[i];
    }
    return out;
}

}  // namespace nameward
