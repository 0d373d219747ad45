#include "collectors/limits.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "core/digest.h"

namespace nameward::collectors {
namespace {

constexpr std::string_view kDigestBegin = "(and ";

std::size_t text_of(const Values& values) {
    return std::accumulate(values.begin(), values.end(), std::size_t{0},
                           [](std::size_t sum, const std::string& value) { return sum + value.size(); });
}

// What was met before costs nothing: one answer backs several facts.
class EvidenceBudget {
  public:
    bool takes(const EvidencePtr& evidence) {
        if (!evidence || taken_.contains(evidence)) return true;
        if (evidence->bytes.size() > left_) return false;
        left_ -= evidence->bytes.size();
        taken_.insert(evidence);
        return true;
    }

  private:
    std::size_t left_ = kMostEvidence;
    std::set<EvidencePtr> taken_;
};

}  // namespace

bool is_too_large(const Values& values) {
    return values.size() > kMostMembers || text_of(values) > kMostText;
}

Values first_of(Values values, std::size_t members, std::size_t text) {
    std::size_t count = 0;
    for (; count < std::min(values.size(), members) && values[count].size() <= text; ++count)
        text -= values[count].size();
    values.resize(count);
    return values;
}

Values with_digest(Values values) {
    if (!is_too_large(values)) return values;
    const auto digest = core::content_id("sha256:", values);
    const auto all = values.size();
    auto kept = first_of(std::move(values), kMostMembers, kMostText);
    kept.push_back(std::string(kDigestBegin) + std::to_string(all - kept.size()) + " more, " + digest + ")");
    return make_values(std::move(kept));
}

// A name and an address hold no blank: it is written \032.
bool is_digest(std::string_view value) {
    return value.starts_with(kDigestBegin);
}

std::string too_large_in_words(const Values& values, const std::string& what) {
    return "names " + std::to_string(values.size()) + " " + what + ", and at most " + std::to_string(kMostMembers) +
           " of " + std::to_string(kMostText / 1024) + " KiB in all are taken";
}

void limit_evidence(Observations& observations, const std::vector<std::string>& sources) {
    EvidenceBudget budget;
    for (const auto& source : sources)
        for (auto& [fact, seen] : observations)
            if (fact.source == source)
                std::erase_if(seen.evidence, [&](const EvidencePtr& evidence) { return !budget.takes(evidence); });
}

}  // namespace nameward::collectors
