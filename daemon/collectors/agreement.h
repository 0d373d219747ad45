// One word out of several servers' words. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "nameward/observation.h"

namespace nameward::collectors {

using Word = std::pair<Seen::State, Values>;

// What one server said at one of its addresses: a known Seen, or unknown with the reason.
struct Vote {
    std::string server;   // "a.example.net": two addresses of one server are one witness
    std::string address;  // "192.0.2.1"
    Seen seen;
};

// The value that at least `needed` different servers, and more than half of the addresses that said anything, agree
// on; its evidence is that of those who agree. Otherwise unknown, and the reason says who said what or why nobody did.
Seen agree(const std::vector<Vote>& votes, std::size_t needed);

// The value that everybody who said anything agrees on, be it only one. Where they differ, the word is disputed, and
// the reason says who said what; otherwise unknown as above.
Seen agree_all(const std::vector<Vote>& votes);

// Everything that anybody said, as one set; unknown where nobody said anything.
Seen together(const std::vector<Vote>& votes);

// "none", "unknown" or the values, for a sentence: harmless and of bounded length.
std::string describe(const Seen& seen);

}  // namespace nameward::collectors
