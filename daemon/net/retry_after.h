// The Retry-After header (RFC 9110, 10.2.3).
#pragma once

#include <optional>
#include <string_view>

#include "nameward/time.h"

namespace nameward::net {

// Seconds or an HTTP-date (counted from `now`), held between 1 s and 24 h: a server can neither make us hammer it nor
// silence us. nullopt for anything else.
std::optional<Seconds> parse_retry_after(std::string_view value, Wall now);

}  // namespace nameward::net
