#include "collectors/agreement.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "nameward/text.h"

namespace nameward::collectors {
namespace {

constexpr std::size_t kNamedServers = 4;  // in a reason: enough to see the pattern
constexpr std::size_t kNamedSides = 4;    // of a disagreement
constexpr std::size_t kDescribed = 400;   // bytes of one server's values in a sentence: 13 names of usual length

std::map<Word, std::vector<const Vote*>> by_word(const std::vector<Vote>& votes) {
    std::map<Word, std::vector<const Vote*>> words;
    for (const auto& vote : votes)
        if (vote.seen.known()) words[{vote.seen.state, vote.seen.values}].push_back(&vote);
    return words;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : std::string(separator)) + part;
    return text;
}

std::string label(const Vote& vote) {
    return vote.server + '/' + vote.address;
}

// "2 of 3 servers gave no answer to use: a.example.net/192.0.2.1: no answer; ..."
std::string failures(const std::vector<Vote>& votes) {
    std::vector<std::string> lines;
    std::size_t failed = 0;
    for (const auto& vote : votes) {
        if (vote.seen.known()) continue;
        if (++failed <= kNamedServers) lines.push_back(label(vote) + ": " + vote.seen.reason);
    }
    if (failed > kNamedServers) lines.push_back("and " + std::to_string(failed - kNamedServers) + " more");
    return std::to_string(failed) + " of " + std::to_string(votes.size()) +
           " servers gave no answer to use: " + join(lines, "; ");
}

std::string disagreement(const std::map<Word, std::vector<const Vote*>>& words) {
    std::vector<std::string> sides;
    for (const auto& [word, voters] : words) {
        if (sides.size() == kNamedSides) break;
        std::vector<std::string> names;
        for (const auto* vote : voters)
            if (names.size() < kNamedServers) names.push_back(label(*vote));
        sides.push_back(join(names, ", ") + (voters.size() > kNamedServers ? ", ..." : "") + ": " +
                        describe(voters.front()->seen));
    }
    if (words.size() > kNamedSides)
        sides.push_back("and " + std::to_string(words.size() - kNamedSides) + " more opinions");
    return "servers disagree: " + join(sides, "; ");
}

std::size_t witnesses(const std::vector<const Vote*>& voters) {
    std::set<std::string> servers;
    for (const auto* vote : voters) servers.insert(vote->server);
    return servers.size();
}

template <class Which>
std::vector<EvidencePtr> evidence_of(const std::vector<Vote>& votes, Which which) {
    std::vector<EvidencePtr> evidence;
    for (const auto& vote : votes)
        if (which(vote)) evidence.insert(evidence.end(), vote.seen.evidence.begin(), vote.seen.evidence.end());
    return evidence;
}

std::vector<EvidencePtr> all_evidence(const std::vector<Vote>& votes) {
    return evidence_of(votes, [](const Vote&) { return true; });
}

Seen said_by_all(const Word& word, const std::vector<Vote>& votes) {
    Seen seen;
    std::tie(seen.state, seen.values) = word;
    seen.evidence = evidence_of(votes, [&](const Vote& vote) {
        return Word{vote.seen.state, vote.seen.values} == word;
    });
    return seen;
}

}  // namespace

std::string describe(const Seen& seen) {
    if (seen.state == Seen::State::unknown) return "unknown";
    return seen.values.empty() ? "none" : escape_text(join(seen.values, " "), kDescribed);
}

Seen agree(const std::vector<Vote>& votes, std::size_t needed) {
    if (votes.empty()) return Seen::unknown("there was no server to ask");
    const auto words = by_word(votes);
    std::size_t said = 0;
    for (const auto& [word, voters] : words) said += voters.size();
    for (const auto& [word, voters] : words)
        if (witnesses(voters) >= needed && voters.size() * 2 > said) return said_by_all(word, votes);
    return Seen::unknown(words.size() > 1 ? disagreement(words) : failures(votes), all_evidence(votes));
}

Seen agree_all(const std::vector<Vote>& votes) {
    const auto words = by_word(votes);
    return words.size() > 1 ? Seen::contradictory(disagreement(words), all_evidence(votes)) : agree(votes, 1);
}

Seen together(const std::vector<Vote>& votes) {
    Values values;
    for (const auto& vote : votes) values.insert(values.end(), vote.seen.values.begin(), vote.seen.values.end());
    if (by_word(votes).empty()) return agree(votes, 1);
    return Seen::present(std::move(values), all_evidence(votes));
}

}  // namespace nameward::collectors
