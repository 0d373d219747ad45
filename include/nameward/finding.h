// Standing conditions: they open, stay and close.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nameward/severity.h"
#include "nameward/time.h"

namespace nameward {

// One look's word on one standing condition; whoever looks reports every condition that it can judge, each time.
struct Condition {
    enum class State {
        holds,
        clear,
        moot,     // there is nothing to judge any more; `summary` says why
        unknown,  // leaves things as they are
    };
    std::string type;      // "delegation.lame", "expectation.name_servers", "monitor.blind"
    std::string subject;   // the domain, a name below it, or for monitor.* the source
    std::string source{};  // whose word it is; empty where it takes several
    State state = State::unknown;
    Severity severity = Severity::warning;
    Layer layer = Layer::registry;
    std::string summary;  // one line for a person
    int looks = 1;        // opens when it held in so many regular looks in a row
};

struct Finding {
    std::string id;  // finding_id()
    std::string type, domain, subject;
    std::string collector, source;  // who judges it: nobody else closes it. Source as in Condition
    Severity severity = Severity::warning;
    Layer layer = Layer::registry;
    Wall opened{};
    std::optional<Wall> closed;
    std::string summary;
    std::string incident;
};

// "f-" and 128 bits of SHA-256 over type, domain, subject and opening time.
std::string finding_id(const Finding& finding);

}  // namespace nameward
