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

inline constexpr auto info = Severity::info, notice = Severity::notice, warning = Severity::warning,
                      critical = Severity::critical;

inline constexpr const char* kDnsServer = "T1584.002";  // MITRE ATT&CK: Compromise Infrastructure: DNS Server

PropertySpec property_spec(std::string name, std::string source, std::string title, Layer layer, Weights weights,
                           std::vector<std::string> attack);

using Weigh = Severity (*)(const Weighing&);
using Alike = bool (*)(const Values&, const Values&);
// The same with what weighs its changes and tells values that are alike; nullptr leaves what it has.
PropertySpec weighed(PropertySpec spec, Weigh weigh, Alike alike = nullptr);

}  // namespace nameward::collectors
