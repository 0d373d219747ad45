// What test-alert prints, whoever sent the alert.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/console.h"
#include "nameward/sink.h"

namespace nameward::commands {

// Says what each receiver answered. 0 when all of them took it.
int report_test(const std::vector<Delivery>& answers, bool json, const Console& console);

// Why `name` ("" = all) cannot be tested; nullopt when it can.
std::optional<std::string> wrong_sink(const std::vector<Sink>& sinks, const std::string& name);

}  // namespace nameward::commands
