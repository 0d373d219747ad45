#include "collectors/all.h"

#include <algorithm>

#include "collectors/delegation.h"
#include "collectors/records.h"
#include "collectors/registration.h"
#include "collectors/tenant.h"

namespace nameward {

bool fits(std::string_view pattern, std::string_view text) {
    for (;;) {
        const auto open = pattern.find('<');
        if (open == pattern.npos) return pattern == text;
        const auto close = pattern.find('>', open);
        if (close == pattern.npos || text.substr(0, open) != pattern.substr(0, open)) return false;
        text.remove_prefix(open);
        const auto label = std::min(text.find('.'), text.size());
        if (label == 0) return false;
        text.remove_prefix(label);
        pattern.remove_prefix(close + 1);
    }
}

bool PropertySpec::describes(const Fact& fact) const {
    return fits(name, fact.property) && fits(source, fact.source);
}

const PropertySpec* Collector::spec(const Fact& fact) const {
    for (const auto& property : reports)
        if (property.describes(fact)) return &property;
    return nullptr;
}

std::set<std::string> Collector::sources(const Config& config) const {
    if (asks) return asks(config);
    std::set<std::string> all;
    for (const auto& property : reports) all.insert(property.source);
    return all;
}

namespace collectors {

const std::vector<Collector>& all() {
    static const std::vector<Collector> list{
        delegation(),
        registration(),
        records(),
        tenant(),
    };
    return list;
}

const Collector* find(std::string_view name) {
    for (const auto& collector : all())
        if (collector.name == name) return &collector;
    return nullptr;
}

}  // namespace collectors
}  // namespace nameward
