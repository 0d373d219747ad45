// How a collector writes down what it reports. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/collector.h"

namespace nameward::collectors {

// How grave it is when members came, when some of the set went, when all of it was replaced, when it vanished.
struct Weights {
    Severity add, change, replace, vanish;
};

constexpr Weights always(Severity severity) {
    return {severity, severity, severity, severity};
}

PropertySpec property_spec(std::string name, std::string source, std::string title, Layer layer, Weights weights,
                           std::vector<std::string> attack);

}  // namespace nameward::collectors
