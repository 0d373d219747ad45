#include <algorithm>
#include <tuple>

#include "commands/render.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

// What stands in the value column: the values, or the word for having none.
std::vector<Span> value_lines(const ObservationRow& row) {
    std::vector<Span> lines;
    if (row.state == Seen::State::absent) lines.emplace_back("none", Paint::dim);
    if (row.state == Seen::State::unknown)
        lines.emplace_back("unknown" + (row.reason.empty() ? "" : ": " + escape_text(row.reason)), Paint::yellow);
    const bool stale = row.state == Seen::State::unknown;
    for (const auto& value : row.values)
        lines.emplace_back((stale ? "last known: " : "") + shown_value(value), stale ? Paint::dim : Paint::plain);
    if (lines.empty()) lines.emplace_back("-", Paint::dim);
    return lines;
}

std::string since_of(const ObservationRow& row) {
    return row.since == Wall{} ? "-" : format_time(row.since);
}

// One line per value; what all lines have in common stands in the first.
void add_rows(Table& table, const ObservationRow& row, const std::string& subject, bool with_past) {
    bool first = true;
    for (const auto& line : value_lines(row)) {
        std::vector<Cell> cells{Span(first ? subject : "", Paint::strong), first ? row.fact.property : "",
                                Span(first ? row.fact.source : "", Paint::dim), line};
        if (with_past) cells.insert(cells.begin() + 3, first ? since_of(row) : "");
        table.add(std::move(cells));
        first = false;
    }
}

std::string table_of(std::vector<ObservationRow> rows, bool with_past, Style style) {
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return std::tie(a.domain, a.fact) < std::tie(b.domain, b.fact);
    });
    Table table(with_past ? std::vector<std::string>{"NAME", "PROPERTY", "SOURCE", "SINCE", "VALUE"}
                          : std::vector<std::string>{"NAME", "PROPERTY", "SOURCE", "VALUE"});
    for (const auto& row : rows) add_rows(table, row, shown_domain(row.fact.subject), with_past);
    return table.text(style);
}

// Where no finding speaks: what was not seen was not judged.
std::string nothing_found(const std::vector<ObservationRow>& rows) {
    const auto seen = [](const ObservationRow& row) { return row.state != Seen::State::unknown; };
    if (std::all_of(rows.begin(), rows.end(), seen)) return "\nNothing looks wrong.\n";
    if (std::any_of(rows.begin(), rows.end(), seen)) return "\nNothing looks wrong in what could be seen.\n";
    return "\nNothing could be seen: whether something is wrong is not known.\n";
}

}  // namespace

std::string render_show(const std::vector<ObservationRow>& rows, Style style) {
    return table_of(rows, true, style);
}

std::string render_observations(const std::vector<ObservationRow>& rows, const std::vector<Finding>& findings,
                                Style style) {
    auto text = table_of(rows, false, style);
    if (findings.empty()) return text + nothing_found(rows);
    text += "\nWhat looks wrong:\n";
    for (const auto& finding : findings)
        text += "  " + Span(to_string(finding.severity), paint_of(finding.severity)).painted(style) + "  " +
                shown_domain(finding.domain) + ": " + escape_text(finding.summary) + "  (" + finding.type + ")\n";
    return text;
}

}  // namespace nameward::commands
