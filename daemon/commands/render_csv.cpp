#include "commands/render.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

// "CSV injection": a spreadsheet runs a cell that begins so as a formula, and remote text may begin with anything.
bool runs_as_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

std::string cell(std::string_view remote) {
    auto text = escape_text(remote, 1 << 20);
    if (runs_as_formula(text)) text.insert(0, 1, '\'');
    if (text.find_first_of("\",") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

std::string joined(const Values& values) {
    std::string text;
    for (const auto& value : values) text += (text.empty() ? "" : " | ") + value;
    return text;
}

std::string line(const std::vector<std::string>& cells) {
    std::string text;
    for (const auto& entry : cells) text += (text.empty() ? "" : ",") + cell(entry);
    return text + "\r\n";
}

std::string line_of(const Change& change) {
    return line({std::to_string(change.sequence), format_time(change.at), change.id,
                 std::string(to_string(change.severity)), std::string(to_string(change.state)),
                 std::string(to_string(change.layer)), change.domain, change.fact.subject, change.fact.property,
                 change.fact.source, joined(change.before), joined(change.after), joined(change.added()),
                 joined(change.removed()), change.summary, change.incident, change.planned_by, change.acknowledged_by,
                 change.reverted_by});
}

}  // namespace

std::string history_csv(const std::vector<Change>& changes) {
    auto text =
        line({"sequence", "at", "id", "severity", "state", "layer", "domain", "subject", "property", "source", "before",
              "after", "added", "removed", "summary", "incident", "planned_by", "acknowledged_by", "reverted_by"});
    for (const auto& change : changes) text += line_of(change);
    return text;
}

}  // namespace nameward::commands
