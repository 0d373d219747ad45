#include "config/toml_guard.h"

#include <algorithm>
#include <string>

#include "config/utf8.h"

namespace nameward::config {
namespace {

constexpr int kDeepestKey = 16;
constexpr int kDeepestValue = 16;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_bare(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

// Digits with single underscores between them (TOML 1.0, Integer). Returns how many characters they take; 0 = none.
template <class IsDigit>
std::size_t digits_at(std::string_view text, IsDigit is) {
    std::size_t at = 0;
    while (at < text.size() && (is(text[at]) || (text[at] == '_' && at > 0 && text[at - 1] != '_'))) ++at;
    return at > 0 && text[at - 1] == '_' ? 0 : at;
}

bool is_prefixed_integer(std::string_view word) {
    if (word.size() < 3 || word[0] != '0') return false;
    const auto all = [&](auto is) { return digits_at(word.substr(2), is) == word.size() - 2; };
    if (word[1] == 'x') return all(is_hex);
    if (word[1] == 'o') return all([](char c) { return c >= '0' && c <= '7'; });
    if (word[1] == 'b') return all([](char c) { return c == '0' || c == '1'; });
    return false;
}

bool take_fraction(std::string_view& rest) {
    if (rest.empty() || rest.front() != '.') return true;
    const auto length = digits_at(rest.substr(1), is_digit);
    rest.remove_prefix(length == 0 ? 0 : length + 1);
    return length > 0;
}

bool take_exponent(std::string_view& rest) {
    if (rest.empty() || (rest.front() != 'e' && rest.front() != 'E')) return true;
    rest.remove_prefix(1);
    if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) rest.remove_prefix(1);
    const auto length = digits_at(rest, is_digit);
    rest.remove_prefix(length);
    return length > 0;
}

// Longer numbers than this mean nothing here, and toml++ reads them into buffers of its own.
constexpr std::size_t kLongestNumber = 32;

bool is_number(std::string_view word) {
    if (word.size() > kLongestNumber) return false;
    if (is_prefixed_integer(word)) return true;
    if (!word.empty() && (word.front() == '+' || word.front() == '-')) word.remove_prefix(1);
    if (word == "inf" || word == "nan") return true;
    const auto whole = digits_at(word, is_digit);
    if (whole == 0 || (whole > 1 && word.front() == '0')) return false;
    word.remove_prefix(whole);
    return take_fraction(word) && take_exponent(word) && word.empty();
}

// Walks once over the text. Every member either consumes what its name says or sets the flaw and returns false.
class Walker {
  public:
    explicit Walker(std::string_view text) : text_(text) {}

    std::optional<Flaw> walk() {
        while (!at_end() && line()) {
        }
        return flaw_;
    }

  private:
    bool at_end() const { return at_ >= text_.size(); }
    char here() const { return at_end() ? '\0' : text_[at_]; }
    bool ahead(std::string_view what) const { return text_.substr(at_, what.size()) == what; }
    bool take(char c) { return here() == c && !at_end() ? (++at_, true) : false; }

    bool fail(std::string text) { return fail_at(at_, std::move(text)); }

    bool fail_at(std::size_t where, std::string text) {
        if (flaw_) return false;
        const auto before = text_.substr(0, std::min(where, text_.size()));
        const auto start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
        flaw_ = Flaw{static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
                     count_characters(before.substr(start)) + 1, std::move(text)};
        return false;
    }

    void blanks() {
        while (here() == ' ' || here() == '\t') ++at_;
    }

    bool line() {
        blanks();
        if (here() == '[' && !header())
            return false;
        else if (is_key_start() && !key_value(0))
            return false;
        blanks();
        return end_of_line();
    }

    bool end_of_line() {
        if (here() == '#' && !comment()) return false;
        if (at_end() || new_line()) return true;
        return fail(at_line_start_ok()
                        ? "a line holds a [table], a key = value or a # comment; nothing else can stand here"
                        : "nothing may follow here in this line but a # comment");
    }

    // Whether nothing but blanks stands before this place in its line.
    bool at_line_start_ok() const {
        const auto before = text_.substr(0, at_);
        const auto last = before.find_last_not_of(" \t");
        return last == before.npos || before[last] == '\n';
    }

    bool new_line() {
        if (take('\n')) return true;
        if (!ahead("\r\n")) return false;
        at_ += 2;
        return true;
    }

    bool comment() {
        while (!at_end() && here() != '\n' && !ahead("\r\n")) {
            if (is_control(here())) return fail("a control character stands in a comment; remove it");
            ++at_;
        }
        return true;
    }

    static bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

    bool header() {
        const bool array = ahead("[[");
        at_ += array ? 2 : 1;
        blanks();
        if (!is_key_start()) return fail("a table is written as [name] or [[name]] with letters, digits, - and _");
        if (!key()) return false;
        blanks();
        if (!ahead(array ? "]]" : "]"))
            return fail(array ? "expected ]] to end the table's name" : "expected ] to end the table's name");
        at_ += array ? 2 : 1;
        return true;
    }

    bool is_key_start() const { return !at_end() && (is_bare(here()) || here() == '"' || here() == '\''); }

    bool key() {
        for (int parts = 1; parts <= kDeepestKey; ++parts) {
            if (!key_part()) return false;
            blanks();
            if (!take('.')) return true;
            blanks();
        }
        return fail("a key has more than 16 parts");
    }

