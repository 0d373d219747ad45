// The encodings that carry any text through e-mail as short ASCII lines. Pure.
#pragma once

#include <string>
#include <string_view>

#include "nameward/time.h"

namespace nameward::sinks {

// "Name: value" CRLF, folded at blanks to 78 bytes where possible. The value becomes encoded words (RFC 2047) where it
// is not plain ASCII, has a word that is too long, or looks like an encoded word itself. Line ends cannot pass.
std::string header(std::string_view name, std::string_view value);

// RFC 2045, 6.7. Lines of the text end with \n and become CRLF; no line is over 76 bytes.
std::string quoted_printable(std::string_view text);

// "Mon, 23 Nov 2026 07:00:00 +0000" (RFC 5322, 3.3).
std::string mail_date(Wall moment);

// An address or a message id as it may stand in a header: printable ASCII without blanks, brackets and quotes; other
// bytes become "_".
std::string header_token(std::string_view text);

}  // namespace nameward::sinks
