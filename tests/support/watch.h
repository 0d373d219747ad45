// Looks at domains as the daemon does, without daemon: collect, judge, record; the second look where one is owed.
#pragma once

#include <stdexcept>

#include "builders.h"
#include "core/assess.h"
#include "memory_store.h"

namespace nameward::test {

inline const Seen& word(const Collected& collected, const std::string& property, const std::string& source) {
    return collected.observations.at(fact_of(property, source));
}

inline const Condition& condition(const Collected& collected, const std::string& type) {
    for (const auto& each : collected.conditions)
        if (each.type == type) return each;
    throw std::runtime_error("no condition " + type);
}

struct Watch {
    Collector collector;
    MemoryStore store;
    DomainConfig domain = domain_config();
    Config settings{};
    Seconds interval = kInterval;
    Seconds confirm_after{30};
    int blind_after = 3;
    std::vector<core::SinkRule> sinks{{"all", Severity::info}};

    core::Context context() const { return {collector, domain, interval, confirm_after, blind_after, sinks}; }

    // One look with what it brought; a second one where changes are pending.
    Record take(const Collected& collected, Wall now) {
        const auto knowledge = store.knowledge(domain.name.name(), now);
        auto record = knowledge.pending.empty() ? core::assess_look(context(), knowledge, collected, {now, {}})
                                                : core::assess_second_look(context(), knowledge, collected, {now, {}});
        store.record(record);
        return record;
    }

    Record take(const Observations& seen, Wall now) { return take(Collected{seen, {}, {}}, now); }

    // One look through the collector.
    Record look(const Net& net, Wall now) {
        const auto knowledge = store.knowledge(domain.name.name(), now);
        const bool second = !knowledge.pending.empty();
        const auto known = second ? core::known_before(knowledge) : core::known_now(knowledge);
        const auto attention = second ? Attention::second : Attention::first;
        return take(collector.look({domain.name, domain, known, settings}, net, attention, {now, {}}), now);
    }

    // A regular look and the second looks that it owes. Returns the last record.
    Record pass(const Net& net, Wall now) {
        auto record = look(net, now);
        while (record.second_look) record = look(net, record.second_look->due);
        return record;
    }
};

}  // namespace nameward::test
