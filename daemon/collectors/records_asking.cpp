#include "collectors/records_asking.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace nameward::collectors {
namespace {

// Of each server the first address that said anything.
std::vector<Target> witnesses(const Samples& samples) {
    std::vector<Target> targets;
    for (const auto& sample : samples) {
        const auto address = IpAddress::parse(sample.address);
        const bool is_new = std::none_of(targets.begin(), targets.end(),
                                         [&](const Target& target) { return target.name == sample.server; });
        if (is_new && address && sample.seen.known()) targets.push_back({sample.server, *address});
    }
    return targets;
}

}  // namespace

void Asking::ask(const std::vector<RecordSet>& sets, const Targets& targets) {
    const auto left = kMostRegular - std::min(asked_, kMostRegular);
    const auto room = targets.asked.empty() ? sets.size() : left / targets.asked.size();
    std::vector<Question> questions;
    for (std::size_t i = 0; i < std::min(room, sets.size()); ++i) {
        for (const auto& unasked : targets.unasked)
            samples_[sets[i]].push_back(
                {unasked.name, unasked.address, Seen::unknown(unasked.reason), !unasked.nobodys});
        for (const auto& target : targets.asked) questions.push_back({sets[i], target});
    }
    put(questions);
}

void Asking::follow_referrals(const std::vector<RecordSet>& sets) {
    for (const auto& [owner, referral] : std::exchange(referrals_, {})) {
        std::vector<RecordSet> of_owner;
        std::copy_if(sets.begin(), sets.end(), std::back_inserter(of_owner),
                     [&](const RecordSet& set) { return set.owner == owner; });
        ask(of_owner, find_targets(net_, referral.names, referral.glue));
    }
}

std::set<RecordSet> Asking::burst(const std::vector<RecordSet>& sets) {
    std::set<RecordSet> left_out;
    std::vector<Question> questions;
    for (const auto& set : sets) {
        const auto targets = witnesses(samples(set));
        if (asked_ + questions.size() + targets.size() * (kBurst - 1) > kMostQuestions) {
            left_out.insert(set);
            continue;
        }
        for (const auto& target : targets) questions.insert(questions.end(), kBurst - 1, {set, target});
    }
    put(questions);
    return left_out;
}

const Samples& Asking::samples(const RecordSet& set) const {
    static const Samples none;
    const auto found = samples_.find(set);
    return found == samples_.end() ? none : found->second;
}

void Asking::put(const std::vector<Question>& questions) {
    asked_ += questions.size();
    for (std::size_t begin = 0; begin < questions.size(); begin += kAtOnce)
        put_at_once(std::span(questions).subspan(begin, std::min(kAtOnce, questions.size() - begin)));
}

void Asking::put_at_once(std::span<const Question> questions) {
    std::vector<DnsQuestion> batch;
    for (const auto& question : questions)
        batch.push_back(
            {question.target.address, question.set.owner, question.set.type, attention_ == Attention::second, false});
    const auto answers = net_.dns(batch);
    for (std::size_t i = 0; i < questions.size(); ++i) keep(questions[i], answers[i]);
}

void Asking::keep(const Question& question, const DnsAnswer& answer) {
    const auto& [set, target] = question;
    if (auto referral = read_referral(domain_, set, answer)) referrals_[set.owner].take(std::move(*referral));
    auto seen = read_records(domain_, set, answer);
    if (!seen.evidence.empty() && answer.evidence) evidence_ += answer.evidence->bytes.size();
    if (evidence_ > kEvidenceHeld) seen.evidence.clear();
    samples_[set].push_back({target.name, target.address.text(), std::move(seen), !answer.responded()});
}

}  // namespace nameward::collectors
