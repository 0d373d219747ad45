// Text in pieces: its lines, their words, its front, its letters. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nameward::formats {

// Takes the first line off `text`, and returns it without its end.
std::string_view next_line(std::string_view& text);

// Takes the blanks in front and the first word off `line`, and returns the word; empty where there is none.
std::string_view next_word(std::string_view& line);

// The front of UTF-8 text, at most so many bytes, not within a character.
std::string_view head(std::string_view text, std::size_t bytes);

// Only the letters and digits of ASCII, lower case; bytes of other scripts stay.
std::string letters_and_digits(std::string_view text);

}  // namespace nameward::formats
