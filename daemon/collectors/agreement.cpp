#include "collectors/agreement.h"

#include <algorithm>
#include <map>
#include <utility>

namespace nameward::collectors {
namespace {

constexpr std::size_t kNamedServers = 4;  // in a reason: enough to see the pattern, short enough for a subject line

using Word = std::pair<Seen::State, Values>;

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

// "2 of 3 servers gave no answer to use: a.example.net/192.0.2.1: no answer; ..."
std::string failures(const std::vector<Vote>& votes) {
    std::vector<std::string> lines;
    std::size_t failed = 0;
    for (const auto& vote : votes) {
        if (vote.seen.known()) continue;
        if (++failed <= kNamedServers) lines.push_back(vote.server + ": " + vote.seen.reason);
    }
    if (failed > kNamedServers) lines.push_back("and " + std::to_string(failed - kNamedServers) + " more");
    return std::to_string(failed) + " of " + std::to_string(votes.size()) +
           " servers gave no answer to use: " + join(lines, "; ");
}

std::string disagreement(const std::map<Word, std::vector<const Vote*>>& words) {
    std::vector<std::string> sides;
    for (const auto& [word, voters] : words) {
        std::vector<std::string> names;
        for (const auto* vote : voters)
            if (names.size() < kNamedServers) names.push_back(vote->server);
        sides.push_back(join(names, ", ") + (voters.size() > kNamedServers ? ", ..." : "") + ": " +
                        describe(voters.front()->seen));
    }
    return "servers disagree: " + join(sides, "; ");
}

Seen word_of(const std::vector<const Vote*>& voters) {
    Seen seen = voters.front()->seen;
    seen.evidence.clear();
    for (const auto* vote : voters)
        seen.evidence.insert(seen.evidence.end(), vote->seen.evidence.begin(), vote->seen.evidence.end());
    return seen;
}

}  // namespace

std::string describe(const Seen& seen) {
    if (seen.state == Seen::State::unknown) return "unknown";
    return seen.values.empty() ? "none" : join(seen.values, " ");
}

Seen agree(const std::vector<Vote>& votes, std::size_t needed) {
    if (votes.empty()) return Seen::unknown("there was no server to ask");
    const auto words = by_word(votes);
    std::size_t said = 0;
    for (const auto& [word, voters] : words) said += voters.size();
    for (const auto& [word, voters] : words)
        if (voters.size() >= needed && voters.size() * 2 > said) return word_of(voters);
    if (words.size() > 1) return Seen::unknown(disagreement(words));
    return Seen::unknown(failures(votes));
}

}  // namespace nameward::collectors
