// One question to a WHOIS server (RFC 3912), over a socket of our own. network.proxy does not count here.
#pragma once

#include "nameward/net.h"
#include "net/doors.h"

namespace nameward::net {

// The promises of Net::whois.
Result<WhoisReply> ask_whois(const WhoisQuestion& question, const DoorOptions& options, Manners& manners);

}  // namespace nameward::net
