// What was seen: the heart of the vocabulary. An observation is what one source said of one property at one time.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <vector>

#include "nameward/evidence.h"

namespace nameward {

using Values = std::vector<std::string>;  // sorted, unique; UTF-8 from in_utf8() on

// Sorts and removes repeats.
Values make_values(std::vector<std::string> unordered);

// What is spoken about, and by whom. Values of different sources are never compared as a change.
struct Fact {
    std::string subject;   // the domain or a name below it
    std::string property;  // "delegation.ns"
    std::string source;    // "parent"
    auto operator<=>(const Fact&) const = default;
};

struct Seen {
    enum class State {
        present,  // `values` holds what the source said
        absent,   // the source positively said that there is none
        unknown,  // could not be seen; `reason` says why. Never a change.
    };
    State state = State::unknown;
    Values values{};
    // Of a present set, the members that could not be seen this time, as prefixes ("ns2.example.net/"): what was
    // known before of members that begin so stays known.
    std::vector<std::string> unseen{};
    std::string reason{};  // of being unknown; of a known word: what the source is blind to all the same
    // False where there is nothing to look at now (no authoritative servers because there is no delegation): unknown
    // without being blind.
    bool applicable = true;
    // True where answers came that contradict each other: unknown without being blind. The contradiction is a finding.
    bool disputed = false;
    std::vector<EvidencePtr> evidence{};

    static Seen present(Values values, std::vector<EvidencePtr> evidence = {});
    static Seen absent(std::vector<EvidencePtr> evidence = {});
    static Seen unknown(std::string reason, std::vector<EvidencePtr> evidence = {});
    static Seen not_applicable(std::string reason);
    static Seen contradictory(std::string reason, std::vector<EvidencePtr> evidence = {});
    bool known() const { return state != State::unknown; }
};

using Observations = std::map<Fact, Seen>;  // a fact that is not mentioned was not looked at

// The border between collectors, which meet bytes of any kind, and everything that compares and keeps their words:
// values become UTF-8 by as_utf8(), once.
Observations in_utf8(Observations observations);

std::string_view to_string(Seen::State state);

}  // namespace nameward
