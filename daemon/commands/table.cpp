#include "commands/table.h"

#include <algorithm>
#include <array>

#include "nameward/text.h"

namespace nameward::commands {
namespace {

// Longer than any value that DNS can carry as text (RFC 1035: 64 KiB), so that a table hides nothing.
constexpr std::size_t kLongestCell = 512 * 1024;

std::string_view code(Paint paint) {
    switch (paint) {
        case Paint::plain:
            return "";
        case Paint::strong:
            return "\x1b[1m";
        case Paint::dim:
            return "\x1b[2m";
        case Paint::red:
            return "\x1b[31m";
        case Paint::green:
            return "\x1b[32m";
        case Paint::yellow:
            return "\x1b[33m";
        case Paint::cyan:
            return "\x1b[36m";
        case Paint::alarm:
            break;
    }
    return "\x1b[1;31m";
}

struct Range {
    char32_t first, last;
};
// The blocks of Unicode's East Asian Width W and F, and of combining marks, that occur in names.
constexpr std::array wide{Range{0x1100, 0x115F},  Range{0x2E80, 0xA4CF},   Range{0xAC00, 0xD7A3},
                          Range{0xF900, 0xFAFF},  Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
                          Range{0xFFE0, 0xFFE6},  Range{0x1F300, 0x1F64F}, Range{0x1F900, 0x1F9FF},
                          Range{0x20000, 0x3FFFD}};
constexpr std::array combining{Range{0x0300, 0x036F}, Range{0x0483, 0x0489}, Range{0x0591, 0x05BD},
                               Range{0x064B, 0x065F}, Range{0x200B, 0x200D}, Range{0xFE00, 0xFE0F}};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t character) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Range& range) { return range.first <= character && character <= range.last; });
}

std::size_t width_of(char32_t character) {
    if (is_in(combining, character)) return 0;
    return is_in(wide, character) ? 2 : 1;
}

// The character that starts at text[at] of valid UTF-8, and `at` behind it.
char32_t take_character(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    char32_t character = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1F : lead < 0xF0 ? lead & 0x0F : lead & 0x07;
    for (; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; ++at)
        character = character << 6 | (static_cast<unsigned char>(text[at]) & 0x3F);
    return character;
}

std::size_t width_of(const Cell& cell) {
    std::size_t width = 0;
    for (const auto& span : cell.spans) width += display_width(span.text());
    return width;
}

std::string line_of(const std::vector<Cell>& row, const std::vector<std::size_t>& widths, Style style) {
    std::string line;
    std::size_t owed = 0;  // blanks before the next text; never written at the end of a line
    for (std::size_t i = 0; i < row.size(); ++i) {
        for (const auto& span : row[i].spans) {
            if (span.text().empty()) continue;
            line.append(owed, ' ') += span.painted(style);
            owed = 0;
        }
        owed += widths[i] - width_of(row[i]) + 2;
    }
    return line + '\n';
}

}  // namespace

Paint paint_of(Severity severity) {
    switch (severity) {
        case Severity::info:
            return Paint::dim;
        case Severity::notice:
            return Paint::cyan;
        case Severity::warning:
            return Paint::yellow;
        case Severity::critical:
            break;
    }
    return Paint::alarm;
}

Span::Span(std::string_view text, Paint paint) : text_(escape_text(text, kLongestCell)), paint_(paint) {}

std::string Span::painted(Style style) const {
    if (!style.colour || paint_ == Paint::plain) return text_;
    return std::string(code(paint_)) + text_ + "\x1b[0m";
}

std::string Table::text(Style style) const {
    std::vector<Cell> header;
    for (const auto& title : header_) header.emplace_back(Span(title, Paint::strong));
    std::vector<std::size_t> widths(header_.size(), 0);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        widths[i] = width_of(header[i]);
        for (const auto& row : rows_) widths[i] = std::max(widths[i], width_of(row[i]));
    }
    auto text = line_of(header, widths, style);
    for (const auto& row : rows_) text += line_of(row, widths, style);
    return text;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) width += width_of(take_character(text, at));
    return width;
}

}  // namespace nameward::commands
