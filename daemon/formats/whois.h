// One WHOIS answer (RFC 3912), whatever its shape: one core for labels, headings and blocks, and the words in
// config/registration. Pure; no text makes it throw.
#pragma once

#include <string_view>

#include "formats/registration.h"

namespace nameward::formats {

// `text` in UTF-8 (to_utf8()). A text that names a registrar or name servers is never not_found, and one that speaks of
// limits is throttled before it is not_found.
Registration read_whois(std::string_view text);

}  // namespace nameward::formats
