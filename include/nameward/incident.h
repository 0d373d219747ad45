#pragma once

#include <optional>
#include <string>

#include "nameward/severity.h"
#include "nameward/time.h"

namespace nameward {

// Changes and findings that belong together, told as one story.
struct Incident {
    std::string id;  // "i-..."; derived from the first change or finding in it
    std::string domain;
    Wall opened{};
    Wall last_activity{};
    std::optional<Wall> closed;
    Severity severity = Severity::info;  // the highest so far
    Layer layer = Layer::registry;
    std::string summary;
    std::string story;  // one line per event in time order, lines separated by \n
};

}  // namespace nameward
