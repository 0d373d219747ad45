#include "core/headline.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/statuses.h"
#include "nameward/change.h"
#include "nameward/text.h"

namespace nameward::core {
namespace {

constexpr std::size_t kNamed = 3;  // of statuses in one line

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kPlaces{{
    {"parent", " at the registry"},
    {"child", " on the domain's own servers"},
    {"rdap.registry", ", says the registry"},
    {"rdap.registrar", ", says the registrar"},
    {"whois.registry", ", says the registry's WHOIS"},
    {"whois.registrar", ", says the registrar's WHOIS"},
}};

// Of the sources that stand for several of a kind, the name behind the mark.
std::string named_place(std::string_view source) {
    constexpr std::string_view resolver = "resolver.", microsoft = "microsoft.", usual_cloud = "commercial";
    if (source.starts_with(resolver)) return " at the resolver " + std::string(source.substr(resolver.size()));
    const auto at = source.find('@');
    if (!source.starts_with(microsoft) || at == source.npos) return " (" + std::string(source) + ')';
    const auto cloud = source.substr(at + 1);
    return ", says Microsoft" + (cloud == usual_cloud ? "" : " (cloud " + std::string(cloud) + ')');
}

std::string place_of(const std::string& source) {
    for (const auto& [name, words] : kPlaces)
        if (source == name) return std::string(words);
    return named_place(source);
}

std::string verb_of(const Values& before, const Values& after) {
    if (after.empty()) return " removed";
    return before.empty() ? " appeared" : " changed";
}

Values those(const Values& values, bool (*test)(std::string_view)) {
    Values found;
    std::copy_if(values.begin(), values.end(), std::back_inserter(found), test);
    return found;
}

std::string named(Values values) {
    const bool more = values.size() > kNamed;
    if (more) values.resize(kNamed);
    return " (" + join_words(values, ", ") + (more ? ", ...)" : ")");
}

// The gravest of what came and went, in the words of the EPP statuses (RFC 5731, RFC 3915).
std::string change_of_statuses(const Change& change) {
    const auto added = change.added(), removed = change.removed();
    if (const auto found = those(added, is_deletion); !found.empty()) return "deletion under way" + named(found);
    if (const auto found = those(added, is_hold); !found.empty()) return "domain put on hold" + named(found);
    if (const auto found = those(added, is_transfer); !found.empty()) return "transfer under way" + named(found);
    if (const auto found = those(removed, is_transfer_lock); !found.empty())
        return "transfer lock removed" + named(found);
    if (const auto found = those(removed, is_lock); !found.empty()) return "lock removed" + named(found);
    if (const auto found = those(removed, is_hold); !found.empty()) return "hold removed" + named(found);
    if (const auto found = those(added, is_lock); !found.empty()) return "lock added" + named(found);
    return "";
}

// A property of one single word tells both.
std::string from_to(const std::string& what, const Values& before, const Values& after) {
    const auto word = [](const Values& values) { return values.empty() ? "none" : values.front(); };
    return what + " changed from " + word(before) + " to " + word(after);
}

// Empty where the title and a verb say it all.
std::string special(const Fact& fact, const Values& before, const Values& after) {
    if (fact.property == "delegation.state")
        return after == Values{"undelegated"} ? "delegation removed" : "delegation appeared";
    if (fact.property == "registration.state") return from_to("registration", before, after);
    if (fact.property == "tenant.microsoft.state") return from_to("sign-in", before, after);
    if (fact.property != "registration.statuses") return "";
    Change change;
    change.before = before;
    change.after = after;
    return change_of_statuses(change);
}

}  // namespace

std::string headline(const PropertySpec& spec, const Fact& fact, const std::string& domain, const Values& before,
                     const Values& after) {
    if (const auto words = special(fact, before, after); !words.empty()) return words + place_of(fact.source);
    const std::string of_what = fact.subject == domain ? "" : " of " + fact.subject;
    return spec.title + of_what + verb_of(before, after) + place_of(fact.source);
}

}  // namespace nameward::core
