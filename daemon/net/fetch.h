// One question to somebody else's HTTP server, with the redirects that are followed: each hop judged, each host asked
// with manners, one deadline for all of it.
#pragma once

#include "nameward/net.h"
#include "net/doors.h"

namespace nameward::net {

// The promises of Net::http for one of its batch.
Result<Fetched> fetch(const Fetch& wish, const DoorOptions& options, Manners& manners);

}  // namespace nameward::net
