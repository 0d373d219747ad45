// What a change or a finding may mean, in words for somebody who was woken up by it.
#pragma once

#include <string>

#include "nameward/change.h"
#include "nameward/finding.h"

namespace nameward::sinks {

std::string meaning_of(const Change& change);
std::string meaning_of(const Finding& finding);

// "parent" -> "the name servers of the parent zone (parent)".
std::string source_in_words(const std::string& source);

// "dns_operator" -> "dns_operator (who runs the domain's name servers)".
std::string layer_in_words(Layer layer);

}  // namespace nameward::sinks
