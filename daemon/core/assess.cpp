#include "core/assess.h"

#include <algorithm>

#include "core/blindness.h"
#include "core/compose.h"
#include "core/difference.h"
#include "core/expectations.h"
#include "core/findings.h"
#include "core/incidents.h"
#include "core/judge.h"

namespace nameward::core {
namespace {

Record start(const Context& context, Now now) {
    Record record;
    record.domain = context.domain.name.name();
    record.collector = context.collector.name;
    record.at = now.wall;
    record.epoch = context.collector.epoch;
    return record;
}

void note_sight(const Knowledge& knowledge, const Observations& seen, Record& record) {
    for (const auto& [fact, word] : seen) {
        if (word.known())
            record.seen.push_back(fact);
        else
            record.blind[fact] = word.reason;
    }
    record.sights = update_sights(knowledge.sights, seen, record.at);
}

// First sight, a new epoch, or a difference: what the store has to write of one known word.
void learn(const Context& context, const Knowledge& knowledge, const Fact& fact, const Seen& seen, Record& record) {
    const auto known = knowledge.facts.find(fact);
    if (known == knowledge.facts.end() || known->second.epoch < context.collector.epoch) {
        record.learnt[fact] = seen;
        return;
    }
    if (!differs(known->second.seen, seen)) return;
    record.learnt[fact] = carry_over(known->second.seen, seen);
    record.suspected.push_back(make_change(context.collector, context.domain, fact, known->second.seen,
                                           known->second.since, record.learnt[fact], record.at));
}

std::vector<Condition> blindness(const Context& context, const Record& record) {
    return judge_blindness(context.collector.name, record.sights, context.interval * context.blind_after, record.at);
}

// What the owner's expectations are judged against: the last known words, with this look's on top, without those that
// this look could not see.
Observations words_now(const Knowledge& knowledge, const Record& record) {
    auto words = known_now(knowledge);
    for (const auto& [fact, seen] : record.learnt) words[fact] = seen;
    const auto before = known_before(knowledge);
    for (const auto& fact : record.restored) words[fact] = before.at(fact);
    for (const auto& [fact, reason] : record.blind) words.erase(fact);
    return words;
}

void review_conditions(const Knowledge& knowledge, const std::vector<Condition>& conditions, Record& record,
                       News& news) {
    auto result = review(record.domain, conditions, knowledge.open_findings, knowledge.streaks, record.at);
    record.streaks.insert(result.streaks.begin(), result.streaks.end());
    for (auto& event : result.events) {
        const bool worse =
            event.kind != FindingEvent::Kind::updated ||
            std::any_of(knowledge.open_findings.begin(), knowledge.open_findings.end(), [&](const Finding& open) {
                return open.id == event.finding.id && open.severity < event.finding.severity;
            });
        // Blindness is told for all domains together, at the end of a pass.
        if (event.finding.layer != Layer::monitor && worse) news.events.push_back(event);
        record.findings.push_back(std::move(event));
    }
}

// Whether, after this look, a finding of the incident is still open.
bool stays_open(const Knowledge& knowledge, const Record& record, const Incident& incident) {
    const auto closes = [&](const Finding& finding) {
        return std::any_of(record.findings.begin(), record.findings.end(), [&](const FindingEvent& event) {
            return event.kind == FindingEvent::Kind::closed && event.finding.id == finding.id;
        });
    };
    return std::any_of(knowledge.open_findings.begin(), knowledge.open_findings.end(),
                       [&](const Finding& finding) { return finding.incident == incident.id && !closes(finding); });
}

// A closing belongs to the incident that its opening was told in.
const Incident* incident_of(const Knowledge& knowledge, const Finding& finding) {
    for (const auto& incident : knowledge.incidents)
        if (!finding.incident.empty() && incident.id == finding.incident) return &incident;
    return nullptr;
}

void tell(const Context& context, const Knowledge& knowledge, Incident incident, const News& news, Record& record) {
    const bool first = incident.story.empty();
    const bool only_closings =
        news.changes.empty() && std::all_of(news.events.begin(), news.events.end(), [](const FindingEvent& event) {
            return event.kind == FindingEvent::Kind::closed;
        });
    auto alert = compose(incident, news, first, only_closings && !stays_open(knowledge, record, incident), record.at);
    for (auto& change : record.settled)
        for (const auto& told : news.changes)
            if (told.id == change.id) change.incident = incident.id;
    for (auto& event : record.findings)
        for (const auto& told : news.events)
            if (told.finding.id == event.finding.id) event.finding.incident = incident.id;
    // An ending is worth hearing for whoever heard the beginning.
    auto weight = alert;
    if (alert.type == Alert::Type::closed) weight.severity = incident.severity;
    record.outgoing.push_back({std::move(alert), route(weight, context.sinks)});
    record.incidents.push_back(std::move(incident));
}

std::string seed_of(const News& news) {
    return news.changes.empty() ? news.events.front().finding.id : news.changes.front().id;
}

// Closings that are alone go to the incident they opened in; everything else is one story.
void tell_all(const Context& context, const Knowledge& knowledge, News news, Record& record) {
    if (news.empty()) return;
    const Incident* home = nullptr;
    if (news.changes.empty())
        for (const auto& event : news.events)
            if (!home) home = incident_of(knowledge, event.finding);
    auto incident = home ? *home : choose_incident(knowledge, news.changes, record.domain, seed_of(news), record.at);
    tell(context, knowledge, std::move(incident), news, record);
}

void close_quiet_incidents(const Knowledge& knowledge, Record& record) {
    for (auto& incident : gone_quiet(knowledge, record.at)) {
        const bool touched = std::any_of(record.incidents.begin(), record.incidents.end(),
                                         [&](const Incident& other) { return other.id == incident.id; });
        if (!touched) record.incidents.push_back(std::move(incident));
    }
}

void judge_conditions(const Context& context, const Knowledge& knowledge, const Collected& collected, News news,
                      bool held, Record& record) {
    auto conditions = blindness(context, record);
    if (!held) {
        conditions.insert(conditions.end(), collected.conditions.begin(), collected.conditions.end());
        const auto expected = judge_expectations(context.domain, words_now(knowledge, record));
        conditions.insert(conditions.end(), expected.begin(), expected.end());
    }
    news.domain = record.domain;
    review_conditions(knowledge, conditions, record, news);
    tell_all(context, knowledge, std::move(news), record);
    close_quiet_incidents(knowledge, record);
}

enum class Answer { same, contrary, none };

Answer second_answer(const Change& change, const Knowledge& knowledge, const Observations& seen) {
    const auto word = seen.find(change.fact);
    if (word == seen.end() || !word->second.known()) return Answer::none;
    const auto& suspected = knowledge.facts.at(change.fact).seen;
    if (carry_over(suspected, word->second).values == change.after) return Answer::same;
    Seen before = suspected;
    before.values = change.before;
    if (carry_over(before, word->second).values == change.before) return Answer::contrary;
    return Answer::none;
}

bool patience_is_over(const SecondLook& owed, Wall now) {
    return owed.attempts + 1 >= kSecondLooks || now - owed.first_suspected >= kConfirmWithin;
}

void settle(Change change, ChangeState state, const Knowledge& knowledge, Record& record, News& news) {
    change.state = state;
    if (state == ChangeState::retracted) {
        record.restored.push_back(change.fact);
    } else {
        if (const auto earlier = knowledge.taken_back.find(change.id); earlier != knowledge.taken_back.end())
            for (const auto& before : earlier->second) record.reverted.emplace_back(before.id, change.id);
        news.changes.push_back(change);
    }
    record.settled.push_back(std::move(change));
}

}  // namespace

Record assess_look(const Context& context, const Knowledge& knowledge, const Collected& collected, Now now) {
    auto record = start(context, now);
    note_sight(knowledge, collected.observations, record);
    for (const auto& [fact, seen] : collected.observations)
        if (seen.known()) learn(context, knowledge, fact, seen, record);
    settle_pass(record.suspected);
    const bool held = !record.suspected.empty();
    if (held) record.second_look = SecondLook{now.wall + context.confirm_after, now.wall, 0};
    judge_conditions(context, knowledge, collected, {}, held, record);
    return record;
}

Record assess_second_look(const Context& context, const Knowledge& knowledge, const Collected& collected, Now now) {
    auto record = start(context, now);
    note_sight(knowledge, collected.observations, record);
    const auto owed = knowledge.second_look.value_or(SecondLook{now.wall, now.wall, 0});
    const bool last = patience_is_over(owed, now.wall);
    News news;
    bool held = false;
    for (const auto& change : knowledge.pending) {
        const auto answer = second_answer(change, knowledge, collected.observations);
        if (answer == Answer::same) {
            settle(change, ChangeState::confirmed, knowledge, record, news);
        } else if (answer == Answer::contrary) {
            settle(change, ChangeState::retracted, knowledge, record, news);
        } else if (last) {
            settle(change, ChangeState::unconfirmed, knowledge, record, news);
        } else {
            held = true;
        }
    }
    if (held)
        record.second_look = SecondLook{now.wall + context.confirm_after, owed.first_suspected, owed.attempts + 1};
    if (!news.changes.empty()) news.remarks = collected.remarks;
    judge_conditions(context, knowledge, collected, std::move(news), held, record);
    return record;
}

std::vector<std::string> route(const Alert& alert, const std::vector<SinkRule>& sinks) {
    std::vector<std::string> names;
    for (const auto& sink : sinks)
        if (alert.type == Alert::Type::health || alert.severity >= sink.min_severity) names.push_back(sink.name);
    return names;
}

Observations known_now(const Knowledge& knowledge) {
    Observations words;
    for (const auto& [fact, known] : knowledge.facts) words[fact] = known.seen;
    return words;
}

Observations known_before(const Knowledge& knowledge) {
    auto words = known_now(knowledge);
    for (const auto& change : knowledge.pending)
        words[change.fact] = change.before.empty() ? Seen::absent() : Seen::present(change.before);
    return words;
}

}  // namespace nameward::core
