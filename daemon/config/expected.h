// The values of [domain.expect] and the hosts of a domain, each in the one form that observations have.
#pragma once

#include <string>
#include <string_view>

#include "nameward/domain.h"
#include "nameward/result.h"

namespace nameward::config {

// "keytag algorithm digesttype DIGEST" (RFC 4034 5.3): numbers, then the digest in upper case without blanks, of the
// length that its type has.
Result<std::string> parse_ds(std::string_view text);

// An EPP status that locks (RFC 5731 2.3), such as clientTransferProhibited.
Result<std::string> parse_lock(std::string_view text);

// Digits without leading zeros, or "".
Result<std::string> parse_registrar_id(std::string_view text);

// A GUID in lower case, or "".
Result<std::string> parse_tenant_id(std::string_view text);

// "www" or "www.example.com" for the domain example.com: the whole name.
Result<std::string> parse_host_below(std::string_view text, const Domain& domain);

// Labels of letters, digits, - and _ (RFC 6376 3.1, and what is out there), lower case.
Result<std::string> parse_selector(std::string_view text);

}  // namespace nameward::config
