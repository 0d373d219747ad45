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
    const char* key;  // "name_servers"
    std::optional<Values> Expectations::*wish;
    const char* collector;  // the one that judges it
    const char* property;   // "delegation.ns"
    const char* source;     // "parent"
    const char* title;      // "name servers at the registry"
    Severity partly;        // some of what is expected is there
    Layer layer;
};

constexpr Expected kExpected[] = {
    {"name_servers", &Expectations::name_servers, "delegation", "delegation.ns", "parent",
     "name servers at the registry", Severity::warning, Layer::registry},
    {"ds", &Expectations::ds, "delegation", "delegation.ds", "parent", "DS records at the registry", Severity::warning,
     Layer::registry},
};

Condition judge(const Expected& what, const DomainConfig& domain, const Observations& now) {
    Condition condition;
    condition.type = std::string("expectation.") + what.key;
    condition.subject = domain.name.name();
    condition.source = what.source;
    condition.layer = what.layer;
    condition.state = Condition::State::clear;
    const auto& wish = domain.expect.*what.wish;
    if (!wish) return condition;
    const auto found = now.find({condition.subject, what.property, what.source});
    if (found == now.end() || !found->second.known()) {
        condition.state = Condition::State::unknown;
        return condition;
    }
    const auto& values = found->second.values;
    const auto wanted = make_values(*wish);
    if (values == wanted) return condition;
    condition.state = Condition::State::holds;
    condition.severity = share_a_member(values, wanted) ? what.partly : Severity::critical;
    condition.summary = std::string(what.title) + ": " + list(values) + "; expected: " + list(wanted);
    return condition;
}

}  // namespace

std::vector<Condition> judge_expectations(const std::string& collector, const DomainConfig& domain,
                                          const Observations& now) {
    std::vector<Condition> conditions;
    for (const auto& what : kExpected)
        if (what.collector == collector) conditions.push_back(judge(what, domain, now));
    return conditions;
}

}  // namespace nameward::core
