#include "commands/pass_report.h"

#include <algorithm>

#include "commands/render.h"
#include "formats/rows.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

constexpr int kChangesFound = 10;

// As they stand at the end of the pass, oldest first.
std::vector<Change> changes_of(const app::PassResult& result, Store& store) {
    std::vector<Change> changes;
    for (const auto& id : result.changes) {
        HistoryFilter filter;
        filter.id = id;
        for (auto& change : store.changes(filter)) changes.push_back(std::move(change));
    }
    std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.sequence < b.sequence; });
    return changes;
}

bool is_news(const FindingEvent& event) {
    return event.kind != FindingEvent::Kind::updated;
}

std::string finding_line(const FindingEvent& event) {
    const auto& finding = event.finding;
    return std::string(event.ends() ? "closed " : "opened ") + std::string(to_string(finding.severity)) + ' ' +
           shown_domain(finding.domain) + ' ' + finding.type + ": " + escape_text(finding.summary) + '\n';
}

}  // namespace

std::string delivery_line(const Delivery& delivery) {
    if (delivery.state == Delivery::State::sent) return "told " + escape_text(delivery.sink) + '\n';
    return "not told " + escape_text(delivery.sink) + ": " + escape_text(delivery.last_error) +
           (delivery.next_attempt ? "; next attempt " + format_time(*delivery.next_attempt)
                                  : "; no further attempt by itself") +
           '\n';
}

void report(const app::PassResult& result, Store& store, bool json, const Console& console) {
    const auto changes = changes_of(result, store);
    if (json) {
        for (const auto& change : changes) console.out << formats::row(change) << '\n';
        for (const auto& event : result.findings)
            if (is_news(event)) console.out << formats::row(event.finding) << '\n';
        for (const auto& delivery : result.deliveries) console.out << formats::row(delivery) << '\n';
    } else {
        if (!changes.empty()) console.out << render_history(changes, console.style);
        for (const auto& event : result.findings)
            if (is_news(event)) console.out << finding_line(event);
        for (const auto& delivery : result.deliveries) console.out << delivery_line(delivery);
    }
    if (result.trouble.empty())
        console.say("looked at " + counted(result.looks, "place") + ", " + counted(changes.size(), "change") +
                    (result.blind ? "; saw nothing at " + std::to_string(result.blind) + " (nameward status says why)"
                                  : std::string()));
    else
        console.say(result.trouble);
}

int exit_code_of(const app::PassResult& result, Store& store) {
    if (!result.trouble.empty()) return 1;
    const auto changes = changes_of(result, store);
    const bool changed = std::any_of(changes.begin(), changes.end(),
                                     [](const Change& change) { return change.state != ChangeState::retracted; });
    const bool opened = std::any_of(result.findings.begin(), result.findings.end(), [](const FindingEvent& event) {
        return event.kind == FindingEvent::Kind::opened && event.finding.layer != Layer::monitor;
    });
    return changed || opened ? kChangesFound : 0;
}

}  // namespace nameward::commands
