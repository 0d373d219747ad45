// How often a look can be made where many of them ask one host: the space between two questions to it
// (network.http_spacing) holds, whatever the schedule asks for.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "nameward/collector.h"

namespace nameward::app {

// A schedule that one host stretches.
struct Stretch {
    std::string collector, host;
    std::size_t domains = 0;
    Seconds interval{}, effective{};
};

// As far as it is known before anybody is asked (Collector::tolls). Questions over DNS are not: they spread over the
// servers that a registry has. Immutable; the
// configuration has to outlive it.
class Pace {
  public:
    explicit Pace(const Config& config);

    // From one look of this collector at the domain to the next: as scheduled, or what its busiest host takes.
    Seconds interval(const Domain& domain, const Collector& collector) const;
    std::vector<Stretch> stretches() const;

  private:
    struct Host {
        double load = 0;  // how much of the time its questions take: above 1 it stretches them
        std::map<std::string, std::size_t> domains{};  // by collector
    };
    double load_on(const Domain& domain, const Collector& collector) const;

    const Config& config_;
    std::map<std::string, Host> hosts_;
};

// For people and logs: one sentence.
std::string describe(const Stretch& stretch, Seconds spacing);

}  // namespace nameward::app
