#include "nameward/domain.h"

#include <idn2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "nameward/text.h"

namespace nameward {
namespace {

constexpr std::size_t kLongestName = 253;    // RFC 1035 2.3.4, in text form without trailing dot
constexpr std::size_t kLongestLabel = 63;    // RFC 1035 2.3.4
constexpr std::size_t kLongestInput = 1024;  // no U-label spelling of a name of 253 bytes is longer

Error refused(std::string_view text, std::string_view why) {
    return Error{ErrorKind::malformed, quoted(text, 80) + " is not a domain name: " + std::string(why)};
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

std::vector<std::string_view> labels_of(std::string_view name) {
    std::vector<std::string_view> labels;
    for (std::size_t start = 0;;) {
        const auto dot = name.find('.', start);
        labels.push_back(name.substr(start, dot - start));
        if (dot == std::string_view::npos) return labels;
        start = dot + 1;
    }
}

// What people paste instead of a name, with what to write.
std::optional<std::string> not_a_name(std::string_view text) {
    if (text.empty()) return "it is empty";
    if (text.size() > kLongestInput) return "it is far longer than the 253 bytes that a name may have";
    if (text.find("://") != text.npos || text.find('/') != text.npos)
        return "it looks like a URL; write only the name, such as example.com";
    if (text.find('@') != text.npos) return "it looks like an e-mail address; write only the part behind the @";
    if (text.find('*') != text.npos) return "a wildcard cannot be looked at; write the name without it";
    if (text.find_first_of(":[]") != text.npos)
        return "it looks like an address or carries a port; write only the name, such as example.com";
    if (text.find('_') != text.npos) return "an underscore does not belong into a host or domain name";
    const auto bad = [](unsigned char c) { return c <= 0x20 || c == 0x7f; };
    if (std::any_of(text.begin(), text.end(), bad)) return "it holds a blank or a control character";
    return std::nullopt;
}

// UTS 46 maps these to nothing, so that a name with one of them would silently become another name. UTF-8.
constexpr std::array<std::string_view, 9> kInvisible{"\u00ad", "\u034f", "\u180b", "\u180c", "\u180d",
                                                     "\u200b", "\u2060", "\u2064", "\ufeff"};

bool has_invisible(std::string_view text) {
    const auto inside = [&](std::string_view c) { return text.find(c) != text.npos; };
    if (std::any_of(kInvisible.begin(), kInvisible.end(), inside)) return true;
    for (std::size_t at = text.find("\xef\xb8"); at != text.npos; at = text.find("\xef\xb8", at + 1))
        if (at + 2 < text.size() && static_cast<unsigned char>(text[at + 2]) <= 0x8f) return true;  // U+FE00..U+FE0F
    return text.find("\xf3\xa0\x84") != text.npos || text.find("\xf3\xa0\x85") != text.npos ||
           text.find("\xf3\xa0\x86") != text.npos || text.find("\xf3\xa0\x87") != text.npos;  // U+E0100..U+E01EF
}

struct IdnFree {
    void operator()(void* p) const { idn2_free(p); }
};

Result<std::string> to_ascii(std::string_view text, int flags) {
    std::uint8_t* out = nullptr;
    const std::string input(text);
    const int code = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(input.c_str()), &out, flags);
    const std::unique_ptr<std::uint8_t, IdnFree> owner(out);
    if (code != IDN2_OK) return Error{ErrorKind::malformed, idn2_strerror(code)};
    return std::string(reinterpret_cast<const char*>(out));
}

Result<std::string> to_unicode(const std::string& name) {
    char* out = nullptr;
    const int code = idn2_to_unicode_8z8z(name.c_str(), &out, 0);
    const std::unique_ptr<char, IdnFree> owner(out);
    if (code != IDN2_OK) return Error{ErrorKind::malformed, idn2_strerror(code)};
    return std::string(out);
}

// UTS 46 maps what people type (letter case, width, full stops) and then is stricter in nothing: what it made has to
// stand up to plain IDNA2008 as well. (IDN2_USE_STD3_ASCII_RULES is of no use: it drops characters silently.)
Result<std::string> internationalised(std::string_view text) {
    const auto mapped = to_ascii(text, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (!mapped) return mapped;
    const auto shown = to_unicode(*mapped);
    if (!shown) return shown;
    const auto strict = to_ascii(*shown, IDN2_NFC_INPUT | IDN2_NO_TR46);
    if (!strict) return strict;
    if (*strict != *mapped) return Error{ErrorKind::malformed, "it does not survive the way to Unicode and back"};
    return mapped;
}

bool needs_idna(std::string_view lowered) {
    if (!is_ascii(lowered)) return true;
    const auto labels = labels_of(lowered);
    return std::any_of(labels.begin(), labels.end(), [](auto label) { return label.substr(0, 4) == "xn--"; });
}

std::optional<std::string> bad_label(std::string_view label) {
    if (label.empty()) return "it has an empty label (two dots in a row, or a dot in front)";
    if (label.size() > kLongestLabel) return "a label has more than 63 bytes";
    if (label.front() == '-' || label.back() == '-') return "a label begins or ends with a hyphen";
    for (char c : label)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return "only letters, digits and hyphens belong into it";
    return std::nullopt;
}

// No top-level domain is a number: a name that ends in one is an IPv4 address in one of its many spellings.
bool ends_in_number(std::string_view last_label) {
    const bool hex = last_label.substr(0, 2) == "0x";
    const auto digits = hex ? last_label.substr(2) : last_label;
    const auto in = hex ? "0123456789abcdef" : "0123456789";
    return digits.find_first_not_of(in) == std::string_view::npos;
}

std::optional<std::string> bad_name(std::string_view name) {
    if (name.size() > kLongestName) return "it has more than 253 bytes";
    const auto labels = labels_of(name);
    for (const auto label : labels)
        if (auto why = bad_label(label)) return why;
    if (ends_in_number(labels.back())) return "it looks like an IP address; write a name";
    if (labels.size() < 2) return "it has one label only; write the whole name, such as example.com";
    return std::nullopt;
}

std::string_view without_trailing_dot(std::string_view name) {
    if (name.size() > 1 && name.back() == '.') name.remove_suffix(1);
    return name;
}

}  // namespace

Result<Domain> Domain::parse(std::string_view text) {
    if (const auto why = not_a_name(text)) return refused(text, *why);
    if (has_invisible(text)) return refused(text, "it holds an invisible character; type it anew");
    std::string name = lower(text);
    if (needs_idna(name)) {
        auto ascii = internationalised(name);
        if (!ascii) return refused(text, "IDNA2008 forbids it: " + ascii.error().what);
        name = *std::move(ascii);
    }
    name = without_trailing_dot(name);
    if (const auto why = bad_name(name)) return refused(text, *why);
    return Domain(std::move(name));
}

std::string Domain::display() const {
    const auto shown = to_unicode(name_);
    if (!shown || *shown == name_) return name_;
    return name_ + " (" + *shown + ")";
}

bool is_within(std::string_view name, std::string_view zone) {
    if (zone.empty() || name == zone) return true;
    return name.size() > zone.size() && name.substr(name.size() - zone.size()) == zone &&
           name[name.size() - zone.size() - 1] == '.';
}

}  // namespace nameward
