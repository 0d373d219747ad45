// Remote text made harmless for people. Everything that came from outside passes here before a terminal, a log line
// or a mail sees it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nameward {

// Valid UTF-8 without control characters: C0, DEL, C1, bidirectional controls, line and paragraph separators and
// broken bytes become \xHH (of each byte). Cut to `limit` bytes at a character, with "..." where cut.
std::string escape_text(std::string_view remote, std::size_t limit = 4096);

// The same text in UTF-8, whatever it came in: valid UTF-8 stays as it is, each byte of anything else becomes \xHH, and
// the backslash of a text that looks like such a byte becomes \x5c. Different bytes stay different texts.
std::string as_utf8(std::string_view remote);

// For HTML text and attribute values: escape_text(), then & < > " ' as entities.
std::string escape_html(std::string_view remote, std::size_t limit = 4096);

// Bad input as it comes back in an error: in quotes, cut to `limit` bytes, and ? for control characters of ASCII.
std::string quoted(std::string_view text, std::size_t limit);

// Letters of ASCII only, as protocols compare them; every other byte stays.
std::string lower(std::string_view text);
std::string upper(std::string_view text);

// Without blanks, tabs and line ends around it.
std::string_view trimmed(std::string_view text);

// "1 domain", "2 domains".
std::string counted(std::size_t count, std::string_view thing);

// "a, b and c".
std::string join_words(const std::vector<std::string>& words, std::string_view last = " and ");

}  // namespace nameward
