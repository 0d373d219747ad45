// An alert as one complete e-mail. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/alert.h"

namespace nameward::sinks {

struct MailAddresses {
    std::string from;
    std::vector<std::string> to;
};

// RFC 5322, multipart/alternative with text and HTML, 7-bit, CRLF, no line over 78 bytes but for long addresses and
// names, below 100 KiB in all. The Message-ID depends on the alert alone, the thread (References) on the incident
// alone.
std::string mail_message(const Alert& alert, const MailAddresses& addresses, Now now);

// "[nameward] CRITICAL example.com: name servers changed at the registry", not yet encoded.
std::string mail_subject(const Alert& alert);

}  // namespace nameward::sinks
