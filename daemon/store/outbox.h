// Alerts and their way to each sink.
#pragma once

#include <vector>

#include "nameward/record.h"
#include "store/query.h"

namespace nameward::store {

// Keeps the alert, one due delivery per sink, and that its findings are told. Queueing the same alert again adds only
// the sinks that it did not have.
void queue_alert(SQLite::Database& db, const Outgoing& outgoing, Wall at);

// `rest` stands behind FROM delivery.
std::vector<Delivery> load_deliveries(SQLite::Database& db, const std::string& rest,
                                      const std::vector<Argument>& arguments);

}  // namespace nameward::store
