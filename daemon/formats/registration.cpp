#include "formats/registration.h"

#include <algorithm>
#include <cctype>

#include "formats/exposure.h"
#include "formats/json.h"
#include "formats/text_pieces.h"
#include "nameward/domain.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

OrderedJson contacts_of(const Registration& registration) {
    auto roles = OrderedJson::object();
    for (const auto& [role, fields] : registration.contacts)
        for (const auto& [field, values] : fields)
            if (!values.empty()) roles[role][field] = values.front();
    return roles;
}

OrderedJson exposure_of(const Registration& registration) {
    auto all = OrderedJson::object();
    for (const auto& [what, how] : exposures(registration)) all[what] = to_string(how);
    return all;
}

// Null where the answer does not say.
OrderedJson registered_of(Registration::Class kind) {
    if (kind == Registration::Class::found) return true;
    return kind == Registration::Class::not_found ? OrderedJson(false) : OrderedJson(nullptr);
}

// "(R22-LRCC)", "[Tag = EXAMPLE]" at the end of a name.
std::string_view without_bracket(std::string_view name) {
    if (name.empty() || (name.back() != ')' && name.back() != ']')) return name;
    const char opening = name.back() == ')' ? '(' : '[';
    const auto open = name.rfind(opening);
    if (open == name.npos || open == 0) return name;
    const auto inside = name.substr(open + 1, name.size() - open - 2);
    const bool tag = opening == '[' && inside.find("Tag") != inside.npos;
    const bool handle = opening == '(' && !inside.empty() && inside.find(' ') == inside.npos &&
                        inside.find('-') != inside.npos &&
                        std::none_of(inside.begin(), inside.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return tag || handle ? trimmed(name.substr(0, open)) : name;
}

// " R45-ME" at the end of a name.
std::string_view without_handle(std::string_view name) {
    const auto blank = name.rfind(' ');
    if (blank == name.npos || blank == 0 || blank + 3 >= name.size() || name[blank + 1] != 'R') return name;
    const auto handle = name.substr(blank + 2);
    const auto dash = handle.find('-');
    if (dash == 0 || dash == handle.npos || dash + 1 == handle.size()) return name;
    const auto digits = handle.substr(0, dash);
    if (digits.find_first_not_of("0123456789") != digits.npos) return name;
    return trimmed(name.substr(0, blank));
}

}  // namespace

std::string_view to_string(Registration::Class kind) {
    switch (kind) {
        case Registration::Class::found:
            return "found";
        case Registration::Class::not_found:
            return "not_found";
        case Registration::Class::reserved:
            return "reserved";
        case Registration::Class::throttled:
            return "throttled";
        case Registration::Class::invalid:
            return "invalid";
        case Registration::Class::error:
            break;
    }
    return "error";
}

std::string tidy(std::string_view text, std::size_t limit) {
    std::string result;
    for (const char c : head(text, 4 * limit)) {
        if (!is_blank(c))
            result.push_back(c);
        else if (!result.empty() && result.back() != ' ')
            result.push_back(' ');
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return std::string(head(result, limit));
}

void add_value(std::vector<std::string>& values, std::string_view value) {
    auto text = tidy(value);
    if (text.empty() || values.size() >= kMostContactValues) return;
    if (std::find(values.begin(), values.end(), text) == values.end()) values.push_back(std::move(text));
}

void add_contact(Contacts& contacts, const std::string& role, const std::string& field, std::string_view value) {
    if (!tidy(value).empty()) add_value(contacts[role][field], value);
}

std::string registrar_name(std::string_view text) {
    const auto whole = tidy(text);
    return std::string(without_handle(without_bracket(whole)));
}

std::optional<std::string> host_name(std::string_view text) {
    text = trimmed(text);
    while (!text.empty() && text.back() == '.') text.remove_suffix(1);
    if (text.empty() || text.size() > 1024) return std::nullopt;
    auto name = Domain::parse(text);
    if (name) return name->name();
    // Hosts may carry what domains may not: an underscore.
    const auto lowered = lower(text);
    const bool plain = std::all_of(lowered.begin(), lowered.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_';
    });
    const bool letters =
        std::any_of(lowered.begin(), lowered.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
    if (plain && letters && lowered.find('_') != lowered.npos && lowered.find('.') != lowered.npos &&
        lowered.front() != '.' && lowered.find("..") == lowered.npos && lowered.size() <= 253)
        return lowered;
    return std::nullopt;
}

std::string to_json(const Registration& registration) {
    OrderedJson row;
    row["class"] = to_string(registration.kind);
    row["registered"] = registered_of(registration.kind);
    row["domain"] = text_or_null(registration.domain);
    row["registrar"] = {{"name", text_or_null(registration.registrar)},
                        {"iana_id", text_or_null(registration.registrar_id)}};
    row["name_servers"] = registration.name_servers;
    row["statuses"] = registration.statuses;
    row["created"] = time_or_null(registration.created);
    row["updated"] = time_or_null(registration.updated);
    row["expires"] = time_or_null(registration.expires);
    row["dnssec"] = registration.dnssec ? OrderedJson(*registration.dnssec) : OrderedJson(nullptr);
    row["ds"] = registration.ds;
    row["contacts"] = contacts_of(registration);
    row["exposure"] = exposure_of(registration);
    if (!registration.reason.empty()) row["reason"] = registration.reason;
    return json_line(row);
}

}  // namespace nameward::formats