    bool key_part() {
        if (ahead("\"\"\"") || ahead("'''")) return fail("a key cannot be a text of several lines");
        if (here() == '"') return basic_string();
        if (here() == '\'') return literal_string();
        if (!is_bare(here()) || at_end())
            return fail("a key is made of the letters a to z, digits, - and _; anything else needs quotes");
        while (is_bare(here()) && !at_end()) ++at_;
        return true;
    }

    bool key_value(int depth) {
        if (!key()) return false;
        if (!take('=')) return fail("expected = after the key");
        blanks();
        return value(depth);
    }

    bool value(int depth) {
        if (depth > kDeepestValue) return fail("brackets are nested more than 16 deep");
        if (ahead("\"\"\"")) return multi_line('"');
        if (ahead("'''")) return multi_line('\'');
        if (here() == '"') return basic_string();
        if (here() == '\'') return literal_string();
        if (here() == '[') return array(depth);
        if (here() == '{') return inline_table(depth);
        return word();
    }

    bool word() {
        const auto start = at_;
        while (!at_end() && (is_bare(here()) || here() == '+' || here() == '.' || here() == ':')) ++at_;
        const auto found = text_.substr(start, at_ - start);
        if (found == "true" || found == "false" || is_number(found)) return true;
        return fail_at(start, found.empty() ? "expected a value: a text in quotes, a number, true, false or a [list]"
                                            : "this is no number, true or false; a text needs quotes around it");
    }

    bool basic_string() {
        const auto start = at_++;
        while (!take('"')) {
            if (at_end() || here() == '\n' || here() == '\r')
                return fail_at(start, "this text has no closing quote in its line");
            if (is_control(here())) return fail("a control character stands in a text; write it as \\u00XX");
            if (!character()) return false;
        }
        return true;
    }

    bool literal_string() {
        const auto start = at_++;
        while (!take('\'')) {
            if (at_end() || here() == '\n' || here() == '\r')
                return fail_at(start, "this text has no closing quote in its line");
            if (is_control(here())) return fail("a control character stands in a text; remove it");
            ++at_;
        }
        return true;
    }

    // One character of a basic string, as itself or as an escape.
    bool character() {
        if (!take('\\')) return ++at_, true;
        if (here() == 'u') return unicode_escape(4);
        if (here() == 'U') return unicode_escape(8);
        if (at_end() || std::string_view("btnfr\"\\").find(here()) == std::string_view::npos)
            return fail("unknown escape in a text; write \\\\ for a backslash, or put the text in 'single quotes'");
        return ++at_, true;
    }

    bool unicode_escape(std::size_t digits) {
        const auto hex = text_.substr(at_ + 1, digits);
        if (hex.size() != digits || !std::all_of(hex.begin(), hex.end(), is_hex))
            return fail("this Unicode escape needs " + std::to_string(digits) + " hexadecimal digits");
        const unsigned long scalar = std::stoul(std::string(hex), nullptr, 16);
        if (scalar > 0x10ffff || (scalar >= 0xd800 && scalar <= 0xdfff))
            return fail("this escape names no Unicode character");
        at_ += 1 + digits;
        return true;
    }

    bool multi_line(char quote) {
        const auto start = at_;
        at_ += 3;
        const std::string closing(3, quote);
        while (!ahead(closing)) {
            if (at_end()) return fail_at(start, "this text of several lines has no end; close it with three quotes");
            if (new_line()) continue;
            if (is_control(here())) return fail("a control character stands in a text; remove it");
            if (quote == '\'')
                ++at_;
            else if (!line_continued() && !character())
                return false;
        }
        at_ += 3;
        // Up to two quotes may stand before the closing three.
        return (take(quote) && take(quote)), true;
    }

    // A backslash at the end of a line: the text goes on at the next character that is no blank.
    bool line_continued() {
        if (here() != '\\') return false;
        auto end = text_.find_first_not_of(" \t", at_ + 1);
        if (end == text_.npos || (text_[end] != '\n' && text_.substr(end, 2) != "\r\n")) return false;
        at_ = end;
        return new_line();
    }

    bool array(int depth) {
        const auto start = at_++;
        while (between_elements()) {
            if (take(']')) return true;
            if (at_end()) return fail_at(start, "this list has no closing ]");
            if (!value(depth + 1) || !between_elements()) return false;
            if (!take(',') && here() != ']')
                return fail(at_end() ? "a list has no closing ]" : "expected , or ] after an element of a list");
        }
        return false;
    }

    // Blanks, comments and new lines; false only for a flaw in a comment.
    bool between_elements() {
        for (;;) {
            blanks();
            if (here() == '#' && !comment()) return false;
            if (!new_line()) return true;
        }
    }

    bool inline_table(int depth) {
        ++at_;
        blanks();
        if (take('}')) return true;
        for (;;) {
            blanks();
            if (!is_key_start())
                return fail("expected a key in { }; it has to stand in one line, without a comma at its end");
            if (!key_value(depth + 1)) return false;
            blanks();
            if (take('}')) return true;
            if (!take(',')) return fail("expected , or } in { }");
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::optional<Flaw> flaw_;
};

}  // namespace

std::optional<Flaw> find_flaw(std::string_view text) {
    if (const auto bad = find_invalid_utf8(text)) {
        const auto before = text.substr(0, *bad);
        const auto start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
        return Flaw{static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
                    count_characters(before.substr(start)) + 1, "this byte is not UTF-8; save the file as UTF-8"};
    }
    return Walker(text).walk();
}

}  // namespace nameward::config
