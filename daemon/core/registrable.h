// The name that is registered at a registry, of a name that is it or stands below it (Public Suffix List).
#pragma once

#include <optional>

#include "nameward/domain.h"

namespace nameward::core {

// example.co.uk of www.example.co.uk; nothing of what is a public suffix itself (co.uk). Only the suffixes of
// registries count: below the private ones of the list (github.io) nobody but their owner registers.
std::optional<Domain> registrable_domain(const Domain& domain);

}  // namespace nameward::core
