#include "collectors/records.h"

#include <algorithm>

#include "collectors/child.h"
#include "collectors/conditions.h"
#include "collectors/known.h"
#include "collectors/limits.h"
#include "collectors/parent.h"
#include "collectors/property_spec.h"
#include "collectors/records_asking.h"
#include "core/value_sets.h"

namespace nameward::collectors {
namespace {

constexpr const char* kNotReached =
    "not asked: the records before it took the questions of this look; name fewer hosts";
constexpr const char* kNoBurst =
    "not learnt yet: it has to be asked several times, and other names took the questions of this look";

// What is asked of the domain itself, and of each host.
constexpr std::uint16_t kOfDomain[] = {rr::A,   rr::AAAA, rr::CNAME, rr::MX,    rr::TXT,
                                       rr::CAA, rr::NS,   rr::SOA,   rr::DNSKEY};
constexpr std::uint16_t kOfHost[] = {rr::A, rr::AAAA, rr::CNAME};

// ---- what a difference is worth ----

std::string type_of(const Fact& fact) {
    return fact.property.substr(fact.property.rfind('.') + 1);
}

bool is_settled_pool(const Weighing& difference) {
    const auto found = difference.seen.find({difference.fact.subject, kPool, kChild});
    if (found == difference.seen.end()) return false;
    const auto pools = read_pools(found->second.values);
    const auto pool = pools.find(type_of(difference.fact));
    return pool != pools.end() && !pool->second.candidate;
}

// Of a name whose addresses rotate the members come and go within their networks.
bool rotates_as_ever(const Weighing& difference) {
    return !difference.before.empty() && is_settled_pool(difference) &&
           networks_of(difference.before) == networks_of(difference.after);
}

bool leaves_its_pool(const Weighing& difference) {
    return !difference.after.empty() && is_settled_pool(difference) &&
           std::includes(difference.before.begin(), difference.before.end(), difference.after.begin(),
                         difference.after.end());
}

Severity weight_of_service(const Weighing& difference) {
    if (leaves_its_pool(difference)) return Severity::notice;
    return difference.domain.critical ? Severity::critical : Severity::warning;
}

struct Kind {
    std::uint16_t type;
    const char* title;
    Weights weights;
    Layer layer;
    std::vector<std::string> attack;
};

// Who answers for a name, who gets its mail, who may speak for it: the gravest first.
std::vector<Kind> kinds() {
    constexpr auto operators = Layer::dns_operator;
    // Compromise Infrastructure: Domains, DNS Server; Adversary-in-the-Middle; Obtain Capabilities: Digital
    // Certificates
    const std::string domains = "T1584.001", server = "T1584.002", between = "T1557", certificates = "T1588.004";
    return {
        {rr::MX, "mail servers", always(warning), Layer::mail, {server, between}},
        {rr::A, "A records", always(warning), operators, {domains}},
        {rr::AAAA, "AAAA records", always(warning), operators, {domains}},
        {rr::CNAME, "CNAME", always(warning), operators, {domains}},
        {rr::NS, "NS records", always(warning), operators, {server}},
        {rr::DNSKEY, "DNSSEC keys", {notice, notice, warning, warning}, operators, {server}},
        {rr::CAA, "CAA records", {notice, notice, warning, warning}, operators, {certificates}},
        {rr::TXT, "TXT records", always(notice), operators, {domains}},
        {rr::SOA, "SOA record", always(notice), operators, {server}},
    };
}

PropertySpec property(const Kind& kind) {
    auto spec = property_spec(records_property(kind.type), kChild, kind.title, kind.layer, kind.weights, kind.attack);
    if (is_address(kind.type)) spec.alike_here = rotates_as_ever;
    if (is_address(kind.type) || kind.type == rr::CNAME || kind.type == rr::MX) spec.weigh = weight_of_service;
    return spec;
}

PropertySpec memory(const char* name, const char* title) {
    auto spec = property_spec(name, kChild, title, Layer::dns_operator, always(Severity::notice), {});
    spec.memory = true;
    return spec;
}

std::vector<PropertySpec> records_properties() {
    std::vector<PropertySpec> specs;
    for (const auto& kind : kinds()) specs.push_back(property(kind));
    specs.push_back(memory(kPool, "rotating addresses"));
    specs.push_back(memory(kDiffering, "records that its servers differ about"));
    return specs;
}

// ---- one look ----

std::vector<std::string> owners_of(const DomainConfig& domain) {
    std::vector<std::string> owners{domain.name.name()};
    owners.insert(owners.end(), domain.hosts.begin(), domain.hosts.end());
    return owners;
}

std::vector<RecordSet> sets_of(const std::string& owner, const DomainConfig& domain) {
    std::vector<RecordSet> sets;
    if (owner == domain.name.name())
        for (const auto type : kOfDomain) sets.push_back({owner, type});
    else
        for (const auto type : kOfHost) sets.push_back({owner, type});
    return sets;
}

std::vector<RecordSet> all_sets(const DomainConfig& domain) {
    std::vector<RecordSet> all;
    for (const auto& owner : owners_of(domain)) {
        const auto sets = sets_of(owner, domain);
        all.insert(all.end(), sets.begin(), sets.end());
    }
    return all;
}

Fact fact(const RecordSet& set) {
    return {set.owner, records_property(set.type), kChild};
}

// A rotation that began with a change is one when the change was confirmed, and none when it was taken back.
std::optional<Pool> settled(Pool pool, const Seen* known, Attention attention, Wall now) {
    if (!pool.candidate || attention == Attention::second) return pool;
    if (!known || Pool{}.renewed(known->values, known->values, now).members() != pool.members()) return std::nullopt;
    pool.candidate = false;
    return pool;
}

// What was known before of the sets of one owner.
class Past {
  public:
    Past(const Watched& watched, const std::string& owner, Attention attention, Wall now)
        : watched_(watched),
          pools_(read_pools(known_values(watched, {owner, kPool, kChild}))),
          differing_(read_differing(known_values(watched, {owner, kDiffering, kChild}))),
          attention_(attention),
          now_(now) {}

