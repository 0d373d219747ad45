#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace nameward {

enum class Severity : std::uint8_t { info, notice, warning, critical };  // low to high

// Where in the chain from registrar to reader something happened: product words, see docs/architecture.md.
enum class Layer : std::uint8_t {
    registrar,
    registry,
    dns_operator,
    mail,
    resolver,
    route,
    tenant,
    certificate,
    host,
    monitor
};

std::string_view to_string(Severity severity);
std::string_view to_string(Layer layer);
std::optional<Severity> severity_from(std::string_view text);
std::optional<Layer> layer_from(std::string_view text);

}  // namespace nameward
