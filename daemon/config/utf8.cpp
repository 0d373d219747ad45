#include "config/utf8.h"

#include <algorithm>

namespace nameward::config {
namespace {

// The bytes that a sequence with this first byte has, and the range of its second byte (RFC 3629, section 4).
struct Form {
    std::size_t length;
    unsigned char low = 0x80, high = 0xbf;
};

Form form_of(unsigned char first) {
    if (first < 0x80) return {1};
    if (first < 0xc2) return {0};
    if (first < 0xe0) return {2};
    if (first == 0xe0) return {3, 0xa0, 0xbf};
    if (first == 0xed) return {3, 0x80, 0x9f};
    if (first < 0xf0) return {3};
    if (first == 0xf0) return {4, 0x90, 0xbf};
    if (first < 0xf4) return {4};
    if (first == 0xf4) return {4, 0x80, 0x8f};
    return {0};
}

bool is_well_formed(std::string_view sequence, Form form) {
    if (form.length == 0 || sequence.size() < form.length) return false;
    for (std::size_t i = 1; i < form.length; ++i) {
        const auto byte = static_cast<unsigned char>(sequence[i]);
        const bool fits = i == 1 ? byte >= form.low && byte <= form.high : byte >= 0x80 && byte <= 0xbf;
        if (!fits) return false;
    }
    return true;
}

}  // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const Form form = form_of(static_cast<unsigned char>(text[at]));
        if (!is_well_formed(text.substr(at), form)) return at;
        at += form.length;
    }
    return std::nullopt;
}

int count_characters(std::string_view text) {
    const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    return static_cast<int>(std::count_if(text.begin(), text.end(), starts));
}

}  // namespace nameward::config
