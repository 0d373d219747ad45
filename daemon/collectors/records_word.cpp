#include "collectors/records_word.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "collectors/agreement.h"
#include "collectors/limits.h"
#include "core/value_sets.h"

namespace nameward::collectors {
namespace {

using core::united;
using core::without;

Word word_of(const Sample& sample) {
    return {sample.seen.state, sample.seen.values};
}

Values all_values(const Samples& samples) {
    Values all;
    for (const auto& sample : samples) all.insert(all.end(), sample.seen.values.begin(), sample.seen.values.end());
    return make_values(std::move(all));
}

// Of each address the first answer that says anything.
std::vector<Vote> one_each(const Samples& samples) {
    std::vector<Vote> votes;
    for (const auto& sample : samples) {
        const auto same = std::find_if(votes.begin(), votes.end(), [&](const Vote& vote) {
            return vote.server == sample.server && vote.address == sample.address;
        });
        if (same == votes.end())
            votes.push_back({sample.server, sample.address, sample.seen});
        else if (!same->seen.known())
            same->seen = sample.seen;
    }
    return votes;
}

bool one_is_silent(const Samples& samples) {
    return std::any_of(samples.begin(), samples.end(), [&](const Sample& sample) {
        return sample.silent && std::none_of(samples.begin(), samples.end(), [&](const Sample& other) {
                   return other.server == sample.server && other.seen.known();
               });
    });
}

// One server at one address that says now this and now that. Servers that differ from each other are another matter:
// one of them may have been taken over.
bool rotates(const Samples& samples) {
    std::map<std::pair<std::string, std::string>, Word> first;
    for (const auto& sample : samples) {
        if (!sample.seen.known()) continue;
        const auto [entry, is_new] = first.try_emplace({sample.server, sample.address}, word_of(sample));
        if (!is_new && entry->second != word_of(sample)) return true;
    }
    return false;
}

bool is_burst(const Samples& samples) {
    return samples.size() > one_each(samples).size();
}

bool all_say_the_same(const Samples& samples) {
    std::set<Word> words;
    for (const auto& sample : samples)
        if (sample.seen.known()) words.insert(word_of(sample));
    return words.size() == 1;
}

// One answer for each word that holds any of `values`.
std::vector<EvidencePtr> evidence_of(const Samples& samples, const Values& values) {
    std::vector<EvidencePtr> evidence;
    std::set<Word> met;
    for (const auto& sample : samples) {
        const bool holds = std::any_of(values.begin(), values.end(), [&](const std::string& value) {
            return std::binary_search(sample.seen.values.begin(), sample.seen.values.end(), value);
        });
        if (holds && met.insert(word_of(sample)).second)
            evidence.insert(evidence.end(), sample.seen.evidence.begin(), sample.seen.evidence.end());
    }
    return evidence;
}

// Of a split that has lasted, a server that says nothing today may still say any of what was known.
Seen with_what_is_hidden(Seen word, const SetBefore& before, bool hidden) {
    if (hidden && word.known() && before.known && !before.known->values.empty())
        word = Seen::present(united(std::move(word.values), before.known->values), std::move(word.evidence));
    return word;
}

// What every server says, each time the same.
SetNow judge_fixed(const SetBefore& before, const Samples& samples, Wall now) {
    const auto votes = one_each(samples);
    const bool hidden = one_is_silent(samples);
    const bool lasts = before.differing && now - *before.differing >= kTransferTakes;
    SetNow result;
    result.word = agree_all(votes);
    if (result.word.disputed) {
        result.disagreement = result.word.reason;
        result.differing = before.differing.value_or(now);
        if (lasts) {
            result.word = with_what_is_hidden(together(votes), before, hidden);
            result.word.values = with_digest(std::move(result.word.values));
        }
    } else if (before.differing && (!result.word.known() || (lasts && hidden))) {
        result.differing = before.differing;
        result.unheard = true;
        if (lasts) result.word = with_what_is_hidden(std::move(result.word), before, hidden);
    } else if (before.differing && before.known && result.word.values == before.known->values) {
        if (now - *before.differing < kRemembered) result.differing = before.differing;
    }
    return result;
}

bool has_pool(const SetBefore& before) {
    return before.pool && !before.pool->candidate && before.known && !before.known->values.empty();
}

// Added to `members` as far as there is room: more of the same networks make no difference.
Values learnt(Values members, const Values& insiders) {
    for (const auto& address : insiders)
        if (members.size() < kMostMembers) members = united(std::move(members), {address});
    return members;
}

// Of such a pool not every network is known. What comes together with known ones is taken for a part of it: it would be
// told with every look. What takes the place of all that is known is told.
bool is_wider_than_known(const Values& members) {
    return std::any_of(members.begin(), members.end(), is_digest);
}

// Where there is no room for all, what is foreign stays readable: the digest would hide what the change is about.
Values with_foreign(const Values& members, const Values& foreign) {
    constexpr std::size_t kShown = 16;
    auto values = with_digest(united(members, foreign));
    for (const auto& address : first_of(foreign, kShown, kMostText)) {
        if (std::binary_search(values.begin(), values.end(), address)) continue;
        const auto last_member = std::find_if(values.rbegin(), values.rend(), [&](const std::string& value) {
            return !is_digest(value) && !std::binary_search(foreign.begin(), foreign.end(), value);
        });
        if (last_member != values.rend()) *last_member = address;
        values = make_values(std::move(values));
    }
    return values;
}

SetNow judge_pool(const SetBefore& before, const Samples& samples, Wall now) {
    const auto& members = before.known->values;
    const auto seen = all_values(samples);
    SetNow result;
    if (seen.empty()) {
        result = judge_fixed(before, samples, now);
        result.pool = before.pool;
        return result;
    }
    const auto pool = before.pool->renewed(members, seen, now);
    const auto foreign = foreign_to(members, seen);
    if (!foreign.empty() && !(is_wider_than_known(members) && foreign.size() < seen.size())) {
        const auto now_values = is_wider_than_known(members) ? with_digest(foreign) : with_foreign(members, foreign);
        result.word = Seen::present(now_values, evidence_of(samples, foreign));
        result.pool = pool;
        return result;
    }
    const auto now_members =
        learnt(without(members, pool.stale(members, now)), without(without(seen, members), foreign));
    result.word = Seen::present(now_members, evidence_of(samples, seen));
    const bool stands_still = is_burst(samples) && all_say_the_same(samples) && seen == members;
    // With those that leave: where that is to be told, the second look has to know when they were seen.
    if (!stands_still) result.pool = pool.renewed(united(members, now_members), seen, now);
    return result;
}

// The rotation begins here. Where something else was known that is a change; its second look hears other members of
// the same pool.
SetNow judge_new_pool(const SetBefore& before, const Samples& samples, Wall now) {
    auto members = all_values(samples);
    if (before.pool)
        if (const auto earlier = before.pool->members(); foreign_to(earlier, members).empty()) members = earlier;
    SetNow result;
    result.word = Seen::present(with_digest(members), evidence_of(samples, all_values(samples)));
    result.pool = Pool{before.known != nullptr, {}}.renewed(result.word.values, members, now);
    return result;
}

}  // namespace

bool wants_burst(const RecordSet& set, const SetBefore& before, const Samples& samples, Attention attention, Wall now) {
    const bool heard = std::any_of(samples.begin(), samples.end(), [](const Sample& one) { return one.seen.known(); });
    if (!is_address(set.type) || !heard) return false;
    const auto seen = all_values(samples);
    if (!before.known) return !seen.empty();
    const auto& known = before.known->values;
    if (before.pool && attention == Attention::second) return true;
    if (has_pool(before)) return seen.empty() || seen == known || !foreign_to(known, seen).empty();
    const auto word = judge_fixed(before, samples, now).word;
    return word.disputed ? !before.differing : word.values != known;
}

SetNow judge_records(const RecordSet& set, const SetBefore& before, const Samples& samples, Wall now) {
    if (is_address(set.type) && has_pool(before)) return judge_pool(before, samples, now);
    if (is_address(set.type) && rotates(samples)) return judge_new_pool(before, samples, now);
    return judge_fixed(before, samples, now);
}

}  // namespace nameward::collectors
