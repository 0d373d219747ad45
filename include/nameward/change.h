// A difference between two known observations of the same fact, and what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nameward/observation.h"
#include "nameward/severity.h"

namespace nameward {

enum class ChangeState {
    suspected,    // recorded at once; a second look is due
    confirmed,    // seen again another way
    retracted,    // a known, contrary second answer: kept and shown, not told
    unconfirmed,  // the second look stayed unknown or the sources disagree: told all the same, with that word
};

struct Change {
    std::string id;             // derived from what happened: change_id()
    std::int64_t sequence = 0;  // orders the history; given by the store
    Wall at{};                  // when it was first seen
    std::string domain;
    std::string collector;
    Fact fact;
    Values before, after;  // empty where absent
    Wall before_since{};   // since when the old value was known to hold
    Severity severity = Severity::info;
    ChangeState state = ChangeState::suspected;
    Layer layer = Layer::registry;
    std::string incident;                                  // empty while suspected
    std::vector<std::string> attack;                       // MITRE ATT&CK technique ids
    std::string summary;                                   // one line for a person: what, where
    std::vector<std::string> evidence;                     // ids
    std::string planned_by, acknowledged_by, reverted_by;  // empty = not

    Values added() const;
    Values removed() const;
};

// "c-" and 128 bits of SHA-256 over everything that makes the change itself: the same change has the same id after
// any crash.
std::string change_id(const Change& change);

std::string_view to_string(ChangeState state);
std::optional<ChangeState> change_state_from(std::string_view text);

}  // namespace nameward
