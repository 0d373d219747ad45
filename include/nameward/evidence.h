#pragma once

#include <memory>
#include <string>

#include "nameward/time.h"

namespace nameward {

// The raw answer behind an observation. Immutable and shared: one packet backs several facts.
struct Evidence {
    std::string kind;      // "dns", later "rdap", "whois", "http": says how to show the bytes
    std::string server;    // who was asked: an address and port, or a URL
    std::string question;  // what was asked, in words: "example.com NS over TCP"
    Wall at{};
    std::string bytes;  // as received
};
using EvidencePtr = std::shared_ptr<const Evidence>;

}  // namespace nameward
