#include "core/compose.h"

#include <algorithm>

#include "core/digest.h"
#include "core/headline.h"
#include "core/next_steps.h"
#include "core/topic.h"
#include "nameward/text.h"

namespace nameward::core {
namespace {

constexpr std::size_t kMaxStory = 8 * 1024;  // a webhook body stays below 20 kB (Standard Webhooks)
constexpr std::size_t kMaxLine = 1024;       // of a story
constexpr std::size_t kShownValues = 16;     // of one change in a story line
constexpr std::size_t kMaxValues = 400;      // of those of one side
constexpr std::size_t kHealthLines = 40;     // domains named one by one when the whole network is gone
constexpr std::string_view kGivenUp = "monitor.delivery";

std::string marked(const Values& values, char mark) {
    std::string text;
    for (std::size_t i = 0; i < values.size() && i < kShownValues; ++i) text += std::string(" ") + mark + values[i];
    text = escape_text(text, kMaxValues);
    if (values.size() > kShownValues) text += " (" + std::to_string(values.size() - kShownValues) + " more)";
    return text;
}

std::string event_line(const FindingEvent& event, Wall now) {
    const auto& finding = event.finding;
    const char* verb = event.kind == FindingEvent::Kind::opened ? "opened: " : event.ends() ? "closed: " : "now: ";
    return format_time(now) + ' ' + finding.subject + ' ' + finding.type + ' ' + verb + finding.summary;
}

// Whatever the line holds, it stays one line.
void append_line(std::string& story, const std::string& line) {
    if (!story.empty()) story += '\n';
    story += escape_text(line, kMaxLine);
}

// The newest lines are the ones that matter in an update; the whole is in the history.
void limit(std::string& story) {
    if (story.size() <= kMaxStory) return;
    const auto cut = story.find('\n', story.size() - kMaxStory);
    story = "(earlier lines are in the history)" + (cut == std::string::npos ? std::string() : story.substr(cut));
}

void add_to_story(Incident& incident, const News& news, Wall now) {
    for (const auto& change : news.changes) append_line(incident.story, story_line(change));
    for (const auto& event : news.events) append_line(incident.story, event_line(event, now));
    for (const auto& remark : news.remarks) append_line(incident.story, format_time(now) + ' ' + remark);
    limit(incident.story);
}

// An ending is good news, however grave it was.
Severity severity_of(const FindingEvent& event) {
    return event.ends() ? std::min(event.finding.severity, Severity::notice) : event.finding.severity;
}

bool milder_change(const Change& a, const Change& b) {
    return a.severity < b.severity;
}
bool milder_event(const FindingEvent& a, const FindingEvent& b) {
    return severity_of(a) < severity_of(b);
}

void head_with(const Change& change, bool restored, Alert& alert) {
    alert.severity = change.severity;
    alert.layer = change.layer;
    alert.summary = (restored ? "back to what held before: " : "") + change.summary +
                    (change.state == ChangeState::unconfirmed ? " (unconfirmed)" : "");
    alert.summary = escape_text(alert.summary, kMaxSummary);
}

void head_with(const FindingEvent& event, Alert& alert) {
    alert.severity = severity_of(event);
    alert.layer = event.finding.layer;
    alert.summary = std::string(event.ends() ? "over: " : "") + event.finding.summary;
    alert.summary = escape_text(alert.summary, kMaxSummary);
}

// The gravest thing that is news: of equal ones a change before a finding, and the first before the others.
void set_headline(Alert& alert, const News& news) {
    const auto change = std::max_element(news.changes.begin(), news.changes.end(), milder_change);
    const auto event = std::max_element(news.events.begin(), news.events.end(), milder_event);
    const bool has_change = change != news.changes.end();
    const bool has_event = event != news.events.end();
    if (has_change && (!has_event || change->severity >= severity_of(*event)))
        head_with(*change, is_back_again(*change, news.restored), alert);
    else if (has_event)
        head_with(*event, alert);
}

std::string alert_id(const Alert& alert) {
    std::vector<std::string> parts{alert.incident, std::string(to_string(alert.type))};
    for (const auto& change : alert.changes) {
        parts.push_back(change.id);
        parts.emplace_back(to_string(change.state));
        // A store that was restored or begun anew counts its changes from a number that it had before.
        parts.push_back(format_time(change.at));
    }
    for (const auto& finding : alert.findings) {
        parts.push_back(finding.id);
        parts.emplace_back(to_string(finding.severity));
        parts.push_back(finding.closed ? format_time(*finding.closed) : "");
    }
    return content_id("a-", parts);
}

void add_health_lines(Alert& alert, const std::vector<Finding>& findings, const std::string& word) {
    for (std::size_t i = 0; i < std::min(findings.size(), kHealthLines); ++i)
        append_line(alert.story, word + findings[i].domain + ": " + findings[i].summary);
    if (findings.size() > kHealthLines)
        append_line(alert.story, word + "and " + std::to_string(findings.size() - kHealthLines) +
                                     " more: nameward status lists what is blind");
    alert.findings.insert(alert.findings.end(), findings.begin(), findings.end());
}

// The subject of monitor.blind is "collector/source".
std::vector<std::string> collectors_of(const std::vector<Finding>& findings) {
    std::vector<std::string> names;
    for (const auto& finding : findings) {
        const auto name = finding.subject.substr(0, finding.subject.find('/'));
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
}

std::string names_of(const std::vector<Finding>& findings) {
    std::vector<std::string> names;
    for (const auto& finding : findings)
        if (std::find(names.begin(), names.end(), finding.domain) == names.end()) names.push_back(finding.domain);
    const auto domains = names.size() <= 3 ? join_words(names) : std::to_string(names.size()) + " domains";
    const auto collectors = collectors_of(findings);
    return collectors.empty() || collectors.size() > 3 ? domains : join_words(collectors) + " of " + domains;
}

Alert about_the_monitor(Alert::Type type, Severity severity, Wall now) {
    Alert alert;
    alert.type = type;
    alert.at = now;
    alert.domain = "monitor";
    alert.layer = Layer::monitor;
    alert.severity = severity;
    return alert;
}

Finding given_up_finding(const std::string& sink, const std::vector<GivenUp>& alerts, Wall now) {
    Finding finding;
    finding.type = kGivenUp;
    finding.domain = "monitor";
    finding.subject = sink;
    finding.layer = Layer::monitor;
    finding.severity = Severity::warning;
    finding.opened = now;
    const auto what = alerts.size() == 1 ? "an alert" : std::to_string(alerts.size()) + " alerts";
    finding.summary =
        "could not deliver " + what + " to " + sink +
        " for 7 days and tries once a day from now on; the last attempt: " + alerts.front().delivery.last_error;
    finding.id = finding_id(finding);
    return finding;
}

std::string given_up_line(const GivenUp& one) {
    const auto& delivery = one.delivery;
    return format_time(delivery.created) + ' ' + delivery.domain + ' ' + std::string(to_string(delivery.severity)) +
           ": " + one.summary + " (" + delivery.alert + ')';
}

}  // namespace

std::string story_line(const Change& change) {
    return format_time(change.at) + ' ' + change.fact.subject + ' ' + change.fact.property + " (" + change.fact.source +
           "):" + marked(change.removed(), '-') + marked(change.added(), '+') + ", " +
           std::string(to_string(change.state)) + "; the old value had held since " + format_time(change.before_since);
}

Alert compose(Incident& incident, const News& news, bool first, bool all_over, Wall now) {
    add_to_story(incident, news, now);
    Alert alert;
    alert.incident = incident.id;
    alert.type = first ? Alert::Type::opened : all_over ? Alert::Type::closed : Alert::Type::updated;
    alert.at = now;
    alert.domain = news.domain;
    set_headline(alert, news);
    alert.story = incident.story;
    alert.changes = news.changes;
    for (auto& change : alert.changes) change.incident = incident.id;
    for (const auto& event : news.events) {
        alert.findings.push_back(event.finding);
        alert.findings.back().incident = incident.id;
    }
    alert.restored = news.restored;
    alert.next_steps = next_steps(alert.changes, alert.findings, alert.restored);
    alert.id = alert_id(alert);

    if (first) incident.summary = alert.summary;
    if (first || alert.severity > incident.severity) incident.layer = alert.layer;
    incident.severity = std::max(incident.severity, alert.severity);
    incident.last_activity = std::max(incident.last_activity, now);
    incident.closed = alert.type == Alert::Type::closed ? std::optional(now) : std::nullopt;
    return alert;
}

Alert compose_health(const std::vector<Finding>& opened, const std::vector<Finding>& closed, Wall now) {
    auto alert = about_the_monitor(Alert::Type::health, opened.empty() ? Severity::notice : Severity::warning, now);
    alert.summary = opened.empty() ? "sees " + names_of(closed) + " again"
                                   : "cannot see " + names_of(opened) +
                                         (closed.empty() ? "" : ", sees " + names_of(closed) + " again");
    alert.summary = escape_text(alert.summary, kMaxSummary);
    add_health_lines(alert, opened, "");
    add_health_lines(alert, closed, "over: ");
    alert.next_steps = next_steps({}, opened);
    alert.id = alert_id(alert);
    return alert;
}

Alert compose_given_up(const std::string& sink, const std::vector<GivenUp>& alerts, Wall now) {
    auto alert = about_the_monitor(Alert::Type::health, Severity::warning, now);
    alert.summary = escape_text("alerts do not reach " + sink, kMaxSummary);
    const auto finding = given_up_finding(sink, alerts, now);
    append_line(alert.story, finding.summary);
    for (std::size_t i = 0; i < std::min(alerts.size(), kHealthLines); ++i)
        append_line(alert.story, given_up_line(alerts[i]));
    if (alerts.size() > kHealthLines)
        append_line(alert.story, "and " + std::to_string(alerts.size() - kHealthLines) +
                                     " more: nameward status lists what is parked");
    alert.findings = {finding};
    alert.next_steps = next_steps({}, alert.findings);
    std::vector<std::string> parts{"given_up", sink};
    for (const auto& one : alerts) parts.push_back(one.delivery.id);
    alert.id = content_id("a-", parts);
    return alert;
}

bool tells_of_giving_up(const Alert& alert) {
    return std::any_of(alert.findings.begin(), alert.findings.end(),
                       [](const Finding& finding) { return finding.type == kGivenUp; });
}

Alert compose_unwatched(Wall from, Wall now) {
    auto alert = about_the_monitor(Alert::Type::health, Severity::notice, now);
    alert.summary = "nobody looked between " + format_time(from) + " and " + format_time(now);
    alert.story =
        "Neither the daemon nor a sweep looked. What changed and changed back in that time was not seen; what is "
        "different now is told as a change.";
    alert.next_steps = {
        "Find out why the service, the machine or the timer of the sweeps stood still: journalctl -u nameward.",
        "Where looking this rarely is meant, write it as the intervals in [schedule]."};
    alert.id = content_id("a-", {"unwatched", format_time(from), format_time(now)});
    return alert;
}

Finding storage_finding(const std::string& trouble, Wall since) {
    Finding finding;
    finding.type = "monitor.storage";
    finding.domain = "monitor";
    finding.subject = "store";
    finding.layer = Layer::monitor;
    finding.opened = since;
    finding.summary = "looks were not recorded: " + escape_text(trouble, kMaxLine);
    finding.id = finding_id(finding);
    return finding;
}

Alert compose_storage(const Finding& finding, Wall now) {
    const bool over = finding.closed.has_value();
    auto alert = about_the_monitor(Alert::Type::health, over ? Severity::notice : finding.severity, now);
    alert.summary =
        over ? "can write its database again: looks are recorded" : "cannot write its database: looks are not recorded";
    append_line(alert.story, (over ? "over: " : "") + finding.summary);
    if (over)
        append_line(alert.story, "What changed and changed back between " + format_time(finding.opened) + " and " +
                                     format_time(*finding.closed) +
                                     " was not seen; what is different now is told as a change.");
    else
        alert.next_steps = {
            "Free space on the disk of the database, or mend what the message names. Nameward tries again "
            "by itself every 10 seconds; nothing needs a restart."};
    alert.findings = {finding};
    alert.id = alert_id(alert);
    return alert;
}

Alert compose_test(const std::string& sink, Now now) {
    auto alert = about_the_monitor(Alert::Type::test, Severity::info, now.wall);
    alert.summary = escape_text("test alert to " + sink + ": nothing happened", kMaxSummary);
    alert.story = "Somebody asked Nameward for a test of the way that alerts take.";
    alert.next_steps = {"Nothing: if you read this, the way works."};
    alert.id = content_id("a-", {"test", sink, format_time(now.wall), std::to_string(now.boot.count())});
    return alert;
}

}  // namespace nameward::core
