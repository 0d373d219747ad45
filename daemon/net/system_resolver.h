// The system's resolver, with a deadline: getaddrinfo() has none, and answers when its servers are tired of trying.
#pragma once

#include <chrono>
#include <string>

#include "nameward/dns.h"

namespace nameward::net {

// Also reads addresses in whatever spelling the C library knows ("0x7f.1"): who connects judges what comes back. Empty
// where the system says that there is no such host or no address of it. Thread-safe.
Addresses resolve_by_system(const std::string& host, std::chrono::milliseconds deadline);

}  // namespace nameward::net
