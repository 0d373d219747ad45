// E-mail: one SMTP transaction for each recipient, so that one bad address cannot lose the alert for the others.
#pragma once

#include "nameward/outward.h"
#include "nameward/sink.h"

namespace nameward::sinks {

Sink email_sink(const SinkConfig& config, SmtpDoor smtp, SecretDoor read_secret);

}  // namespace nameward::sinks
