// jCard (RFC 7095) as registries write it. A property that cannot be read is left out, never the card.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "formats/registration.h"

namespace nameward::formats {

// Field -> values, from "vcardArray": the names as of Registration::contacts.
using Card = std::map<std::string, std::vector<std::string>>;

Card read_jcard(const nlohmann::json& vcard_array);

}  // namespace nameward::formats
