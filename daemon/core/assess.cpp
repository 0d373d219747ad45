#include "core/assess.h"

#include <algorithm>
#include <utility>

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

// First sight, another epoch, or a difference: what the store has to write of one known word.
void learn(const Context& context, const Knowledge& knowledge, const Fact& fact, const Observations& all,
           Record& record) {
    const auto& seen = all.at(fact);
    const auto known = knowledge.facts.find(fact);
    if (known == knowledge.facts.end() || known->second.epoch != context.collector.epoch) {
        record.learnt[fact] = seen;
        return;
    }
    const auto& before = known->second.seen;
    if (!differs(before, seen)) return;
    const auto& after = record.learnt[fact] = carry_over(before, seen);
    if (means_the_same(context.collector, {context.domain, fact, before.values, after.values, all})) return;
    const auto words = known_now(knowledge);
    record.suspected.push_back(make_change(context.collector, context.domain, fact, before, known->second.since, after,
                                           all, record.at, &words));
}

// The looks of a pass take up to a minute, and one waits for another: what failed together in one pass has to be old
// enough together in a later one, to be told in one message. A quarter of an interval is granted for that.
std::vector<Condition> blindness(const Context& context, const Knowledge& knowledge, const Record& record) {
    const auto patience = context.interval * context.blind_after - context.interval / 4;
    return judge_blindness(context.collector.name, record.sights, patience, knowledge.last_run, record.at);
}

// What the owner's expectations are judged against: what this look saw or could not see. A fact that it did not look at
// (another source was asked this time) says nothing today.
Observations words_now(const Knowledge& knowledge, const Record& record) {
    Observations words;
    for (const auto& fact : record.seen)
        if (const auto known = knowledge.facts.find(fact); known != knowledge.facts.end())
            words[fact] = known->second.seen;
    for (const auto& [fact, seen] : record.learnt) words[fact] = seen;
    const auto before = known_before(knowledge);
    for (const auto& fact : record.restored) words[fact] = before.at(fact);
    for (const auto& [fact, reason] : record.blind) words[fact] = Seen::unknown(reason);
    return words;
}

const Finding* open_finding(const Knowledge& knowledge, const std::string& id) {
    for (const auto& finding : knowledge.open_findings)
        if (finding.id == id) return &finding;
    return nullptr;
}

// Other words for what stands already are noted, not told. Blindness is told for all domains together, at the end of
// a pass.
bool worth_telling(const Knowledge& knowledge, const FindingEvent& event) {
    if (event.finding.layer == Layer::monitor) return false;
    if (event.kind != FindingEvent::Kind::updated) return true;
    const auto* before = open_finding(knowledge, event.finding.id);
    return before && before->severity < event.finding.severity;
}

void note_events(const Knowledge& knowledge, std::vector<FindingEvent> events, Record& record, News& news) {
    for (auto& event : events) {
        if (worth_telling(knowledge, event)) news.events.push_back(event);
        record.findings.push_back(std::move(event));
    }
}

std::set<std::string> closed_by(const Record& record) {
    std::set<std::string> ids;
    for (const auto& event : record.findings)
        if (event.ends()) ids.insert(event.finding.id);
    return ids;
}

// An ending is worth hearing for whoever heard the beginning.
std::vector<std::string> hearers(const Alert& alert, const Incident& incident, const std::vector<SinkRule>& sinks) {
    auto weight = alert;
    if (alert.type == Alert::Type::closed) weight.severity = incident.severity;
    for (const auto& finding : alert.findings) weight.severity = std::max(weight.severity, finding.severity);
    return route(weight, sinks);
}

// One alert about one incident.
void tell(const Context& context, const Knowledge& knowledge, Incident incident, const News& news, Record& record) {
    const bool first = incident.story.empty();
    const bool only_closings = news.changes.empty() && std::all_of(news.events.begin(), news.events.end(),
                                                                   [](const auto& event) { return event.ends(); });
    const bool all_over = only_closings && !stays_open(knowledge, incident, closed_by(record));
    auto alert = compose(incident, news, first, all_over, record.at);
    for (auto& change : record.settled)
        for (const auto& told : news.changes)
            if (told.id == change.id) change.incident = incident.id;
    for (auto& event : record.findings)
        for (const auto& told : news.events)
            if (told.finding.id == event.finding.id) event.finding.incident = incident.id;
    auto sinks = hearers(alert, incident, context.sinks);
    record.outgoing.push_back({std::move(alert), std::move(sinks)});
    record.incidents.push_back(std::move(incident));
}

