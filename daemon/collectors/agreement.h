// One word out of several servers' words. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/observation.h"

namespace nameward::collectors {

// What one server said: a known Seen, or unknown with the reason.
struct Vote {
    std::string server;  // "a.example.net/192.0.2.1"
    Seen seen;
};

// The value that at least `needed` servers and more than half of those that said anything agree on; its evidence is
// that of the agreeing servers. Otherwise unknown, and the reason says who said what or why nobody did.
Seen agree(const std::vector<Vote>& votes, std::size_t needed);

// "absent" or the values, for a sentence.
std::string describe(const Seen& seen);

}  // namespace nameward::collectors
