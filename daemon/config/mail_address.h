#pragma once

#include <string>
#include <string_view>

#include "nameward/result.h"

namespace nameward::config {

struct MailAddress {
    std::string local, host;  // the host as parse_host_name() gives it
    std::string text() const { return local + "@" + host; }
};

// local@host with a dot-atom in front (RFC 5321 4.1.2); no display name, no quotes, no address literal.
Result<MailAddress> parse_mail_address(std::string_view text);

}  // namespace nameward::config
