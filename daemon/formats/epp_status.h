// The words for a domain's state: EPP's (RFC 5731, RFC 3915), RDAP's for the same (RFC 8056), and the registries' own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nameward::formats {

// EPP camelCase whatever the spelling: "client transfer prohibited", "CLIENT-XFER-PROHIBITED", with or without a link
// behind it. Words that EPP does not know come back in lower case as they are; empty where nothing is left.
std::string epp_status(std::string_view text);

// The statuses in one text: "REGISTERED, DELEGATED". A list is split at commas.
std::vector<std::string> epp_statuses(std::string_view text);

}  // namespace nameward::formats
