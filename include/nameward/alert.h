// One message about an incident, and its way to each sink.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nameward/change.h"
#include "nameward/finding.h"

namespace nameward {

struct Alert {
    enum class Type { opened, updated, closed, health, test };
    std::string id;        // "a-..."; stable: derived from what it tells
    std::string incident;  // "i-..."; empty for health and test
    Type type = Type::opened;
    Wall at{};
    Severity severity = Severity::info;
    std::string domain;  // "monitor" for health
    Layer layer = Layer::registry;
    std::string
        summary;  // what and where, fit for a subject line after the domain: "name servers changed at the registry"
    std::string story;  // the incident so far in time order, lines separated by \n
    std::vector<Change> changes;
    std::vector<Finding> findings;
    std::vector<std::string> restored;    // ids of those changes that bring back what an earlier one had replaced
    std::vector<std::string> next_steps;  // what to do now, the first thing first
    std::string chain_head;               // empty until the history is chained
};

// The word in a webhook's `type`: "nameward.incident.opened", "nameward.health", "nameward.test".
std::string_view to_string(Alert::Type type);
std::optional<Alert::Type> alert_type_from(std::string_view text);

// One alert to one sink.
struct Delivery {
    enum class State { pending, parked, sent };
    std::string id;  // "d-..."
    std::int64_t sequence = 0;
    std::string alert, incident, sink, domain;
    Severity severity = Severity::info;
    State state = State::pending;
    int attempts = 0;
    Wall created{};
    std::optional<Wall> next_attempt;
    std::string last_error;
    std::vector<std::string> reached;  // receivers of this sink that have it already (e-mail recipients)
};

std::string_view to_string(Delivery::State state);
std::optional<Delivery::State> delivery_state_from(std::string_view text);

}  // namespace nameward
