// What may reach toml++. Version 3.3, a shared library with its assertions built in, aborts on some malformed input
// (its issues 294 and 301: "[!", "[&", "[[[", a key that is not ASCII) and overflows the stack on deep keys. So the
// outline of a document - keys, brackets, quotes, escapes, the shape of numbers - is checked here first, and only text
// that follows the grammar of TOML 1.0 goes on. What words mean (a key defined twice, a table that is no table) is
// left to toml++, which answers those with an error.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nameward::config {

struct Flaw {
    int line = 1, column = 1;  // from 1; the column counts characters, as toml++ does
    std::string text;
};

// The first thing in `text` (without byte order mark) that is not the TOML understood here; nullopt = none. A strict
// part of TOML 1.0: dates are refused, since no key has one, and nesting ends at 16 keys and 16 brackets, five times
// what the configuration needs.
std::optional<Flaw> find_flaw(std::string_view text);

}  // namespace nameward::config
