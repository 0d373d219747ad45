// Small builders that the tests of judging share.
#pragma once

#include <string>

#include "nameward/collector.h"
#include "nameward/config.h"
#include "nameward/observation.h"

namespace nameward::test {

// Seconds after a fixed moment: 2026-11-23T07:00:00Z.
inline Wall at(std::int64_t seconds) {
    return Wall(Seconds(1795417200 + seconds));
}
inline Now now_at(std::int64_t seconds) {
    return {at(seconds), {}};
}

inline constexpr Seconds kInterval = std::chrono::minutes(5);

inline const Domain kDomain = *Domain::parse("example.com");

inline DomainConfig domain_config(const std::string& name = "example.com") {
    return DomainConfig{*Domain::parse(name), {}, {}, {}, false, {}};
}

inline Fact fact_of(const std::string& property, const std::string& source = "parent",
                    const std::string& subject = "example.com") {
    return {subject, property, source};
}

inline Condition condition_of(const std::string& type, Condition::State state, Severity severity = Severity::warning,
                              const std::string& summary = "something stands") {
    Condition condition;
    condition.type = type;
    condition.subject = "example.com";
    condition.state = state;
    condition.severity = severity;
    condition.summary = summary;
    return condition;
}

// A known word of which members that begin so were not seen.
inline Seen partly(Values values, std::vector<std::string> unseen, const std::string& reason = "no answer") {
    auto seen = Seen::present(std::move(values));
    seen.unseen = std::move(unseen);
    seen.reason = reason;
    return seen;
}

}  // namespace nameward::test
