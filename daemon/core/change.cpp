#include "nameward/change.h"

#include "core/digest.h"
#include "core/value_sets.h"
#include "nameward/finding.h"

namespace nameward {
namespace {

void append(std::vector<std::string>& parts, const Values& values) {
    parts.push_back(std::to_string(values.size()));
    parts.insert(parts.end(), values.begin(), values.end());
}

}  // namespace

Values Change::added() const {
    return core::without(after, before);
}
Values Change::removed() const {
    return core::without(before, after);
}

std::string change_id(const Change& change) {
    std::vector<std::string> parts{change.domain, change.fact.subject, change.fact.property, change.fact.source,
                                   std::to_string(change.sequence)};
    append(parts, change.before);
    append(parts, change.after);
    return core::content_id("c-", parts);
}

std::string finding_id(const Finding& finding) {
    return core::content_id("f-", {finding.type, finding.domain, finding.subject, format_time(finding.opened)});
}

}  // namespace nameward
