#include "sinks/letter.h"

#include <algorithm>

#include "core/topic.h"
#include "nameward/domain.h"
#include "nameward/text.h"
#include "nameward/version.h"
#include "sinks/mail_message.h"
#include "sinks/meaning.h"

namespace nameward::sinks {
namespace {

constexpr std::size_t kMaxMeanings = 4;
const std::string kBackAgain =
    "What an earlier change had replaced holds again: somebody put it right, or an intruder put it back after use.";

using Entry = Letter::Entry;
using Row = Letter::Row;
using Section = Letter::Section;

// "2026-11-23 07:00:00 UTC".
std::string moment(Wall at) {
    std::string text = format_time(at);
    if (text.size() == 20) text = text.substr(0, 10) + " " + text.substr(11, 8) + " UTC";
    return text;
}

std::string since(Wall from, Wall until) {
    if (from == Wall{}) return "not known";
    const auto days = std::chrono::duration_cast<std::chrono::hours>(until - from).count() / 24;
    return moment(from) + (days > 1 ? " (for " + std::to_string(days) + " days)" : "");
}

std::string display_name(const std::string& domain) {
    const auto parsed = Domain::parse(domain);
    return parsed ? parsed->display() : domain;
}

std::vector<std::string> shortened(std::vector<std::string> values, std::size_t most) {
    if (values.size() <= most) return values;
    const auto more = values.size() - most;
    values.resize(most);
    values.push_back("and " + std::to_string(more) + " more");
    return values;
}

std::vector<std::string> values_or_none(const Values& values, std::size_t most) {
    return values.empty() ? std::vector<std::string>{"(none)"} : shortened(values, most);
}

std::string certainty(ChangeState state) {
    switch (state) {
        case ChangeState::confirmed:
            return "confirmed: seen again by a second look, another way";
        case ChangeState::unconfirmed:
            return "unconfirmed: the second look could not settle it, or the sources disagree";
        case ChangeState::suspected:
            return "suspected: a second look is due";
        case ChangeState::retracted:
            return "retracted: a second look saw the old value";
    }
    return "unknown";
}

void add(Entry& entry, const std::string& label, const std::string& value) {
    if (!value.empty()) entry.rows.push_back({label, {value}});
}

// Worth saying only where the set was changed in part: otherwise they repeat before and after.
void add_difference(Entry& entry, const Change& change, std::size_t most) {
    const Values added = change.added(), removed = change.removed();
    const bool in_part = added.size() < change.after.size() || removed.size() < change.before.size();
    if (in_part && !added.empty()) entry.rows.push_back({"added", shortened(added, most)});
    if (in_part && !removed.empty()) entry.rows.push_back({"removed", shortened(removed, most)});
}

Entry entry_of(const Change& change, const LetterRoom& room) {
    Entry entry;
    entry.heading = change.summary.empty() ? change.fact.property + " changed" : change.summary;
    add(entry, "what", change.fact.property + " of " + change.fact.subject);
    entry.rows.push_back({"before", values_or_none(change.before, room.values)});
    entry.rows.push_back({"after", values_or_none(change.after, room.values)});
    add_difference(entry, change, room.values);
    add(entry, "said by", source_in_words(change.fact.source));
    add(entry, "first seen", moment(change.at));
    add(entry, "old value since", since(change.before_since, change.at));
    add(entry, "layer", layer_in_words(change.layer));
    add(entry, "certainty", certainty(change.state));
    add(entry, "severity", std::string(to_string(change.severity)));
    add(entry, "MITRE ATT&CK", join_words(change.attack));
    add(entry, "planned by", change.planned_by);
    add(entry, "acknowledged", change.acknowledged_by);
    add(entry, "taken back by", change.reverted_by);
    add(entry, "id", change.id);
    return entry;
}

Entry entry_of(const Finding& finding, const LetterRoom&) {
    Entry entry;
    entry.heading = finding.summary.empty() ? finding.type : finding.summary;
    add(entry, "what", finding.type + " of " + (finding.subject.empty() ? finding.domain : finding.subject));
    if (finding.domain != finding.subject) add(entry, "domain", finding.domain);
    add(entry, "since", moment(finding.opened));
    add(entry, "over since", finding.closed ? moment(*finding.closed) : "");
    add(entry, "layer", layer_in_words(finding.layer));
    add(entry, "severity", std::string(to_string(finding.severity)));
    add(entry, "id", finding.id);
    return entry;
}

template <class T>
Section listed(const std::string& title, const std::vector<T>& things, const std::string& command,
               const LetterRoom& room) {
    Section section{title};
    for (std::size_t i = 0; i < std::min(things.size(), room.entries); ++i)
        section.entries.push_back(entry_of(things[i], room));
    if (things.size() > room.entries)
        section.paragraphs.push_back("And " + std::to_string(things.size() - room.entries) + " more: " + command);
    return section;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        if (end > begin) lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

Section story_of(const Alert& alert, const LetterRoom& room) {
    Section section{"The story so far"};
    section.paragraphs = lines_of(alert.story);
    if (section.paragraphs.size() <= room.story) return section;
    const auto left_out = section.paragraphs.size() - room.story;
    section.paragraphs.resize(room.story);
    section.paragraphs.push_back("And " + std::to_string(left_out) + " more lines: nameward history " + alert.domain);
    return section;
}

enum class State { open, over };

std::vector<Finding> findings_that_are(State state, const Alert& alert) {
    std::vector<Finding> found;
    for (const Finding& finding : alert.findings)
        if (finding.closed.has_value() == (state == State::over)) found.push_back(finding);
    return found;
}

Section meanings_of(const Alert& alert) {
    Section section{"What it may mean"};
    const auto take = [&](const std::string& words) {
        auto& taken = section.paragraphs;
        if (!words.empty() && taken.size() < kMaxMeanings &&
            std::find(taken.begin(), taken.end(), words) == taken.end())
            taken.push_back(words);
    };
    if (alert.type == Alert::Type::closed) return section;  // it no longer holds
    for (const Change& change : alert.changes)
        take(core::is_back_again(change, alert.restored) ? kBackAgain : meaning_of(change));
    for (const Finding& finding : findings_that_are(State::open, alert)) take(meaning_of(finding));
    return section;
}

Section steps_of(const Alert& alert, const LetterRoom& room) {
    Section section{"What to do next"};
    section.numbered = true;
    section.paragraphs = shortened(alert.next_steps, room.values);
    return section;
}

// With the ids to copy, on a line of their own.
Section commands_of(const Alert& alert) {
    if (alert.changes.empty()) return {"Commands"};
    const Change& first = alert.changes.front();
    Entry entry;
    add(entry, "raw answers", "nameward evidence " + first.id);
    if (first.before_since != Wall{})
        add(entry, "what held before", "nameward show " + alert.domain + " --at " + format_time(first.before_since));
    return {"Commands", {entry}};
}

Section ids_of(const Alert& alert) {
    Entry entry;
    add(entry, "domain", display_name(alert.domain));
    add(entry, "alert", alert.id);
    add(entry, "incident", alert.incident);
    add(entry, "chain head", alert.chain_head);
    return {"Ids", {entry}};
}

std::string what_happened(const Alert& alert) {
    std::string severity(to_string(alert.severity));
    for (char& c : severity) c = static_cast<char>(c - 'a' + 'A');
    const std::string said = ": " + display_name(alert.domain) + ": " + alert.summary;
    switch (alert.type) {
        case Alert::Type::test:
            return "THIS IS A TEST, nothing happened. " + severity + said;
        case Alert::Type::updated:
            return severity + ", update of an incident" + said;
        case Alert::Type::closed:
            return severity + ", the incident is over" + said;
        default:
            return severity + said;
    }
}

std::string what_to_do(const Alert& alert) {
    if (!alert.next_steps.empty()) return "DO FIRST: " + alert.next_steps.front();
    switch (alert.type) {
        case Alert::Type::test:
            return "DO: nothing. Who can read this gets the real alerts too.";
        case Alert::Type::closed:
            return "DO: nothing at once. If nobody here undid it, find out who did: the way in may still be open.";
        case Alert::Type::health:
            return findings_that_are(State::open, alert).empty()
                       ? "DO: nothing."
                       : "DO: read below what is wrong; changes there may go unnoticed.";
        default:
            break;
    }
    return "DO FIRST: ask whether somebody here ordered this. If nobody did, call the registrar or operator named "
           "below "
           "by a number that you know.";
}

std::string when_and_how_sure(const Alert& alert) {
    std::string line = "SEEN: " + moment(alert.at) + ", layer " + std::string(to_string(alert.layer));
    if (alert.changes.empty()) return line + ".";
    const auto is = [](ChangeState state) { return [state](const Change& c) { return c.state == state; }; };
    const auto& changes = alert.changes;
    if (std::all_of(changes.begin(), changes.end(), is(ChangeState::confirmed)))
        return line + ", confirmed by a second look.";
    if (std::any_of(changes.begin(), changes.end(), is(ChangeState::unconfirmed)))
        return line + ", not all of it confirmed (see below).";
    return line + ".";
}

void append(std::vector<Section>& sections, Section section) {
    if (!section.entries.empty() || !section.paragraphs.empty()) sections.push_back(std::move(section));
}

std::vector<std::string*> lines_in(Section& section) {
    std::vector<std::string*> lines;
    for (auto& paragraph : section.paragraphs) lines.push_back(&paragraph);
    for (auto& entry : section.entries) {
        lines.push_back(&entry.heading);
        for (auto& row : entry.rows)
            for (auto& value : row.values) lines.push_back(&value);
    }
    return lines;
}

}  // namespace

Letter write_letter(const Alert& alert, const LetterRoom& room) {
    Letter letter;
    letter.title = mail_subject(alert);
    letter.opening = {what_happened(alert), what_to_do(alert), when_and_how_sure(alert)};
    append(letter.sections, listed("What changed", alert.changes, "nameward history " + alert.domain, room));
    append(letter.sections,
           listed("What is not as it should be", findings_that_are(State::open, alert), "nameward status", room));
    append(letter.sections,
           listed("What is well again", findings_that_are(State::over, alert), "nameward status", room));
    append(letter.sections, story_of(alert, room));
    append(letter.sections, meanings_of(alert));
    append(letter.sections, steps_of(alert, room));
    append(letter.sections, commands_of(alert));
    append(letter.sections, ids_of(alert));
    for (auto& section : letter.sections)
        for (auto* line : lines_in(section)) *line = escape_text(*line, room.text);
    for (auto& line : letter.opening) line = escape_text(line, room.text);
    letter.footer = std::string("Nameward ") + version() +
                    " watches your domains from the outside. The ids stay the same if this message is repeated.";
    return letter;
}

}  // namespace nameward::sinks
