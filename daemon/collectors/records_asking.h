// Puts the questions of the collector `records` and keeps the answers, within the questions that one look has.
#pragma once

#include <map>
#include <set>
#include <span>
#include <vector>

#include "collectors/records_word.h"
#include "collectors/targets.h"
#include "nameward/collector.h"

namespace nameward::collectors {

// A look has 1,000 questions (decision 0009). What the parent and the addresses of the servers take stays below 100;
// 560 are 20 hosts and the domain at 8 addresses, or the domain alone at all 32; the rest is for bursts.
inline constexpr std::size_t kMostRegular = 560;
inline constexpr std::size_t kMostQuestions = 900;
inline constexpr std::size_t kBurst = 8;  // questions per server

// Answers that are held at a time, for an answer may expand to 48 KiB and one with texts to 256 KiB
// (dns/answer_limits.h) while many looks are made at once; and what evidence they may leave behind, until it is known
// which of it is needed.
inline constexpr std::size_t kAtOnce = 64;
inline constexpr std::size_t kEvidenceHeld = std::size_t{512} * 1024;

class Asking {
  public:
    Asking(const Domain& domain, const Net& net, Attention attention)
        : domain_(domain), net_(net), attention_(attention) {}

    // These sets at every one of these servers, the first sets first, each at all of them or at none.
    void ask(const std::vector<RecordSet>& sets, const Targets& targets);
    // Those of these sets whose servers say that the owner is a zone of its own, at the servers of that zone.
    void follow_referrals(const std::vector<RecordSet>& sets);
    // These sets until each server that answered was asked kBurst times, at one of its addresses. Returns
    // those for which no questions were left.
    std::set<RecordSet> burst(const std::vector<RecordSet>& sets);

    const Samples& samples(const RecordSet& set) const;

  private:
    struct Question {
        RecordSet set;
        Target target;
    };
    void put(const std::vector<Question>& questions);
    void put_at_once(std::span<const Question> questions);
    void keep(const Question& question, const DnsAnswer& answer);

    const Domain& domain_;
    const Net& net_;
    Attention attention_;
    std::size_t asked_ = 0;
    std::size_t evidence_ = 0;  // bytes
    std::map<RecordSet, Samples> samples_;
    std::map<std::string, Referral> referrals_;  // by owner
};

}  // namespace nameward::collectors
