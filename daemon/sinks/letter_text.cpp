// The letter as plain text, for a telephone at night and for a terminal.
#include <sstream>

#include "nameward/text.h"
#include "sinks/letter.h"

namespace nameward::sinks {
namespace {

constexpr std::size_t kWidth = 76;
constexpr std::size_t kLabelWidth = 20;

// Breaks at blanks only: a name or an id stays whole, however long.
std::string wrapped(const std::string& prose, const std::string& first, const std::string& further) {
    std::istringstream words(escape_text(prose));
    std::string out, line = first, word;
    bool empty_line = true;
    while (words >> word) {
        if (!empty_line && line.size() + 1 + word.size() > kWidth) {
            out += line + "\n";
            line = further;
            empty_line = true;
        }
        line += (empty_line ? "" : " ") + word;
        empty_line = false;
    }
    return out + line + "\n";
}

std::string padded(const std::string& label) {
    return "   " + label + std::string(label.size() < kLabelWidth ? kLabelWidth - label.size() : 1, ' ');
}

std::string text_of(const Letter::Row& row) {
    std::string out;
    for (const auto& value : row.values) out += padded(out.empty() ? row.label : "") + escape_text(value) + "\n";
    return out;
}

std::string text_of(const Letter::Entry& entry, std::size_t number, bool numbered) {
    const std::string mark = numbered ? std::to_string(number) + ". " : "";
    std::string out = entry.heading.empty() ? "" : wrapped(entry.heading, mark, "   ");
    for (const auto& row : entry.rows) out += text_of(row);
    return out;
}

std::string text_of(const Letter::Section& section) {
    std::string out = "\n" + upper(section.title) + "\n";
    std::size_t number = 0;
    for (const auto& entry : section.entries) {
        if (number > 0) out += "\n";
        out += text_of(entry, ++number, section.entries.size() > 1);
    }
    number = 0;
    for (const auto& paragraph : section.paragraphs) {
        const std::string mark = section.numbered ? std::to_string(++number) + ". " : "- ";
        out += wrapped(paragraph, mark, std::string(mark.size(), ' '));
    }
    return out;
}

}  // namespace

std::string as_text(const Letter& letter) {
    std::string out;
    for (const auto& line : letter.opening) out += escape_text(line) + "\n";  // one line each: previews show these
    for (const auto& section : letter.sections) out += text_of(section);
    return out + "\n-- \n" + wrapped(letter.footer, "", "");
}

}  // namespace nameward::sinks
