#include "collectors/registration.h"

#include <algorithm>
#include <array>

#include "collectors/agreement.h"
#include "collectors/conditions.h"
#include "collectors/known.h"
#include "collectors/limits.h"
#include "collectors/parent.h"
#include "collectors/registration_answers.h"
#include "collectors/registration_facts.h"
#include "collectors/registration_path.h"
#include "collectors/registration_properties.h"
#include "core/registrable.h"
#include "formats/rdap_bootstrap.h"
#include "formats/whois_servers.h"
#include "nameward/text.h"

namespace nameward::collectors {
namespace {

using Class = formats::Registration::Class;

// Registries allow a query in some seconds: more looks than this would wait at the same few hosts (one registry holds
// most domains of a list) and keep workers from everything else.
constexpr std::size_t kMostAtOnce = 8;

// The two servers of one way to ask.
struct Way {
    std::string name;  // "RDAP"
    std::string registry, registrar;
};
const Way kRdap{"RDAP", "rdap.registry", "rdap.registrar"};
const Way kWhois{"WHOIS", "whois.registry", "whois.registrar"};

std::set<std::string> asked_sources(const Config& config) {
    std::set<std::string> sources{kRdap.registry, kRdap.registrar};
    if (config.registration.whois) sources.insert({kWhois.registry, kWhois.registrar});
    return sources;
}

void set_way(const Watched& watched, const Way& way, const Seen& word, Observations& seen) {
    const auto sources = asked_sources(watched.settings);
    for (const auto& source : {way.registry, way.registrar})
        if (sources.contains(source)) set_all(watched, source, word, seen);
}

void drop_conditions(const Watched& watched, const std::string& reason, Collected& collected) {
    for (const auto* type : {"registration.disputed", "registration.expiring"})
        collected.conditions.push_back(moot_condition(watched.domain, type, Layer::registry, reason));
}

Collected nothing_to_watch(const Watched& watched, const std::string& reason) {
    Collected collected;
    for (const auto* way : {&kRdap, &kWhois})
        set_way(watched, *way, Seen::not_applicable(reason), collected.observations);
    drop_conditions(watched, reason, collected);
    return collected;
}

// --- the domain is gone, says the registry ------------------------------------------------------------------------

// "Gone" is believed only where the parent zone has no delegation either, each time it is said.
Condition check_absence(const Watched& watched, const Domain& registered, const Net& net, Attention attention,
                        RegistrationAnswer& answer, Seen& dispute) {
    auto disputed = condition_of(watched.domain, "registration.disputed", Layer::registry);
    disputed.looks = 2;  // a registry's servers follow each other with some delay
    if (!answer.good()) return disputed;
    disputed.state = Condition::State::clear;
    if (answer.read.kind == Class::found) return disputed;
    const auto parent = ask_parent(registered, net, attention);
    if (parent.state.values == Values{"undelegated"}) return disputed;
    if (parent.state.known()) {
        disputed.state = Condition::State::holds;
        disputed.summary = "the registry says that " + registered.name() + " is not registered (" + answer.read.reason +
                           "), and its zone delegates it to " + describe(parent.ns);
        dispute = Seen::contradictory(disputed.summary, {answer.evidence});
        return disputed;
    }
    disputed.state = Condition::State::unknown;
    answer.why = "registration " + registered.name() + ": the registry says that it is not registered (" +
                 answer.read.reason + "), and whether it is delegated cannot be seen: " + parent.state.reason;
    return disputed;
}

// --- expiry -------------------------------------------------------------------------------------------------------

std::optional<Severity> urgency(Seconds left) {
    using std::chrono::days;
    constexpr std::array<std::pair<days, Severity>, 4> kSteps{{{days(1), Severity::critical},
                                                               {days(7), Severity::warning},
                                                               {days(14), Severity::notice},
                                                               {days(30), Severity::info}}};
    for (const auto& [within, severity] : kSteps)
        if (left <= within) return severity;
    return std::nullopt;
}

Condition expiring(const Watched& watched, const RegistrationAnswer& answer, Wall now) {
    auto condition = condition_of(watched.domain, "registration.expiring", Layer::registrar);
    if (!answer.good()) return condition;
    if (answer.read.kind != Class::found) {
        condition.state = Condition::State::moot;
        condition.summary = "the domain is not registered";
        return condition;
    }
    if (!answer.read.expires) return condition;
    const auto expires = *answer.read.expires;
    condition.state = Condition::State::clear;
    const auto severity = urgency(expires - now);
    if (!severity) return condition;
    condition.state = Condition::State::holds;
    condition.severity = *severity;
    condition.summary = "the registration " + std::string(expires <= now ? "expired on " : "expires on ") +
                        format_time(expires).substr(0, 10);
    return condition;
}

// --- one look -----------------------------------------------------------------------------------------------------

// Where name servers or DS moved in the registration: whether the zone follows tells a real change from a stale copy.
std::vector<std::string> compare_with_delegation(const Watched& watched, const Domain& registered, const Net& net,
                                                 const std::string& source, const RegistrationAnswer& answer) {
    if (!answer.good() || answer.read.kind != Class::found) return {};
    const auto moved = [&](const char* property, const Values& now) {
        const auto* before = known(watched, {watched.domain.name(), property, source});
        return before && before->values != now;
    };
    const bool servers = moved("registration.name_servers", answer.read.name_servers);
    const bool ds = moved("registration.ds", answer.read.ds);
    if (!servers && !ds) return {};
    const auto parent = ask_parent(registered, net, Attention::second);
    std::vector<std::string> remarks;
    if (servers) remarks.push_back("the parent zone delegates to " + describe(parent.ns));
    if (ds) remarks.push_back("the parent zone has the DS records " + describe(parent.ds));
    return remarks;
}

// A server that stops in the middle of a WHOIS answer closes the connection as one that has said all. Name servers go
// from the registration and from the zone: where they are missing here and the zone still has them, the end is missing.
void doubt_missing_servers(const Watched& watched, const Domain& registered, const Net& net, Attention attention,
                           const std::string& source, RegistrationAnswer& answer) {
    if (!answer.good() || answer.read.kind != Class::found || !answer.may_be_cut || !answer.broken_off.empty()) return;
    const auto before = known_values(watched, {watched.domain.name(), "registration.name_servers", source});
    const auto& now = answer.read.name_servers;
    if (now.size() >= before.size() || !std::includes(before.begin(), before.end(), now.begin(), now.end())) return;
    const auto parent = ask_parent(registered, net, attention);
    const bool moved = now.empty() ? parent.ns.values.empty() : parent.ns.values != before;
    if (parent.ns.known() && moved) return;
    break_off(answer, "it names " + std::to_string(now.size()) + " of " + counted(before.size(), "name server") +
                          ", and the parent zone does not say that one went");
}

struct Asked {
    RegistrationAnswer registry;
    std::optional<RegistrationAnswer> registrar;  // nullopt: there is none to ask
};

Asked ask_over_rdap(const RegistrationPath& path, const std::string& name, const Net& net) {
    Asked asked{ask_rdap(net, {formats::rdap_query(path.server, name), path.by_operator, path.plain}, name), {}};
    const auto& next = asked.registry.read.next;
    if (asked.registry.good() && asked.registry.read.kind == Class::found && !next.empty())
        asked.registrar = ask_rdap(net, {next, false, false}, name);
    return asked;
}

Asked ask_over_whois(const RegistrationPath& path, const std::string& name, const Net& net) {
    Asked asked{ask_whois(net, path.server, name), {}};
    if (!asked.registry.good() || asked.registry.read.kind != Class::found) return asked;
    if (const auto host = formats::registrar_whois_host(asked.registry.read.next, path.server))
        asked.registrar = ask_whois(net, *host, name);
    return asked;
}

void observe_registrar(const Watched& watched, const Way& way, const Asked& asked, Observations& seen) {
    if (asked.registrar) return observe_contacts(watched, way.registrar, *asked.registrar, seen);
    // Whether there is a registrar to ask, only the registry could say; one that was heard before is out of sight.
    if (!asked.registry.good()) {
        const auto why = "the registrar's server is not known: " + asked.registry.why;
        const bool heard_before = std::any_of(watched.known.begin(), watched.known.end(), [&](const auto& before) {
            return before.first.source == way.registrar && before.second.known();
        });
        return set_all(watched, way.registrar, heard_before ? Seen::unknown(why) : Seen::not_applicable(why), seen);
    }
    set_all(watched, way.registrar,
            Seen::not_applicable("the registry names no " + way.name + " server of the registrar"), seen);
}

void observe(const Watched& watched, const Domain& registered, const Net& net, Attention attention, Now now,
             const Way& way, Asked asked, Collected& collected) {
    auto& seen = collected.observations;
    Seen dispute;
    auto disputed = check_absence(watched, registered, net, attention, asked.registry, dispute);
    const bool contradictory = disputed.state == Condition::State::holds;
    collected.conditions.push_back(std::move(disputed));
    if (contradictory) {
        set_all(watched, way.registry, dispute, seen);
        return set_all(watched, way.registrar, Seen::contradictory(dispute.reason), seen);
    }
    collected.conditions.push_back(expiring(watched, asked.registry, now.wall));
    doubt_missing_servers(watched, registered, net, attention, way.registry, asked.registry);
    observe_registry(watched, way.registry, asked.registry, seen);
    observe_registrar(watched, way, asked, seen);
    if (attention == Attention::second)
        collected.remarks = compare_with_delegation(watched, registered, net, way.registry, asked.registry);
}

Collected blind(const Watched& watched, const std::string& reason) {
    Collected collected;
    // Which way leads to an answer is what is not known: each that did before is out of sight.
    const bool whois = asked_sources(watched.settings).contains(kWhois.registry);
    set_way(watched, whois ? kWhois : kRdap, Seen::unknown(reason), collected.observations);
    if (whois) set_way(watched, kRdap, Seen::not_applicable("no RDAP server is known"), collected.observations);
    return collected;
}

// Whoever was seen once is out of sight where suddenly nobody is said to speak for it: a WHOIS answer is easily forged.
bool was_seen_before(const Watched& watched) {
    const auto sources = asked_sources(watched.settings);
    return std::any_of(watched.known.begin(), watched.known.end(), [&](const auto& known) {
        return is_registry(known.first.source) && sources.contains(known.first.source) && known.second.known();
    });
}

Collected look_at_registration(const Watched& watched, const Net& net, Attention attention, Now now,
                               WhoisReferrals& referrals) {
    const auto registered = core::registrable_domain(watched.domain);
    if (!registered)
        return nothing_to_watch(watched, watched.domain.name() +
                                             " is a public suffix: names are registered below it, it is not registered "
                                             "itself");
    const auto path =
        registration_path(registered->name(), watched.settings.registration, net, referrals, attention, now.wall);
    if (path.kind == RegistrationPath::Kind::nobody && !was_seen_before(watched))
        return nothing_to_watch(watched, path.reason);
    if (path.kind == RegistrationPath::Kind::unknown || path.kind == RegistrationPath::Kind::nobody)
        return blind(watched, path.reason);

    Collected collected;
    const bool rdap = path.kind == RegistrationPath::Kind::rdap;
    const auto &way = rdap ? kRdap : kWhois, &other = rdap ? kWhois : kRdap;
    set_way(watched, other, Seen::not_applicable("asked over " + way.name + " now"), collected.observations);
    auto asked = rdap ? ask_over_rdap(path, registered->name(), net) : ask_over_whois(path, registered->name(), net);
    observe(watched, *registered, net, attention, now, way, std::move(asked), collected);
    limit_evidence(collected.observations, {way.registry, way.registrar});
    return collected;
}

std::vector<Toll> registry_tolls(const Domain& domain, const Config& config) {
    const auto registered = core::registrable_domain(domain);
    const auto host = registered ? likely_registry(registered->name(), config.registration) : "";
    if (host.empty()) return {};
    return {{host, 1}};
}

}  // namespace

Collector registration() {
    Collector collector;
    collector.name = "registration";
    collector.title = "registration";
    collector.reports = registration_properties();
    collector.asks = asked_sources;
    collector.tolls = registry_tolls;
    collector.most_at_once = kMostAtOnce;
    collector.look = [referrals = std::make_shared<WhoisReferrals>()](const Watched& watched, const Net& net,
                                                                      Attention attention, Now now) {
        return look_at_registration(watched, net, attention, now, *referrals);
    };
    return collector;
}

}  // namespace nameward::collectors
