// Names between text and wire.
#include "dns/reader.h"
#include "dns/wire.h"

namespace nameward::dns {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Reads what follows a backslash (RFC 1035 5.1: \DDD or \X) and moves `text` behind it.
std::optional<char> take_escaped(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    if (!is_digit(text[0])) {
        const char c = text[0];
        text.remove_prefix(1);
        return c;
    }
    if (text.size() < 3 || !is_digit(text[1]) || !is_digit(text[2])) return std::nullopt;
    const int value = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
    if (value > 255) return std::nullopt;
    text.remove_prefix(3);
    return static_cast<char>(value);
}

// Reads one label and moves `text` to the dot behind it or to the end.
std::optional<std::string> take_label(std::string_view& text) {
    std::string label;
    while (!text.empty() && text[0] != '.') {
        std::optional<char> c = text[0];
        text.remove_prefix(1);
        if (*c == '\\') c = take_escaped(text);
        if (!c || label.size() == kLongestLabel) return std::nullopt;
        label += *c;
    }
    if (label.empty()) return std::nullopt;
    return label;
}

// What host names and the usual service names and wildcards are made of.
bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_' || c == '*';
}

// A byte of a label for people and for files: nothing in it can be taken for a separator, reach a terminal, or make a
// mail program see a link (http://x, user@x).
std::string escaped(char c) {
    if (c >= 'A' && c <= 'Z') return {static_cast<char>(c - 'A' + 'a')};
    if (c == '.' || c == '\\') return {'\\', c};
    if (is_plain(c)) return {c};
    const auto value = static_cast<unsigned char>(c);
    return {'\\', static_cast<char>('0' + value / 100), static_cast<char>('0' + value / 10 % 10),
            static_cast<char>('0' + value % 10)};
}

}  // namespace

std::optional<std::string> name_to_wire(std::string_view text) {
    std::string wire;
    if (text == ".") text = {};  // as presentation() writes the root
    while (!text.empty()) {
        const auto label = take_label(text);
        if (!label) return std::nullopt;
        wire += static_cast<char>(label->size());
        wire += *label;
        if (wire.size() >= kLongestName) return std::nullopt;
        if (text == ".") return std::nullopt;  // an empty label at the end
        if (!text.empty()) text.remove_prefix(1);
    }
    return wire + '\0';
}

// Bytes that are no name end the text where they stop making sense.
std::string name_to_text(std::string_view wire) {
    std::string text;
    while (!wire.empty() && wire[0] != 0) {
        const auto length = static_cast<unsigned char>(wire[0]);
        if (length > kLongestLabel || length >= wire.size()) break;
        if (!text.empty()) text += '.';
        for (const char c : wire.substr(1, length)) text += escaped(c);
        wire.remove_prefix(1U + length);
    }
    return text;
}

}  // namespace nameward::dns
