// What the store knows before a look, and what one look taught: the two values between core and store.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "nameward/alert.h"
#include "nameward/change.h"
#include "nameward/finding.h"
#include "nameward/incident.h"
#include "nameward/observation.h"

namespace nameward {

// The last known word on one fact.
struct KnownFact {
    Seen seen;     // present or absent; evidence is not loaded
    Wall since{};  // since when this value has held
    int epoch = 1;
};

// How well one source of one (domain, collector) is seen.
struct Sight {
    std::optional<Wall> last_ok;      // every fact of the source was known
    std::optional<Wall> blind_since;  // the first failed look of this outage
    std::string reason;               // of the blindness; of being off
    bool applicable = true;           // false: there is nothing to look at now
    bool operator==(const Sight&) const = default;
};

// A second look that is owed to pending changes of one (domain, collector).
struct SecondLook {
    Wall due{};
    Wall first_suspected{};
    int attempts = 0;  // second looks that settled nothing
};

using ConditionKey = std::pair<std::string, std::string>;  // type, subject

// Regular looks in a row in which a condition held.
struct Streak {
    int looks = 0;
    Wall at{};             // the last one that was counted
    std::string source{};  // as in Condition
    bool operator==(const Streak&) const = default;
};

// Everything that judging one look of one (domain, collector) needs to know of the past.
struct Knowledge {
    std::map<Fact, KnownFact> facts;                        // of this collector
    std::map<std::string, Sight> sights;                    // by source, of this collector
    std::vector<Change> pending;                            // suspected changes of this collector
    std::map<std::string, std::vector<Change>> taken_back;  // by pending id: the told changes that it takes back
    // By pending id: how often within the day before it the same difference was suspected and then retracted.
    std::map<std::string, int> retracted_lately;
    std::optional<SecondLook> second_look;
    std::vector<Finding> open_findings;      // of this domain, every type
    std::map<ConditionKey, Streak> streaks;  // of this collector
    // Of this domain, not closed; and those of its open findings and of the changes in `taken_back`, closed or another
    // domain's as they may be.
    std::vector<Incident> incidents;
    std::vector<Incident> others;  // of other domains, not closed, that hold a change to the new value of a pending one
    std::set<std::string> held_elsewhere;  // ids of incidents that hold an open finding of another domain
    std::optional<Wall> last_run;          // of this collector, whatever it brought
    // When another collector saw the delegation of this domain change last; what was retracted left out.
    std::optional<Wall> delegation_changed;
};

// How a finding changes.
struct FindingEvent {
    enum class Kind {
        opened,
        closed,   // the condition is over
        dropped,  // closed because there is nothing to judge any more; the summary says why
        updated,  // other summary or severity
    };
    Kind kind = Kind::opened;
    Finding finding;
    bool ends() const { return kind == Kind::closed || kind == Kind::dropped; }
};

// An alert with the sinks that it goes to.
struct Outgoing {
    Alert alert;
    std::vector<std::string> sinks;
};

// What nobody asks any more of one (domain, collector): these sources, or all that it is.
struct Leaving {
    std::set<std::string> sources;
    bool all = false;
    std::string reason;  // "not watched any more"
    bool has(const std::string& source) const { return all || sources.contains(source); }
};

// What one look taught: written in one transaction, or not at all.
struct Record {
    std::string domain, collector;
    Wall at{};
    int epoch = 1;

    Observations learnt;                // values that differ from what was known: the old span closes, a new one opens
    std::vector<Fact> restored;         // retracted changes: the value before holds again, as if never left
    std::map<Fact, std::string> blind;  // facts that could not be seen, with the reason: their gap opens or goes on
    std::vector<Fact> seen;             // facts that were seen: their gap, if any, ends
    std::map<std::string, Sight> sights;

    std::vector<Change> suspected;  // new; the store gives sequence and id
    std::vector<Change> settled;    // pending ones with their verdict, incident, severity, layer and summary
    std::vector<std::pair<std::string, std::string>> reverted;  // (change id, id of the change that took it back)
    std::optional<SecondLook> second_look;                      // nullopt clears
    std::map<std::string, std::vector<EvidencePtr>> heard;      // by pending change: what this second look heard

    std::vector<FindingEvent> findings;
    std::map<ConditionKey, Streak> streaks;  // replaces the collector's streaks of these keys; 0 looks remove
    std::vector<Incident> incidents;         // new or grown
    std::vector<Outgoing> outgoing;

    std::optional<Wall> next_run;

    // Nobody looked: what these sources said is known until now, and their sights, streaks and schedule go.
    std::optional<Leaving> leaving;
};

}  // namespace nameward
