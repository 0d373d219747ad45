// What reading the history asks for and gets: the vocabulary between store, formats, commands and pages.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nameward/change.h"
#include "nameward/record.h"

namespace nameward {

struct HistoryFilter {
    std::vector<std::string> domains;  // empty = all
    std::optional<Wall> since, until;  // since inclusive, until exclusive
    std::string property_glob;         // "" = all; * and ? as in SQLite GLOB
    std::optional<Severity> min_severity;
    std::optional<ChangeState> state;
    std::string id;  // exactly this change
};

struct ObservationRow {
    std::string domain, collector;
    Fact fact;
    Seen::State state = Seen::State::unknown;
    Values values;  // for unknown: the last known ones
    std::string reason;
    Wall since{};
    std::optional<Wall> last_seen;
    bool applicable = true;  // false in a look: there is nothing to look at now (Seen)
};

// How well a source is seen, and when it is asked next.
struct SightRow {
    std::string domain, collector, source;  // source is empty where the collector never ran or is off
    Sight sight;
    std::optional<Wall> next_run;
    std::optional<Seconds> interval;  // nullopt = the collector is off
};

// "off" (switched off, or nothing to look at), "blind", "fresh" or "never" (nothing was seen yet).
std::string_view state_word(const SightRow& row);

}  // namespace nameward
