#include "commands/render.h"
#include "nameward/domain.h"
#include "nameward/text.h"

namespace nameward::commands {
namespace {

// A set of thousands, as a hostile zone may bring, would bury the other lines.
constexpr std::size_t kMostValues = 20;

void append(std::vector<Span>& cell, const Values& values, char sign, Paint paint) {
    for (std::size_t i = 0; i < values.size() && i < kMostValues; ++i)
        cell.emplace_back((cell.empty() ? "" : " ") + (sign + shown_value(values[i])), paint);
    if (values.size() > kMostValues)
        cell.emplace_back(" and " + std::to_string(values.size() - kMostValues) + " more", Paint::dim);
}

}  // namespace

std::string shown_domain(std::string_view name) {
    const auto domain = Domain::parse(name);
    return domain ? domain->display() : escape_text(name);  // such as _dmarc.example.com
}

std::string shown_value(std::string_view value) {
    const auto text = escape_text(value);
    if (text.empty()) return "''";
    const bool bordered = text.front() == '"' || text.find(' ') == std::string::npos;
    return bordered ? text : "'" + text + "'";
}

std::string shown_time(const std::optional<Wall>& moment) {
    return moment ? format_time(*moment) : "-";
}

std::vector<Span> difference(const Change& change) {
    std::vector<Span> cell;
    append(cell, change.removed(), '-', Paint::red);
    append(cell, change.added(), '+', Paint::green);
    if (change.after.empty()) cell.emplace_back(" (none left)", Paint::dim);
    return cell;
}

}  // namespace nameward::commands
