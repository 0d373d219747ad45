// The store's part in judging, in memory: applies records to what is known, as the daemon's store does, and keeps
// everything that was told.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "nameward/record.h"

namespace nameward::test {

// Of one collector, for any number of domains.
class MemoryStore {
  public:
    // With taken_back and others, as the app adds them before judging.
    Knowledge knowledge(const std::string& domain, Wall now) const;
    // Returns the suspected changes with sequence and id.
    std::vector<Change> record(const Record& record);

    std::vector<Change> changes;  // oldest first, as they stand now
    std::vector<FindingEvent> events;
    std::vector<Outgoing> outgoing;
    std::map<std::string, Incident> incidents;

    std::vector<Change> told() const;  // confirmed or unconfirmed
    std::vector<FindingEvent> events_of(const std::string& type) const;
    std::vector<FindingEvent> events_of(const std::string& type, FindingEvent::Kind kind) const;

  private:
    struct Stay {
        KnownFact now, before;
    };
    struct Known {
        std::map<Fact, Stay> facts;
        std::map<std::string, Sight> sights;
        std::optional<SecondLook> second_look;
        std::vector<Finding> open_findings;
        std::map<ConditionKey, Streak> streaks;
        std::optional<Wall> last_run;
    };
    void learn(const Record& record, Known& known);
    std::vector<Change> write_changes(const Record& record);
    void write_findings(const Record& record, Known& known);
    std::vector<Change> taken_back_by(const Change& change) const;
    std::vector<Incident> incidents_for(const std::string& domain, const Knowledge& knowledge) const;
    std::vector<Incident> others_for(const std::string& domain, const std::vector<Change>& pending, Wall now) const;

    std::map<std::string, Known> known_;
};

}  // namespace nameward::test
