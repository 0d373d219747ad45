#include "formats/word_tables.h"

#include <stdexcept>

#include "formats/text_pieces.h"
#include "nameward/embedded.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

std::vector<std::string> words_between_bars(std::string_view text) {
    std::vector<std::string> words;
    for (;;) {
        const auto bar = text.find('|');
        if (const auto word = trimmed(text.substr(0, bar)); !word.empty()) words.emplace_back(word);
        if (bar == text.npos) return words;
        text.remove_prefix(bar + 1);
    }
}

}  // namespace

WordTable read_word_table(std::string_view text) {
    WordTable table;
    std::string section;
    while (!text.empty()) {
        const auto line = trimmed(next_line(text));
        if (line.empty() || line.front() == '#') continue;
        if (line.front() == '[' && line.back() == ']') {
            section = line.substr(1, line.size() - 2);
            continue;
        }
        const auto equals = line.find(" = ");
        const auto key = std::string(trimmed(line.substr(0, equals)));
        table[section].emplace_back(
            key, equals == line.npos ? std::vector<std::string>{} : words_between_bars(line.substr(equals + 3)));
    }
    return table;
}

std::string_view embedded_text(std::string_view file) {
    for (const auto& each : embedded::registration())
        if (each.name == file) return each.text;
    throw std::logic_error("no embedded file " + std::string(file));
}

}  // namespace nameward::formats