std::string seed_of(const News& news) {
    return news.changes.empty() ? news.events.front().finding.id : news.changes.front().id;
}

// The incident that a standing finding was told in; null for what opens now.
const Incident* home_of(const Knowledge& knowledge, const FindingEvent& event) {
    for (const auto& incident : knowledge.incidents)
        if (!event.finding.incident.empty() && incident.id == event.finding.incident) return &incident;
    return nullptr;
}

// What is new is one story; what becomes of an older finding is told in the story that it began in, to those who
// heard it.
void tell_all(const Context& context, const Knowledge& knowledge, News news, Record& record) {
    const auto events = std::exchange(news.events, {});
    for (const auto& event : events)
        if (!home_of(knowledge, event)) news.events.push_back(event);
    std::optional<Incident> main;
    if (!news.empty()) main = choose_incident(knowledge, news.changes, record.domain, seed_of(news), record.at);

    std::map<std::string, News> elsewhere;  // by incident
    for (const auto& event : events) {
        const auto* home = home_of(knowledge, event);
        if (!home) continue;
        auto& story = main && main->id == home->id ? news : elsewhere[home->id];
        story.domain = record.domain;
        story.events.push_back(event);
    }
    if (main) tell(context, knowledge, *main, news, record);
    for (const auto& [id, story] : elsewhere)
        tell(context, knowledge, *home_of(knowledge, story.events.front()), story, record);
}

void close_quiet_incidents(const Knowledge& knowledge, Record& record) {
    for (auto& incident : gone_quiet(knowledge, record.domain, record.at)) {
        const bool touched = std::any_of(record.incidents.begin(), record.incidents.end(),
                                         [&](const Incident& other) { return other.id == incident.id; });
        if (!touched) record.incidents.push_back(std::move(incident));
    }
}

// Nothing more will come to them from here.
void close_emptied_incidents(const Knowledge& knowledge, Record& record) {
    const auto gone = closed_by(record);
    auto incidents = knowledge.incidents;
    for (const auto& told : record.incidents) {
        std::erase_if(incidents, [&](const Incident& incident) { return incident.id == told.id; });
        incidents.push_back(told);
    }
    record.incidents = std::move(incidents);
    for (auto& incident : record.incidents)
        if (!incident.closed && !stays_open(knowledge, incident, gone)) incident.closed = record.at;
}

// What the look says of standing conditions. While a change is held these are counted, and judged by the second look.
std::vector<Condition> standing(const Context& context, const Knowledge& knowledge, const Collected& collected,
                                const Record& record) {
    auto conditions = judge_expectations(record.collector, context.domain, words_now(knowledge, record));
    conditions.insert(conditions.begin(), collected.conditions.begin(), collected.conditions.end());
    return conditions;
}

void judge_conditions(const Context& context, const Knowledge& knowledge, const Collected& collected, News news,
                      Attention attention, Record& record) {
    const Round round{record.domain, record.collector, record.at, attention == Attention::first, context.interval / 2};
    const auto judge = [&](const std::vector<Condition>& conditions, bool held) {
        auto result = review(round, conditions, knowledge.open_findings, knowledge.streaks);
        record.streaks.merge(result.streaks);
        if (!held) note_events(knowledge, std::move(result.events), record, news);
    };
    news.domain = record.domain;
    judge(blindness(context, knowledge, record), false);
    judge(standing(context, knowledge, collected, record), record.second_look.has_value());
    tell_all(context, knowledge, std::move(news), record);
    close_quiet_incidents(knowledge, record);
}

// Judged by another reading of its source than today's: nothing that is seen now can settle it.
bool of_another_epoch(const Collector& collector, const Knowledge& knowledge, const Change& change) {
    const auto known = knowledge.facts.find(change.fact);
    return known != knowledge.facts.end() && known->second.epoch != collector.epoch;
}

enum class Answer { same, contrary, none };

Answer second_answer(const Context& context, const Change& change, const Observations& seen) {
    const auto word = seen.find(change.fact);
    if (word == seen.end() || !word->second.known()) return Answer::none;
    const auto agrees_with = [&](const Values& values) {
        const auto now = carry_over(Seen::present(values), word->second);
        return means_the_same(context.collector, {context.domain, change.fact, values, now.values, seen});
    };
    const bool same = agrees_with(change.after), contrary = agrees_with(change.before);
    if (same == contrary) return Answer::none;  // another value, or what makes the difference could not be seen
    return same ? Answer::same : Answer::contrary;
}

