// What a sweep prints when it is through.
#pragma once

#include "app/sweep.h"
#include "commands/console.h"
#include "store/store.h"

namespace nameward::commands {

// Changes, findings and deliveries of the pass: rows with `json`, else text.
void report(const app::PassResult& result, Store& store, bool json, const Console& console);

// 10 when there are changes or newly opened findings, 1 when no pass was possible, else 0.
int exit_code_of(const app::PassResult& result, Store& store);

// "sent to soc", "soc: HTTP 503, next attempt 2026-...": one line for a delivery.
std::string delivery_line(const Delivery& delivery);

}  // namespace nameward::commands
