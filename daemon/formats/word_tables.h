// The tables of config/registration, as embedded. Read once, at first use.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nameward::formats {

// Section ("fields") -> its lines; a line without "=" has an empty second half.
using WordTable = std::map<std::string, std::vector<std::pair<std::string, std::vector<std::string>>>, std::less<>>;

// "[section]", "key = word | word" and lines of one phrase each; "#" in front is a comment.
WordTable read_word_table(std::string_view text);

// The text of one embedded file; the name is ours, so a missing one is a mistake of ours and throws.
std::string_view embedded_text(std::string_view file);

}  // namespace nameward::formats
