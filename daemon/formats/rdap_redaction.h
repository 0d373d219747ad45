// What an RDAP answer says that it does not show: RFC 9537, and the older ways to say it. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "formats/registration.h"

namespace nameward::formats {

// The list "redacted" of RFC 9537, by the names of its entries ("Registrant Email"); their paths are not followed.
void read_redacted(const nlohmann::json& object, Registration& into);

// An entity whose remarks say that its data are not shown.
bool says_withheld(const nlohmann::json& entity);

}  // namespace nameward::formats
