#include <algorithm>

#include "commands/render.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

bool is_of_the_monitor(const Finding& finding) {
    return finding.type.starts_with("monitor.");
}

Paint paint_of_state(std::string_view word) {
    if (word == "fresh") return Paint::green;
    return word == "blind" ? Paint::red : Paint::dim;
}

// Sight that is gone for less than blind_after intervals calls nobody, but it is not all well either.
std::string not_seen_now(const std::vector<SightRow>& sights) {
    const auto count = [&](std::string_view word) {
        return std::count_if(sights.begin(), sights.end(), [&](const auto& row) { return state_word(row) == word; });
    };
    std::string text;
    if (const auto blind = count("blind"))
        text += " yet; " + counted(static_cast<std::size_t>(blind), "source") + " cannot be seen at the moment";
    if (const auto never = count("never")) text += "; " + std::to_string(never) + " of the rows below had no look yet";
    return text;
}

std::string sentences(const Overview& overview, Style style) {
    const auto troubles = needs_a_person(overview);
    if (troubles.empty())
        return Span("Nothing needs a person", Paint::green).painted(style) + not_seen_now(overview.sights) + ".\n";
    const auto count = std::to_string(troubles.size());
    std::string text =
        Span(count + (troubles.size() == 1 ? " thing needs" : " things need") + " a person:", Paint::alarm)
            .painted(style) +
        "\n";
    for (const auto& trouble : troubles) text += "  " + trouble + "\n";
    return text;
}

std::string of_the_daemon(const Overview& overview, Style style) {
    if (!overview.daemon_runs) return "";
    if (*overview.daemon_runs) return "The daemon runs.\n";
    return Span("No daemon runs on this store: nothing is watched between sweeps.", Paint::yellow).painted(style) +
           "\n";
}

std::string sources(const std::vector<SightRow>& sights, Style style) {
    Table table({"DOMAIN", "COLLECTOR", "SOURCE", "STATE", "LAST SEEN", "BLIND SINCE", "NEXT RUN", "EVERY", "REASON"});
    for (const auto& row : sights) {
        const auto word = state_word(row);
        table.add({Span(shown_domain(row.domain), Paint::strong), row.collector, row.source.empty() ? "-" : row.source,
                   Span(word, paint_of_state(word)), shown_time(row.sight.last_ok), shown_time(row.sight.blind_since),
                   shown_time(row.next_run), row.interval ? format_duration(*row.interval) : "-", row.sight.reason});
    }
    return table.empty() ? "No source was asked yet.\n" : table.text(style);
}

std::string open_findings(const std::vector<Finding>& findings, Style style) {
    Table table({"SEVERITY", "DOMAIN", "FINDING", "LAYER", "SINCE", "WHAT"});
    for (const auto& finding : findings)
        table.add({Span(to_string(finding.severity), paint_of(finding.severity)),
                   Span(shown_domain(finding.domain), Paint::strong), finding.type, to_string(finding.layer),
                   format_time(finding.opened), finding.summary});
    return table.empty() ? "No finding is open.\n" : table.text(style);
}

std::string waiting(const std::vector<Delivery>& deliveries, Style style) {
    Table table({"STATE", "SINK", "SEVERITY", "DOMAIN", "CREATED", "ATTEMPTS", "NEXT ATTEMPT", "LAST ERROR"});
    for (const auto& delivery : deliveries) {
        const bool parked = delivery.state == Delivery::State::parked;
        table.add({Span(to_string(delivery.state), parked ? Paint::red : Paint::yellow), delivery.sink,
                   Span(to_string(delivery.severity), paint_of(delivery.severity)), shown_domain(delivery.domain),
                   format_time(delivery.created), std::to_string(delivery.attempts), shown_time(delivery.next_attempt),
                   delivery.last_error});
    }
    return table.empty() ? "No delivery waits.\n" : table.text(style);
}

}  // namespace

std::vector<std::string> needs_a_person(const Overview& overview) {
    std::vector<std::string> troubles;
    if (overview.idle_since)
        troubles.push_back("monitor: nobody has looked since " + format_time(*overview.idle_since) +
                           ", though looks are due: start the daemon (systemctl start nameward), or sweep");
    for (const auto& finding : overview.findings)
        if (finding.severity >= Severity::warning || is_of_the_monitor(finding))
            troubles.push_back(Span(shown_domain(finding.domain) + ": " + finding.summary).text());
    for (const auto& delivery : overview.deliveries)
        if (delivery.state == Delivery::State::parked)
            troubles.push_back(Span("sink " + delivery.sink + " did not take alert " + delivery.alert +
                                    ", which is parked: " + delivery.last_error)
                                   .text());
    return troubles;
}

std::string render_status(const Overview& overview, Style style) {
    return sentences(overview, style) + of_the_daemon(overview, style) + "\n" + sources(overview.sights, style) + "\n" +
           open_findings(overview.findings, style) + "\n" + waiting(overview.deliveries, style);
}

}  // namespace nameward::commands
