// What people read: pure functions from rows to text. Times are UTC, remote text is escaped, colour only where the
// style asks for it. Programs read formats/rows.h instead.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/table.h"
#include "nameward/review.h"
#include "store/store.h"

namespace nameward::commands {

// One line per change, in the order given.
std::string render_history(const std::vector<Change>& changes, Style style);
// RFC 4180 with a header; lists joined by " | ". A cell that a spreadsheet would run as a formula begins with '.
std::string history_csv(const std::vector<Change>& changes);

// How the monitoring stands.
struct Overview {
    std::vector<SightRow> sights;
    std::vector<Finding> findings;     // open ones
    std::vector<Delivery> deliveries;  // not sent
    std::optional<bool> daemon_runs;   // nullopt: not known
    std::optional<Wall> idle_since;    // no look that is due was made since then, for longer than blindness is borne
};
// One sentence for each thing that a person has to look at: an open finding of warning or above or of the monitor
// itself, a parked delivery, looks that nobody makes.
std::vector<std::string> needs_a_person(const Overview& overview);
std::string render_status(const Overview& overview, Style style);

// Every property with its values, its source and since when they hold.
std::string render_show(const std::vector<ObservationRow>& rows, Style style);
// The same of one look: without past, with what looks wrong.
std::string render_observations(const std::vector<ObservationRow>& rows, const std::vector<Finding>& findings,
                                Style style);

std::string render_evidence(const Change& change, const std::vector<StoredEvidence>& evidence, Style style);
// Offset, 16 bytes in hexadecimal, the same as ASCII.
std::string hex_dump(std::string_view bytes);

// --- pieces ---
std::string shown_domain(std::string_view name);            // with its U-label behind it
std::string shown_value(std::string_view value);            // in quotes where blanks would blur its borders
std::string shown_time(const std::optional<Wall>& moment);  // "-" for none
// -old +new, at most 20 of each: JSON has them all.
std::vector<Span> difference(const Change& change);

}  // namespace nameward::commands
