// One RDAP answer (RFC 9083) about a domain, read as leniently as registries write. Pure; no body makes it throw.
#pragma once

#include <string_view>

#include "formats/registration.h"

namespace nameward::formats {

// From the body alone. What is not an answer about a domain has class error, with the reason.
Registration read_rdap(std::string_view body);

// With the status that it came with: 404 is not_found, 429 and the refusals in other words are throttled, anything
// else but an object is an error.
Registration read_rdap_answer(int status, std::string_view body);

}  // namespace nameward::formats
