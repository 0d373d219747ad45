#include "collectors/all.h"

#include "collectors/delegation.h"

namespace nameward {

const PropertySpec* Collector::spec(const Fact& fact) const {
    for (const auto& property : reports)
        if (property.name == fact.property && property.source == fact.source) return &property;
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
