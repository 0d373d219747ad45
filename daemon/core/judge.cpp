#include "core/judge.h"

#include <algorithm>
#include <cstddef>

#include "core/headline.h"
#include "nameward/text.h"

namespace nameward::core {
namespace {

// A property that is not described is a mistake of ours; it is told, at a severity that people see.
PropertySpec undescribed(const Fact& fact) {
    PropertySpec spec;
    spec.name = fact.property;
    spec.source = fact.source;
    spec.title = fact.property;
    spec.on_add = spec.on_change = spec.on_replace = spec.on_vanish = Severity::warning;
    return spec;
}

PropertySpec spec_of(const Collector& collector, const Fact& fact) {
    const auto* described = collector.spec(fact);
    return described ? *described : undescribed(fact);
}

}  // namespace

Severity severity_of(const PropertySpec& spec, const Weighing& difference) {
    if (spec.weigh) return spec.weigh(difference);
    const auto& before = difference.before;
    const auto& after = difference.after;
    if (after.empty()) return spec.on_vanish;
    const bool all_kept = std::includes(after.begin(), after.end(), before.begin(), before.end());
    if (all_kept) return spec.on_add;
    const bool some_kept = std::any_of(before.begin(), before.end(), [&](const std::string& value) {
        return std::binary_search(after.begin(), after.end(), value);
    });
    return some_kept ? spec.on_change : spec.on_replace;
}

Layer layer_of(const PropertySpec& spec, const Values& before, const Values& after) {
    return spec.layer_of ? spec.layer_of(before, after) : spec.layer;
}

Change make_change(const Collector& collector, const DomainConfig& domain, const Fact& fact, const Seen& before,
                   Wall before_since, const Seen& after, const Observations& seen, Wall now,
                   const Observations* known) {
    const auto spec = spec_of(collector, fact);
    Change change;
    change.at = now;
    change.domain = domain.name.name();
    change.collector = collector.name;
    change.fact = fact;
    change.before = before.values;
    change.after = after.values;
    change.before_since = before_since;
    change.severity = severity_of(spec, {domain, fact, before.values, after.values, seen, known});
    change.layer = layer_of(spec, before.values, after.values);
    change.attack = spec.attack;
    change.summary = escape_text(headline(spec, fact, change.domain, before.values, after.values), kMaxSummary);
    return change;
}

void settle_layers(const Collector& collector, std::optional<Wall> delegation_changed, std::vector<Change>& changes) {
    const auto stands = [](const Change& change) { return change.state != ChangeState::retracted; };
    const bool delegation = std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
        return stands(change) && change.fact.property.rfind("delegation.", 0) == 0;
    });
    const auto with_delegation = [&](const Change& change) {
        return delegation || (delegation_changed && std::chrono::abs(change.at - *delegation_changed) <= kSamePass);
    };
    for (auto& change : changes)
        if (stands(change))
            change.layer = with_delegation(change)
                               ? Layer::registry
                               : layer_of(spec_of(collector, change.fact), change.before, change.after);
}

void sort_by_weight(const Collector& collector, std::vector<Change>& changes) {
    const auto place = [&](const Change& change) {
        const auto* spec = collector.spec(change.fact);
        return spec ? spec - collector.reports.data() : std::ptrdiff_t(collector.reports.size());
    };
    std::stable_sort(changes.begin(), changes.end(), [&](const Change& a, const Change& b) {
        return a.severity != b.severity ? a.severity > b.severity : place(a) < place(b);
    });
}

bool means_the_same(const Collector& collector, const Weighing& difference) {
    if (difference.before == difference.after) return true;
    const auto* spec = collector.spec(difference.fact);
    if (!spec) return false;
    return spec->memory || (spec->alike && spec->alike(difference.before, difference.after)) ||
           (spec->alike_here && spec->alike_here(difference));
}

}  // namespace nameward::core
