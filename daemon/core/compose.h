// The words of alerts: written for the person who is woken by them. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/alert.h"
#include "nameward/record.h"

namespace nameward::core {

struct News {
    std::string domain;
    std::vector<Change> changes;             // settled just now and told
    std::vector<FindingEvent> events;        // findings that opened, closed or grew worse
    std::vector<std::string> remarks;        // lines for the story
    std::vector<std::string> restored = {};  // ids of the changes that bring back what an earlier one had replaced
    bool empty() const { return changes.empty() && events.empty(); }
};

// Grows the incident by the news (story, severity, last activity, closing) and returns the alert about it.
// `first` says that the incident was not told before; `all_over` that no finding of it stays open and only closings
// are told.
Alert compose(Incident& incident, const News& news, bool first, bool all_over, Wall now);

// Loss of sight and its return in one message: `opened` and `closed` hold monitor.* findings.
Alert compose_health(const std::vector<Finding>& opened, const std::vector<Finding>& closed, Wall now);

// An alert that did not reach its sink for a week.
struct GivenUp {
    Delivery delivery;
    std::string summary;  // of the alert
};

// A sink did not take these alerts, one or more, for a week; told to the others.
Alert compose_given_up(const std::string& sink, const std::vector<GivenUp>& alerts, Wall now);

// Whether the alert tells that another one was given up: nobody is told where such a one is given up in its turn.
bool tells_of_giving_up(const Alert& alert);

// Nobody looked for a while: neither a daemon nor a sweep.
Alert compose_unwatched(Wall from, Wall now);

// The store cannot be written since then; `trouble` is what it said.
Finding storage_finding(const std::string& trouble, Wall since);
// Its beginning, which is told without the outbox, for that is in the store; closed, its end.
Alert compose_storage(const Finding& finding, Wall now);

// A person may ask for several within a second: each is an alert of its own.
Alert compose_test(const std::string& sink, Now now);

// One line of a story:
// "2026-11-23T07:00:00Z example.com delegation.ns (parent): -ns1.. +ns1.., confirmed; the old value had held since
// ...".
std::string story_line(const Change& change);

}  // namespace nameward::core
