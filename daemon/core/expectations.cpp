#include "core/expectations.h"

#include <algorithm>

#include "nameward/text.h"

namespace nameward::core {
namespace {

std::string list(const Values& values) {
    return values.empty() ? "none" : join_words(values);
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

Condition judge(const Expected& what, const DomainConfig& domain, const Values& wanted, const Observations& now) {
    Condition condition;
    condition.type = std::string("expectation.") + what.key;
    condition.subject = domain.name.name();
    condition.layer = what.layer;
    const auto found = now.find({domain.name.name(), what.property, what.source});
    if (found == now.end() || !found->second.known()) return condition;
    const auto& values = found->second.values;
    condition.state = values == wanted ? Condition::State::clear : Condition::State::holds;
    condition.severity = share_a_member(values, wanted) ? what.partly : Severity::critical;
    condition.summary =
        std::string(what.title) + ": " + escape_text(list(values)) + "; expected: " + escape_text(list(wanted));
    return condition;
}

}  // namespace

std::vector<Condition> judge_expectations(const DomainConfig& domain, const Observations& now) {
    constexpr Expected name_servers{"name_servers",    "delegation.ns", "parent", "name servers at the registry",
                                    Severity::warning, Layer::registry};
    constexpr Expected ds{"ds",           "delegation.ds", "parent", "DS records at the registry", Severity::warning,
                          Layer::registry};
    std::vector<Condition> conditions;
    if (domain.expect.name_servers)
        conditions.push_back(judge(name_servers, domain, make_values(*domain.expect.name_servers), now));
    if (domain.expect.ds) conditions.push_back(judge(ds, domain, make_values(*domain.expect.ds), now));
    return conditions;
}

}  // namespace nameward::core
