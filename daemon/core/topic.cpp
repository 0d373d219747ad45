#include "core/topic.h"

#include <algorithm>
#include <iterator>

#include "core/statuses.h"

namespace nameward::core {
namespace {

constexpr std::string_view kConsequences[] = {"authority.", "dnssec.", "records.", "mail."};

bool is_consequence(const Change& change) {
    return change.layer == Layer::registry &&
           std::any_of(std::begin(kConsequences), std::end(kConsequences),
                       [&](std::string_view prefix) { return change.fact.property.starts_with(prefix); });
}

bool any(const Values& values, bool (*test)(std::string_view)) {
    return std::any_of(values.begin(), values.end(), test);
}

// The gravest of what came and went.
std::string branch_of_statuses(const Change& change) {
    if (any(change.added(), is_deletion)) return ".delete";
    if (any(change.added(), is_hold)) return ".hold";
    if (any(change.added(), is_transfer)) return ".transfer";
    return any(change.removed(), is_lock) ? ".lock" : "";
}

std::string with_value(const Change& change, const char* value) {
    return change.after == Values{value} ? std::string(".") + value : "";
}

}  // namespace

std::string topic_of(const Change& change) {
    const auto& property = change.fact.property;
    if (is_consequence(change)) return "delegation.";
    if (property == "registration.statuses") return property + branch_of_statuses(change);
    if (property == "registration.state") return property + with_value(change, "unregistered");
    if (property == "tenant.microsoft.state")
        return property + with_value(change, "federated") + with_value(change, "none");
    return property;
}

bool is_back_again(const Change& change, const std::vector<std::string>& restored) {
    return std::find(restored.begin(), restored.end(), change.id) != restored.end();
}

}  // namespace nameward::core
