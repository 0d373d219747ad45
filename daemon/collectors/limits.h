// How much of what a source says is taken up: a set has a size, and so has the evidence of a look. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "nameward/observation.h"

namespace nameward::collectors {

// Of one set. The root and com, the largest delegations there are, have 13 names and 26 addresses in less than 1 KiB.
inline constexpr std::size_t kMostMembers = 64;
inline constexpr std::size_t kMostText = std::size_t{8} * 1024;

// Of one look. 26 servers that answer two questions with the usual 1 KiB stay below it.
inline constexpr std::size_t kMostEvidence = std::size_t{128} * 1024;

bool is_too_large(const Values& values);

// A set that is too large keeps its first members; one more, "(and 900 more, sha256:...)", stands for the rest, so that
// any change of it remains one. No name and no address looks like that.
Values with_digest(Values values);
bool is_digest(std::string_view value);

// As many members from the front as fit.
Values first_of(Values values, std::size_t members, std::size_t text);

// "names 900 name servers, and at most 64 of 8 KiB in all are taken".
std::string too_large_in_words(const Values& values, const std::string& what);

// Leaves out what evidence goes beyond kMostEvidence: that of the sources named first comes first.
void limit_evidence(Observations& observations, const std::vector<std::string>& sources);

}  // namespace nameward::collectors
