// The list of sinks. A new kind is one file and one line in all.cpp.
#pragma once

#include <string>
#include <vector>

#include "nameward/config.h"
#include "nameward/outward.h"
#include "nameward/sink.h"

namespace nameward::sinks {

struct SinkDoors {
    HttpDoor http;
    SmtpDoor smtp;
    SecretDoor read_secret;
};

// The kinds that can be made, in the order of the product page.
std::vector<std::string> sink_kinds();

// One sink for each [[sink]], in order. Their deliver() never throws. Error (config) names the first sink whose kind is
// not available or that lacks what its kind needs.
Result<std::vector<Sink>> make_sinks(const Config& config, const SinkDoors& doors);

}  // namespace nameward::sinks
