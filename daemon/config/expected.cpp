#include "config/expected.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <sstream>
#include <vector>

#include "config/nearest.h"
#include "config/words.h"
#include "nameward/text.h"

namespace nameward::config {
namespace {

std::vector<std::string> words_of(std::string_view text) {
    std::istringstream in{std::string(text)};
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

bool all_in(std::string_view text, std::string_view characters) {
    return !text.empty() && text.find_first_not_of(characters) == text.npos;
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHex = "0123456789abcdefABCDEF";

std::optional<int> number_to(std::string_view text, int most) {
    if (!all_in(text, kDigits) || text.size() > 5) return std::nullopt;
    const int value = std::stoi(std::string(text));
    return value <= most ? std::optional(value) : std::nullopt;
}

// Hexadecimal digits by digest type (IANA, DS RR Type Digest Algorithms); types unknown here may have any length.
std::optional<std::size_t> digest_length(int type) {
    static const std::map<int, std::size_t> lengths{{1, 40}, {2, 64}, {3, 64}, {4, 96}, {5, 64}, {6, 64}};
    const auto found = lengths.find(type);
    return found == lengths.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> bad_digest(const std::string& digest, int type) {
    if (!all_in(digest, kHex) || digest.size() % 2 != 0) return "the digest is not pairs of hexadecimal digits";
    const auto length = digest_length(type);
    if (length && digest.size() != *length)
        return "a digest of type " + std::to_string(type) + " has " + std::to_string(*length) +
               " hexadecimal digits, this one has " + std::to_string(digest.size());
    return std::nullopt;
}

constexpr std::array<std::string_view, 8> kLocks{
    "clientDeleteProhibited", "clientRenewProhibited", "clientTransferProhibited", "clientUpdateProhibited",
    "serverDeleteProhibited", "serverRenewProhibited", "serverTransferProhibited", "serverUpdateProhibited"};

std::string_view last_label(std::string_view name) {
    return name.substr(name.rfind('.') + 1);
}

}  // namespace

Result<std::string> parse_ds(std::string_view text) {
    const std::string form = "write it as in the DNS: keytag algorithm digesttype DIGEST, such as 12345 13 2 ABCD...";
    const auto words = words_of(text);
    if (words.size() < 4) return refused(text, form);
    const auto tag = number_to(words[0], 65535), algorithm = number_to(words[1], 255), type = number_to(words[2], 255);
    if (!tag || !algorithm || !type) return refused(text, "the first three fields are numbers; " + form);
    std::string digest;
    for (std::size_t i = 3; i < words.size(); ++i) digest += words[i];
    if (const auto why = bad_digest(digest, *type)) return refused(text, *why);
    return std::to_string(*tag) + " " + std::to_string(*algorithm) + " " + std::to_string(*type) + " " + upper(digest);
}

Result<std::string> parse_lock(std::string_view text) {
    if (std::find(kLocks.begin(), kLocks.end(), text) != kLocks.end()) return std::string(text);
    const auto near = nearest(text, {kLocks.begin(), kLocks.end()});
    return refused(text, near ? "write " + *near : "write an EPP lock, such as clientTransferProhibited");
}

Result<std::string> parse_registrar_id(std::string_view text) {
    if (text.empty() || (all_in(text, kDigits) && text.size() <= 9 && text.front() != '0')) return std::string(text);
    return refused(text, "write the registrar's number in IANA's list of registrars, such as \"292\"");
}

Result<std::string> parse_tenant_id(std::string_view text) {
    if (text.empty()) return std::string();
    bool fits = text.size() == 36;
    for (std::size_t i = 0; fits && i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        fits = dash ? text[i] == '-' : kHex.find(text[i]) != kHex.npos;
    }
    if (!fits) return refused(text, "write the id of the tenant, such as 00000000-1111-2222-3333-444444444444");
    return lower(text);
}

Result<std::string> parse_host_below(std::string_view text, const Domain& domain) {
    if (text == "@") return refused(text, "the domain itself is always watched; leave it out");
    const auto full = Domain::parse(text);
    if (full && full->name() == domain.name())
        return refused(text, "the domain itself is always watched; leave it out");
    if (full && is_within(full->name(), domain.name())) return full->name();
    // "www.exmaple.com" would else become www.exmaple.com.example.com.
    const bool dotted = full && (text.back() == '.' || last_label(full->name()) == last_label(domain.name()));
    if (dotted) return refused(text, "this name is not below " + domain.name());
    const auto relative = Domain::parse(std::string(text) + "." + domain.name());
    if (!relative) return relative.error();
    return relative->name();
}

Result<std::string> parse_selector(std::string_view text) {
    const auto fits = [](char c) {
        return kDigits.find(c) != kDigits.npos || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
    };
    const std::string name = lower(text);
    const bool dots_fit = !name.empty() && name.front() != '.' && name.back() != '.' && name.find("..") == name.npos;
    if (dots_fit && name.size() <= 63 && std::all_of(name.begin(), name.end(), fits)) return name;
    return refused(text, "write only the selector, such as s2024 for s2024._domainkey.example.com");
}

}  // namespace nameward::config