    SetBefore of(const RecordSet& set) const {
        SetBefore before;
        before.known = known(watched_, fact(set));
        if (const auto pool = pools_.find(type_text(set.type)); pool != pools_.end())
            before.pool = settled(pool->second, before.known, attention_, now_);
        if (const auto since = differing_.find(type_text(set.type)); since != differing_.end())
            before.differing = since->second;
        return before;
    }

  private:
    const Watched& watched_;
    Pools pools_;
    Differing differing_;
    Attention attention_;
    Wall now_;
};

// What the collector is to remember of one owner; nothing is said where nothing was and is to be remembered.
void remember(const Watched& watched, const Fact& fact, Values values, Observations& seen) {
    if (!values.empty())
        seen[fact] = Seen::present(std::move(values));
    else if (!known_values(watched, fact).empty())
        seen[fact] = Seen::absent();
}

// Its SOA and NS are another matter: operators that serve a domain together name their own primary each, and servers
// that differ about the name servers are a delegation.mismatch.
bool is_judged_as_inconsistent(const RecordSet& set) {
    return set.type != rr::SOA && set.type != rr::NS;
}

class RecordsLook {
  public:
    RecordsLook(const Watched& watched, const Net& net, Attention attention, Wall now)
        : watched_(watched), net_(net), attention_(attention), now_(now), asking_(watched.domain, net, attention) {}

    Collected take() {
        const auto parent = ask_parent(watched_.domain, net_, attention_);
        if (parent.ns.state == Seen::State::absent)
            nothing_to_see();
        else if (parent.ns.state == Seen::State::unknown)
            say_of_all(Seen::unknown("the domain's servers are not known: " + parent.ns.reason));
        else
            ask_and_judge(parent);
        collected_.conditions.push_back(std::move(inconsistent_));
        forget_former_hosts();
        limit_evidence(collected_.observations, {kChild});
        return std::move(collected_);
    }

  private:
    void say_of_all(const Seen& word) {
        inconsistent_ = condition();
        for (const auto& set : all_sets(watched_.config)) collected_.observations[fact(set)] = word;
    }

    void nothing_to_see() {
        say_of_all(Seen::not_applicable(kUndelegated));
        inconsistent_.state = Condition::State::moot;
        inconsistent_.summary = kUndelegated;
    }

    Condition condition() const {
        auto condition = condition_of(watched_.domain, "records.inconsistent", Layer::dns_operator);
        condition.source = kChild;
        condition.looks = 3;  // servers follow each other with some delay
        return condition;
    }

