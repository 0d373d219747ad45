// Looking without a store: for `look` and `init`.
#pragma once

#include <optional>
#include <vector>

#include "app/app.h"
#include "commands/command_line.h"
#include "commands/console.h"
#include "nameward/observation.h"
#include "nameward/review.h"

namespace nameward::commands {

struct Looked {
    Domain domain;
    Observations observations;
    std::vector<Finding> findings;  // conditions that hold now
};

// The configuration where there is one, else the defaults; nullopt when it has errors, which are on stderr by then.
std::optional<Config> config_to_look(const Arguments& arguments, const Console& console);

Looked look_at(const app::App& app, const Domain& domain);
std::vector<ObservationRow> rows_of(const Looked& looked, Wall now);

}  // namespace nameward::commands
