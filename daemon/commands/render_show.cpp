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
        lines.emplace_back((row.applicable ? "unknown" : "nothing to see") +
                               (row.reason.empty() ? "" : ": " + escape_text(row.reason)),
                           row.applicable ? Paint::yellow : Paint::dim);
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

// A source that is out of sight, or has nothing to say, would fill a page with the same words.
bool are_one_silence(const ObservationRow& a, const ObservationRow& b) {
    const auto words = [](const ObservationRow& row) {
        return std::tie(row.domain, row.fact.subject, row.fact.source, row.reason, row.since, row.applicable);
    };
    const auto silent = [](const ObservationRow& row) {
        return row.state == Seen::State::unknown && row.values.empty() && !row.reason.empty();
    };
    return silent(a) && silent(b) && words(a) == words(b);
}

// "records.A" and "records.MX" are "records.*".
std::string both(const std::string& a, const std::string& b) {
    const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
    const auto common = std::string(a.begin(), differ);
    return common.substr(0, common.rfind('.') + 1) + "*";
}

std::vector<ObservationRow> joined(std::vector<ObservationRow> rows) {
    std::vector<ObservationRow> result;
    for (auto& row : rows) {
        const auto like = std::find_if(result.begin(), result.end(), [&](const auto& earlier) {
            const auto& name = earlier.fact.property;
            return are_one_silence(earlier, row) &&
                   name.substr(0, name.find('.')) == row.fact.property.substr(0, row.fact.property.find('.'));
        });
        if (like == result.end())
            result.push_back(std::move(row));
        else
            like->fact.property = both(like->fact.property, row.fact.property);
    }
    return result;
}

std::string table_of(std::vector<ObservationRow> rows, bool with_past, Style style) {
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return std::tie(a.domain, a.fact) < std::tie(b.domain, b.fact);
    });
    rows = joined(std::move(rows));
    Table table(with_past ? std::vector<std::string>{"NAME", "PROPERTY", "SOURCE", "SINCE", "VALUE"}
                          : std::vector<std::string>{"NAME", "PROPERTY", "SOURCE", "VALUE"});
    for (const auto& row : rows) add_rows(table, row, shown_domain(row.fact.subject), with_past);
    return table.text(style);
}

// Where no finding speaks: what was not seen was not judged.
std::string nothing_found(const std::vector<ObservationRow>& rows) {
    const auto seen = [](const ObservationRow& row) { return row.state != Seen::State::unknown; };
    const auto judged = [&](const ObservationRow& row) { return seen(row) || !row.applicable; };
    if (std::none_of(rows.begin(), rows.end(), seen))
        return "\nNothing could be seen: whether something is wrong is not known.\n";
    const auto undelegated = [](const ObservationRow& row) {
        return row.fact.property == "delegation.ns" && row.state == Seen::State::absent;
    };
    if (std::any_of(rows.begin(), rows.end(), undelegated))
        return "\nNot delegated: the zone above names no servers for it. If it is a host, look at its domain.\n";
    if (std::all_of(rows.begin(), rows.end(), judged)) return "\nNothing looks wrong.\n";
    return "\nNothing looks wrong in what could be seen.\n";
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
