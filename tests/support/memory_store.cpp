#include "memory_store.h"

#include <algorithm>
#include <set>

#include "core/incidents.h"

namespace nameward::test {

Knowledge MemoryStore::knowledge(const std::string& domain, Wall now) const {
    Knowledge knowledge;
    const auto found = known_.find(domain);
    if (found == known_.end()) return knowledge;
    const auto& known = found->second;
    for (const auto& [fact, stay] : known.facts) knowledge.facts[fact] = stay.now;
    knowledge.sights = known.sights;
    knowledge.second_look = known.second_look;
    knowledge.open_findings = known.open_findings;
    knowledge.streaks = known.streaks;
    knowledge.last_run = known.last_run;
    for (const auto& change : changes)
        if (change.domain == domain && change.state == ChangeState::suspected) {
            knowledge.pending.push_back(change);
            knowledge.taken_back[change.id] = taken_back_by(change);
            knowledge.retracted_lately[change.id] =
                static_cast<int>(std::count_if(changes.begin(), changes.end(), [&](const Change& other) {
                    return other.state == ChangeState::retracted && other.domain == domain &&
                           other.fact == change.fact && other.after == change.after &&
                           other.at > change.at - std::chrono::hours(24);
                }));
        }
    knowledge.incidents = incidents_for(domain, knowledge);
    knowledge.others = others_for(domain, knowledge.pending, now);
    for (const auto& [other, theirs] : known_)
        for (const auto& finding : theirs.open_findings)
            if (other != domain) knowledge.held_elsewhere.insert(finding.incident);
    return knowledge;
}

std::vector<Change> MemoryStore::taken_back_by(const Change& change) const {
    std::vector<Change> earlier;
    for (const auto& other : changes) {
        const bool is_told = other.state == ChangeState::confirmed || other.state == ChangeState::unconfirmed;
        if (is_told && other.domain == change.domain && other.fact == change.fact && other.before == change.after &&
            other.reverted_by.empty())
            earlier.insert(earlier.begin(), other);
    }
    return earlier;
}

std::vector<Incident> MemoryStore::incidents_for(const std::string& domain, const Knowledge& knowledge) const {
    std::set<std::string> wanted;
    for (const auto& finding : knowledge.open_findings) wanted.insert(finding.incident);
    for (const auto& [id, earlier] : knowledge.taken_back)
        for (const auto& change : earlier) wanted.insert(change.incident);
    std::vector<Incident> list;
    for (const auto& [id, incident] : incidents)
        if ((incident.domain == domain && !incident.closed) || wanted.count(id) > 0) list.push_back(incident);
    return list;
}

std::vector<Incident> MemoryStore::others_for(const std::string& domain, const std::vector<Change>& pending,
                                              Wall now) const {
    std::set<std::string> values, ids;
    for (const auto& change : pending)
        for (const auto& value : change.added()) values.insert(value);
    for (const auto& change : changes)
        for (const auto& value : change.added())
            if (values.count(value) > 0) ids.insert(change.incident);
    std::vector<Incident> list;
    for (const auto& [id, incident] : incidents) {
        const bool recent = incident.last_activity >= now - core::kIncidentWindow;
        if (ids.count(id) > 0 && incident.domain != domain && !incident.closed && recent) list.push_back(incident);
    }
    return list;
}

std::vector<Change> MemoryStore::record(const Record& record) {
    auto& known = known_[record.domain];
    learn(record, known);
    for (const auto& [source, sight] : record.sights) known.sights[source] = sight;
    known.second_look = record.second_look;
    known.last_run = record.at;
    auto suspected = write_changes(record);
    write_findings(record, known);
    for (const auto& [key, streak] : record.streaks) {
        if (streak.looks > 0)
            known.streaks[key] = streak;
        else
            known.streaks.erase(key);
    }
    for (const auto& incident : record.incidents) incidents[incident.id] = incident;
    outgoing.insert(outgoing.end(), record.outgoing.begin(), record.outgoing.end());
    return suspected;
}

void MemoryStore::learn(const Record& record, Known& known) {
    for (const auto& fact : record.restored) known.facts.at(fact).now = known.facts.at(fact).before;
    for (const auto& [fact, word] : record.learnt) {
        auto& stay = known.facts[fact];
        stay.before = stay.now;
        Seen kept;  // the store keeps state and values
        kept.state = word.state;
        kept.values = word.values;
        stay.now = {kept, record.at, record.epoch};
    }
}

std::vector<Change> MemoryStore::write_changes(const Record& record) {
    std::vector<Change> suspected;
    for (auto change : record.suspected) {
        change.sequence = static_cast<std::int64_t>(changes.size()) + 1;
        change.id = change_id(change);
        changes.push_back(change);
        suspected.push_back(change);
    }
    for (const auto& settled : record.settled)
        for (auto& change : changes)
            if (change.id == settled.id) change = settled;
    for (const auto& [earlier, later] : record.reverted)
        for (auto& change : changes)
            if (change.id == earlier) change.reverted_by = later;
    return suspected;
}

void MemoryStore::write_findings(const Record& record, Known& known) {
    for (const auto& event : record.findings) {
        events.push_back(event);
        auto& open = known.open_findings;
        std::erase_if(open, [&](const Finding& finding) { return finding.id == event.finding.id; });
        if (!event.ends()) open.push_back(event.finding);
    }
}

std::vector<Change> MemoryStore::told() const {
    std::vector<Change> list;
    for (const auto& change : changes)
        if (change.state == ChangeState::confirmed || change.state == ChangeState::unconfirmed) list.push_back(change);
    return list;
}

std::vector<FindingEvent> MemoryStore::events_of(const std::string& type) const {
    std::vector<FindingEvent> list;
    for (const auto& event : events)
        if (event.finding.type == type) list.push_back(event);
    return list;
}

std::vector<FindingEvent> MemoryStore::events_of(const std::string& type, FindingEvent::Kind kind) const {
    auto list = events_of(type);
    std::erase_if(list, [&](const FindingEvent& event) { return event.kind != kind; });
    return list;
}

}  // namespace nameward::test