    void ask_and_judge(const ParentView& parent) {
        const auto sets = all_sets(watched_.config);
        asking_.ask(sets, find_targets(net_, parent.ns.values, parent.glue_addresses));
        ask_servers_that_were_added(sets, parent);
        asking_.follow_referrals(sets);
        const auto left_out = asking_.burst(those_that_want_a_burst(sets));
        inconsistent_ = condition();
        inconsistent_.state = Condition::State::clear;
        for (const auto& owner : owners_of(watched_.config)) judge(owner, left_out);
    }

    // Who has the domain's own list asks these servers too.
    void ask_servers_that_were_added(const std::vector<RecordSet>& sets, const ParentView& parent) {
        Values named;
        for (const auto& sample : asking_.samples({watched_.domain.name(), rr::NS}))
            named = core::united(std::move(named), sample.seen.values);
        const auto added = core::without(named, parent.ns.values);
        if (!added.empty()) asking_.ask(sets, find_targets(net_, added, parent.glue_addresses));
    }

    std::vector<RecordSet> those_that_want_a_burst(const std::vector<RecordSet>& sets) const {
        std::vector<RecordSet> some;
        for (const auto& set : sets)
            if (wants_burst(set, past(set.owner).of(set), asking_.samples(set), attention_, now_)) some.push_back(set);
        return some;
    }

    Past past(const std::string& owner) const { return Past(watched_, owner, attention_, now_); }

    SetNow judged(const RecordSet& set, const SetBefore& before, const std::set<RecordSet>& left_out) const {
        const auto& samples = asking_.samples(set);
        const char* not_now = samples.empty() ? kNotReached : left_out.contains(set) ? kNoBurst : nullptr;
        if (not_now) return {Seen::unknown(not_now), before.pool, before.differing, "", before.differing.has_value()};
        return judge_records(set, before, samples, now_);
    }

    void judge(const std::string& owner, const std::set<RecordSet>& left_out) {
        const auto before = past(owner);
        Pools pools;
        Differing differing;
        for (const auto& set : sets_of(owner, watched_.config)) {
            auto result = judged(set, before.of(set), left_out);
            if (result.pool) pools[type_text(set.type)] = *result.pool;
            if (result.differing) differing[type_text(set.type)] = *result.differing;
            if (is_judged_as_inconsistent(set)) note_disagreement(set, result);
            keep(set, std::move(result.word));
        }
        remember(watched_, {owner, kPool, kChild}, write_pools(pools), collected_.observations);
        remember(watched_, {owner, kDiffering, kChild}, write_differing(differing), collected_.observations);
    }

    void note_disagreement(const RecordSet& set, const SetNow& result) {
        if (!result.disagreement.empty()) {
            const bool first = inconsistent_.state != Condition::State::holds;
            inconsistent_.state = Condition::State::holds;
            inconsistent_.summary += (first ? "the domain's own servers disagree about " : "; about ") +
                                     type_text(set.type) + " of " + set.owner + ": " + result.disagreement;
        } else if (result.unheard && inconsistent_.state == Condition::State::clear) {
            inconsistent_.state = Condition::State::unknown;  // the one that differed is not heard
        }
    }

    // Only first sights and changes keep their evidence: what a look has room for is theirs.
    void keep(const RecordSet& set, Seen word) {
        const auto* before = known(watched_, fact(set));
        if (attention_ == Attention::first && before && word.known() && before->values == word.values)
            word.evidence.clear();
        collected_.observations[fact(set)] = std::move(word);
    }

    // Hosts that the configuration dropped.
    void forget_former_hosts() {
        const auto owners = owners_of(watched_.config);
        for (const auto& [fact, seen] : watched_.known)
            if (std::find(owners.begin(), owners.end(), fact.subject) == owners.end())
                collected_.observations[fact] = Seen::not_applicable("not watched any more");
    }

    const Watched& watched_;
    const Net& net_;
    Attention attention_;
    Wall now_;
    Asking asking_;
    Condition inconsistent_;
    Collected collected_;
};

Collected look_at_records(const Watched& watched, const Net& net, Attention attention, Now now) {
    return RecordsLook(watched, net, attention, now.wall).take();
}

}  // namespace

Collector records() {
    Collector collector;
    collector.name = "records";
    collector.title = "records of the domain and its hosts";
    collector.reports = records_properties();
    collector.look = look_at_records;
    return collector;
}

}  // namespace nameward::collectors