// `suspected` where one more look is to decide.
ChangeState verdict(Answer answer, bool last) {
    if (answer == Answer::same) return ChangeState::confirmed;
    if (answer == Answer::contrary) return ChangeState::retracted;
    return last ? ChangeState::unconfirmed : ChangeState::suspected;
}

// Whoever answers one thing to the first look and another to the second is not to be rid of us by it.
bool keeps_coming(const Knowledge& knowledge, const Change& change) {
    const auto found = knowledge.retracted_lately.find(change.id);
    return found != knowledge.retracted_lately.end() && found->second >= kPatienceWithRetractions;
}

Change judged_again(const Context& context, const Knowledge& knowledge, const Collected& collected, bool last,
                    Change change) {
    if (of_another_epoch(context.collector, knowledge, change)) {
        change.state = ChangeState::retracted;
        change.summary += " (taken back: this version reads the source another way)";
        return change;
    }
    change.state = verdict(second_answer(context, change, collected.observations), last);
    if (change.state == ChangeState::retracted && keeps_coming(knowledge, change)) {
        change.state = ChangeState::unconfirmed;
        change.summary += " (seen and taken back " + std::to_string(kPatienceWithRetractions) + " times before)";
    }
    return change;
}

bool patience_is_over(const SecondLook& owed, Wall now) {
    return owed.attempts + 1 >= kSecondLooks || now - owed.first_suspected >= kConfirmWithin;
}

void settle(const Change& change, const Knowledge& knowledge, Record& record, News& news) {
    record.settled.push_back(change);
    if (change.state == ChangeState::retracted) {
        record.restored.push_back(change.fact);
        return;
    }
    news.changes.push_back(change);
    const auto taken_back = knowledge.taken_back.find(change.id);
    if (taken_back == knowledge.taken_back.end()) return;
    const auto& earlier = taken_back->second;
    for (const auto& before : earlier) record.reverted.emplace_back(before.id, change.id);
    if (std::any_of(earlier.begin(), earlier.end(), [&](const auto& one) { return one.before == change.after; }))
        news.restored.push_back(change.id);
}

}  // namespace

Record assess_look(const Context& context, const Knowledge& knowledge, const Collected& collected, Now now) {
    auto record = start(context, now);
    note_sight(knowledge, collected.observations, record);
    for (const auto& [fact, seen] : collected.observations)
        if (seen.known()) learn(context, knowledge, fact, collected.observations, record);
    sort_by_weight(context.collector, record.suspected);
    settle_layers(context.collector, knowledge.delegation_changed, record.suspected);
    if (!record.suspected.empty()) record.second_look = SecondLook{now.wall + context.confirm_after, now.wall, 0};
    judge_conditions(context, knowledge, collected, {}, Attention::first, record);
    return record;
}

Record assess_second_look(const Context& context, const Knowledge& knowledge, const Collected& collected, Now now) {
    auto record = start(context, now);
    note_sight(knowledge, collected.observations, record);
    const auto owed = knowledge.second_look.value_or(SecondLook{now.wall, now.wall, 0});
    const bool last = patience_is_over(owed, now.wall);
    auto judged = knowledge.pending;
    for (auto& change : judged) {
        if (const auto word = collected.observations.find(change.fact); word != collected.observations.end())
            record.heard[change.id] = word->second.evidence;
        change = judged_again(context, knowledge, collected, last, std::move(change));
    }
    settle_layers(context.collector, knowledge.delegation_changed, judged);

    News news;
    bool held = false;
    for (const auto& change : judged) {
        if (change.state == ChangeState::suspected)
            held = true;
        else
            settle(change, knowledge, record, news);
    }
    if (held)
        record.second_look = SecondLook{now.wall + context.confirm_after, owed.first_suspected, owed.attempts + 1};
    if (!news.changes.empty()) news.remarks = collected.remarks;
    judge_conditions(context, knowledge, collected, std::move(news), Attention::second, record);
    return record;
}

Record assess_leaving(const Context& context, const Knowledge& knowledge, const Leaving& leaving, Now now) {
    auto record = start(context, now);
    record.leaving = leaving;
    News news;
    news.domain = record.domain;
    for (auto change : knowledge.pending) {
        if (leaving.has(change.fact.source)) {
            change.state = ChangeState::unconfirmed;
            settle(change, knowledge, record, news);
        } else {
            record.second_look = knowledge.second_look;
        }
    }
    for (const auto& finding : knowledge.open_findings)
        if (finding.collector == record.collector && leaving.has(finding.source))
            record.findings.push_back(drop(finding, leaving.reason, now.wall));
    tell_all(context, knowledge, std::move(news), record);
    if (leaving.all) close_emptied_incidents(knowledge, record);
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
