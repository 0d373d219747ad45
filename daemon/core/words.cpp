// The words that stand for the enumerations in every row, message and page.
#include <array>
#include <utility>

#include "nameward/alert.h"
#include "nameward/change.h"
#include "nameward/severity.h"

namespace nameward {
namespace {

template <class E, std::size_t N>
using Words = std::array<std::pair<E, std::string_view>, N>;

constexpr Words<Severity, 4> kSeverities{{{Severity::info, "info"},
                                          {Severity::notice, "notice"},
                                          {Severity::warning, "warning"},
                                          {Severity::critical, "critical"}}};

constexpr Words<Layer, 10> kLayers{{{Layer::registrar, "registrar"},
                                    {Layer::registry, "registry"},
                                    {Layer::dns_operator, "dns_operator"},
                                    {Layer::mail, "mail"},
                                    {Layer::resolver, "resolver"},
                                    {Layer::route, "route"},
                                    {Layer::tenant, "tenant"},
                                    {Layer::certificate, "certificate"},
                                    {Layer::host, "host"},
                                    {Layer::monitor, "monitor"}}};

constexpr Words<ChangeState, 4> kChangeStates{{{ChangeState::suspected, "suspected"},
                                               {ChangeState::confirmed, "confirmed"},
                                               {ChangeState::retracted, "retracted"},
                                               {ChangeState::unconfirmed, "unconfirmed"}}};

constexpr Words<Alert::Type, 5> kAlertTypes{{{Alert::Type::opened, "nameward.incident.opened"},
                                             {Alert::Type::updated, "nameward.incident.updated"},
                                             {Alert::Type::closed, "nameward.incident.closed"},
                                             {Alert::Type::health, "nameward.health"},
                                             {Alert::Type::test, "nameward.test"}}};

constexpr Words<Delivery::State, 3> kDeliveryStates{
    {{Delivery::State::pending, "pending"}, {Delivery::State::parked, "parked"}, {Delivery::State::sent, "sent"}}};

template <class E, std::size_t N>
std::string_view word_of(const Words<E, N>& words, E value) {
    for (const auto& [known, word] : words)
        if (known == value) return word;
    return "?";
}

template <class E, std::size_t N>
std::optional<E> value_of(const Words<E, N>& words, std::string_view text) {
    for (const auto& [value, word] : words)
        if (word == text) return value;
    return std::nullopt;
}

}  // namespace

std::string_view to_string(Severity severity) {
    return word_of(kSeverities, severity);
}
std::string_view to_string(Layer layer) {
    return word_of(kLayers, layer);
}
std::string_view to_string(ChangeState state) {
    return word_of(kChangeStates, state);
}
std::string_view to_string(Alert::Type type) {
    return word_of(kAlertTypes, type);
}
std::string_view to_string(Delivery::State state) {
    return word_of(kDeliveryStates, state);
}

std::optional<Severity> severity_from(std::string_view text) {
    return value_of(kSeverities, text);
}
std::optional<Layer> layer_from(std::string_view text) {
    return value_of(kLayers, text);
}
std::optional<ChangeState> change_state_from(std::string_view text) {
    return value_of(kChangeStates, text);
}
std::optional<Alert::Type> alert_type_from(std::string_view text) {
    return value_of(kAlertTypes, text);
}
std::optional<Delivery::State> delivery_state_from(std::string_view text) {
    return value_of(kDeliveryStates, text);
}

}  // namespace nameward
