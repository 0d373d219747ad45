#include "core/expectations.h"

#include <algorithm>

#include "nameward/text.h"

namespace nameward::core {
namespace {

constexpr std::size_t kListed = 400;  // bytes: both sides stay readable in one line

std::string list(const Values& values) {
    return values.empty() ? "none" : escape_text(join_words(values), kListed);
}

bool share_a_member(const Values& a, const Values& b) {
    return std::any_of(a.begin(), a.end(),
                       [&](const auto& value) { return std::binary_search(b.begin(), b.end(), value); });
}

struct Expected {
    const char* key;       // "name_servers"
    const char* property;  // "delegation.ns"
    const char* source;    // "parent"
    const char* title;     // "name servers at the registry"
    Severity partly;       // some of what is expected is there
    Layer layer;
};

constexpr Expected kNameServers{"name_servers",    "delegation.ns", "parent", "name servers at the registry",
                                Severity::warning, Layer::registry};
constexpr Expected kDs{"ds",           "delegation.ds", "parent", "DS records at the registry", Severity::warning,
                       Layer::registry};

Condition judge(const Expected& what, const std::string& domain, const std::optional<Values>& wished,
                const Observations& now) {
    Condition condition;
    condition.type = std::string("expectation.") + what.key;
    condition.subject = domain;
    condition.layer = what.layer;
    condition.state = Condition::State::clear;
    if (!wished) return condition;
    const auto found = now.find({domain, what.property, what.source});
    if (found == now.end() || !found->second.known()) {
        condition.state = Condition::State::unknown;
        return condition;
    }
    const auto& values = found->second.values;
    const auto wanted = make_values(*wished);
    if (values == wanted) return condition;
    condition.state = Condition::State::holds;
    condition.severity = share_a_member(values, wanted) ? what.partly : Severity::critical;
    condition.summary = std::string(what.title) + ": " + list(values) + "; expected: " + list(wanted);
    return condition;
}

}  // namespace

std::vector<Condition> judge_expectations(const DomainConfig& domain, const Observations& now) {
    const auto& name = domain.name.name();
    return {judge(kNameServers, name, domain.expect.name_servers, now), judge(kDs, name, domain.expect.ds, now)};
}

}  // namespace nameward::core
