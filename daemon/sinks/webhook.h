// Standard Webhooks: one signed POST per alert, the same id on every repeat.
#pragma once

#include <string>
#include <string_view>

#include "nameward/outward.h"
#include "nameward/sink.h"

namespace nameward::sinks {

// The key in "whsec_<base64 of 24 to 64 bytes>". The Error says what is wrong with the form, never what it holds.
Result<std::string> webhook_key(std::string_view secret);

// "v1,<base64 of HMAC-SHA256 over id.timestamp.body>".
std::string webhook_signature(std::string_view key, std::string_view id, Wall timestamp, std::string_view body);

Sink webhook_sink(const SinkConfig& config, HttpDoor http, SecretDoor read_secret);

}  // namespace nameward::sinks
