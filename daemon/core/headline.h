// One line for a person: what changed, and who says so. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "nameward/collector.h"

namespace nameward::core {

inline constexpr std::size_t kMaxSummary = 240;  // bytes: stands in a subject line

// "name servers changed at the registry", "transfer lock removed (clientTransferProhibited), says the registry",
// "sign-in changed from managed to federated, says Microsoft". Holds remote words as they are.
std::string headline(const PropertySpec& spec, const Fact& fact, const std::string& domain, const Values& before,
                     const Values& after);

}  // namespace nameward::core
