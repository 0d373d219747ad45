// The configuration that `init` writes. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/domain.h"
#include "nameward/observation.h"

namespace nameward::commands {

// What one look at a domain brought.
struct Sighted {
    Domain domain;
    Observations observations;
};

enum class StoreAt {
    beside,      // the file
    of_service,  // the default, the one place where the service can write
};

// A commented nameward.toml for these domains. What is seen now stands as expectation; what could not be seen, or is
// not looked at, stands as a comment. Reads back without errors, whatever the sources said.
std::string starter_configuration(const std::vector<Sighted>& domains, StoreAt store);

}  // namespace nameward::commands
