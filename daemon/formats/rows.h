// The NDJSON rows and message bodies that other programs read. Pure. Every function returns one line of valid JSON in
// UTF-8 without newline: bytes that are not UTF-8 become U+FFFD.
#pragma once

#include <string>
#include <string_view>

#include "nameward/alert.h"
#include "nameward/collector.h"
#include "nameward/review.h"

namespace nameward::formats {

std::string row(const Change& change);
std::string row(const Finding& finding);
std::string row(const ObservationRow& observation);
std::string row(const SightRow& sight);  // "kind":"status"
std::string row(const Delivery& delivery);
std::string row(const std::string& collector, const PropertySpec& property);  // "kind":"property"

// An alert as the outbox keeps it, and back. Everything in it survives the round trip.
std::string alert_to_json(const Alert& alert);
Result<Alert> alert_from_json(std::string_view text);

// The body of a webhook: {"type":...,"timestamp":...,"data":{...}}. Below 256 KiB: shorten.h says what is left out.
std::string webhook_body(const Alert& alert);

// A sorted list of strings as a JSON array, and back (used for values at rest).
std::string values_to_json(const Values& values);
Result<Values> values_from_json(std::string_view text);

}  // namespace nameward::formats
