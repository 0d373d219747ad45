// What an outsider can learn from a contact value: the value itself, a stand-in for it, or only that it is withheld.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "formats/registration.h"

namespace nameward::formats {

enum class Exposure {
    redacted,  // the source says that it does not show it, or prints a phrase in its place
    proxy,     // a privacy service or an anonymised address stands in front
    open,      // "public": it is there for all to read
};

std::string_view to_string(Exposure exposure);

// "REDACTED FOR PRIVACY", "Not Disclosed - Visit ...", "n/a".
bool is_redacted(std::string_view value);

Exposure exposure_of(std::string_view value);

// "registrant.email" -> how much of it shows, of several values the most. An owner's abuse contact is there to be
// found: it does not count.
std::map<std::string, Exposure> exposures(const Registration& registration);

}  // namespace nameward::formats
