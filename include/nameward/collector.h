// A collector asks sources and turns their answers into observations. It describes itself: default severities,
// documentation, labels and configuration checks are made from `reports`.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "nameward/config.h"
#include "nameward/finding.h"
#include "nameward/net.h"
#include "nameward/observation.h"

namespace nameward {

// A difference that is to be weighed, with all that the same look saw.
struct Weighing {
    const DomainConfig& domain;
    const Fact& fact;
    const Values& before;
    const Values& after;
    const Observations& seen;
    const Observations* known = nullptr;  // the last words before this look, where they are at hand
};

// In name and source a label in angle brackets stands for any one label: "registration.contact.<role>.<field>",
// "microsoft.oidc@<cloud>".
struct PropertySpec {
    std::string name;                        // "delegation.ns"
    std::string source;                      // "parent"
    std::string title;                       // for people: "name servers"
    Severity on_add = Severity::notice;      // members came, none went
    Severity on_change = Severity::notice;   // a part of the set went
    Severity on_replace = Severity::notice;  // nothing of the old set is left
    Severity on_vanish = Severity::notice;   // present -> absent
    Layer layer = Layer::registry;
    std::vector<std::string> attack;  // MITRE ATT&CK technique ids
    // Whether two different values mean the same: such a difference is learnt silently. Null: only equal values do.
    std::function<bool(const Values& before, const Values& after)> alike{};
    std::function<bool(const Weighing&)> alike_here{};  // the same, where the values alone do not say it
    // What the collector keeps for its own next looks: no difference of it is told.
    bool memory = false;
    // Where the four severities and the one layer above do not say it. Null: they do.
    std::function<Severity(const Weighing&)> weigh{};
    std::function<Layer(const Values& before, const Values& after)> layer_of{};

    bool describes(const Fact& fact) const;
};

// Whether `text` is `pattern` with each <...> replaced by one label: letters other than dots, at least one.
bool fits(std::string_view pattern, std::string_view text);

struct Watched {
    Domain domain;
    const DomainConfig& config;
    const Observations& known;  // the last known word on each fact of this collector; in a second look, as it was
                                // before the changes that are suspected
    const Config& settings;
};

// How to look. The second look sees the same facts another way: other servers, TCP, a fresh fetch.
enum class Attention { first, second };

struct Collected {
    Observations observations;
    std::vector<Condition> conditions;
    std::vector<std::string> remarks;  // what else a person should know of it: lines for the story
};

// What a look at a domain asks, over HTTP or WHOIS, of a host that looks at other domains ask as well.
struct Toll {
    std::string host;   // as people know it
    int questions = 1;  // at least
};

struct Collector {
    std::string name;   // "delegation"
    std::string title;  // "delegation and name servers"
    // Raised when a parser is fixed or a source changes its meaning: the next observation re-baselines silently.
    int epoch = 1;
    std::vector<PropertySpec> reports;
    // Thread-safe. Blocks at most a minute: what it asks through `Net` ends with the look's time.
    std::function<Collected(const Watched&, const Net&, Attention, Now)> look;

    // The sources that it asks under a configuration. Null: all that it reports.
    std::function<std::set<std::string>(const Config&)> asks{};

    // What its looks ask of hosts that they share, as far as it is known before anybody is asked. Null: nothing.
    std::function<std::vector<Toll>(const Domain&, const Config&)> tolls{};

    // How many of its looks are made at a time: those that wait for their turn at one host would keep all workers from
    // everything else.
    std::size_t most_at_once = 1000;

    const PropertySpec* spec(const Fact& fact) const;
    std::set<std::string> sources(const Config& config) const;
};

}  // namespace nameward
