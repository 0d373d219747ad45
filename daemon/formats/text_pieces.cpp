#include "formats/text_pieces.h"

#include <cctype>

#include "nameward/text.h"

namespace nameward::formats {

std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return line;
}

std::string_view next_word(std::string_view& line) {
    line = trimmed(line);
    const auto end = line.find_first_of(" \t");
    const auto word = line.substr(0, end);
    line.remove_prefix(end == line.npos ? line.size() : end);
    return word;
}

std::string_view head(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
    return text.substr(0, bytes);
}

std::string letters_and_digits(std::string_view text) {
    std::string bare;
    for (const char c : lower(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) != 0) bare.push_back(c);
    }
    return bare;
}

}  // namespace nameward::formats
