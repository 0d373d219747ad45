#include "commands/render.h"

namespace nameward::commands {
namespace {

constexpr std::size_t kShortId = 10;  // "c-" and 32 bits: enough to ask for its evidence

Paint paint_of_state(ChangeState state) {
    switch (state) {
        case ChangeState::confirmed:
            return Paint::plain;
        case ChangeState::retracted:
            return Paint::dim;
        case ChangeState::suspected:
        case ChangeState::unconfirmed:
            break;
    }
    return Paint::yellow;
}

std::string where(const Change& change) {
    const auto& fact = change.fact;
    return fact.subject == change.domain ? fact.property : fact.property + " of " + shown_domain(fact.subject);
}

// What happened to the change since.
std::string afterwards(const Change& change) {
    std::string text;
    if (!change.planned_by.empty()) text += " (planned: " + change.planned_by + ")";
    if (!change.acknowledged_by.empty()) text += " (acknowledged: " + change.acknowledged_by + ")";
    if (!change.reverted_by.empty()) text += " (taken back by " + change.reverted_by.substr(0, kShortId) + ")";
    return text;
}

std::vector<Cell> row_of(const Change& change) {
    auto what = difference(change);
    what.emplace_back(afterwards(change), Paint::dim);
    return {format_time(change.at),
            Span(to_string(change.severity), paint_of(change.severity)),
            Span(shown_domain(change.domain), Paint::strong),
            where(change),
            change.fact.source,
            Span(to_string(change.state), paint_of_state(change.state)),
            to_string(change.layer),
            Span(change.id.substr(0, kShortId), Paint::dim),
            std::move(what)};
}

}  // namespace

std::string render_history(const std::vector<Change>& changes, Style style) {
    Table table({"TIME", "SEVERITY", "DOMAIN", "PROPERTY", "SOURCE", "STATE", "LAYER", "CHANGE", "WHAT"});
    for (const auto& change : changes) table.add(row_of(change));
    return table.text(style);
}

}  // namespace nameward::commands
