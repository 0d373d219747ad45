// From what one source answered to observations. Pure.
#pragma once

#include <set>
#include <string>

#include "collectors/registration_answers.h"
#include "nameward/collector.h"

namespace nameward::collectors {

// Everything that the registry says.
void observe_registry(const Watched& watched, const std::string& source, const RegistrationAnswer& answer,
                      Observations& seen);

// Of the registrar only the contacts and what they show: for the rest the registry's word counts.
void observe_contacts(const Watched& watched, const std::string& source, const RegistrationAnswer& answer,
                      Observations& seen);

// One word on all that the source said before, and on what it always speaks of; of that one fact is enough where it is
// not asked now.
void set_all(const Watched& watched, const std::string& source, const Seen& word, Observations& seen);

bool is_registry(const std::string& source);

}  // namespace nameward::collectors
