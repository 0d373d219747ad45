#include "collectors/registration_properties.h"

#include <algorithm>

#include "collectors/property_spec.h"
#include "core/statuses.h"
#include "core/value_sets.h"
#include "formats/exposure.h"
#include "formats/text_pieces.h"
#include "nameward/text.h"

namespace nameward::collectors {
namespace {

using core::is_lock;
using core::is_registry_lock;
using core::is_transfer_lock;
using core::without;

const std::vector<const char*> kRegistry{"rdap.registry", "whois.registry"};
const std::vector<const char*> kAnybody{"rdap.registry", "whois.registry", "rdap.registrar", "whois.registrar"};

constexpr const char* kDomains = "T1584.001";     // Compromise Infrastructure: Domains
constexpr const char* kProperties = "T1590.001";  // Gather Victim Network Information: Domain Properties

// --- statuses -----------------------------------------------------------------------------------------------------

Severity weight_of_coming(const std::string& status) {
    for (const auto grave : {"serverHold", "clientHold", "pendingDelete", "redemptionPeriod", "pendingTransfer"})
        if (status == grave) return critical;
    // The registries' own words for the same.
    for (const auto word : {"suspend", "delete", "expired", "redemption", "on hold", "quarantine"})
        if (status.find(word) != status.npos) return critical;
    if (status == "transferPeriod") return warning;
    if (is_lock(status) || status == "ok" || status.ends_with("Period")) return info;
    return notice;
}

Severity weight_of_going(const std::string& status, const Values& after) {
    if (!is_lock(status)) return status == "ok" || status.ends_with("Period") ? info : notice;
    const bool may_be_moved = is_transfer_lock(status) && std::none_of(after.begin(), after.end(), is_transfer_lock);
    return may_be_moved || is_registry_lock(status) ? critical : warning;
}

struct StatusWeights {
    Severity client = info, server = info, neither = info;
    bool client_changed = false;
};

StatusWeights weigh_statuses(const Values& before, const Values& after) {
    StatusWeights weights;
    const auto note = [&](const std::string& status, Severity weight) {
        auto& part = status.starts_with("client")   ? weights.client
                     : status.starts_with("server") ? weights.server
                                                    : weights.neither;
        part = std::max(part, weight);
        weights.client_changed = weights.client_changed || status.starts_with("client");
    };
    for (const auto& status : without(after, before)) note(status, weight_of_coming(status));
    for (const auto& status : without(before, after)) note(status, weight_of_going(status, after));
    return weights;
}

Severity statuses_weight(const Weighing& change) {
    const auto weights = weigh_statuses(change.before, change.after);
    return std::max({weights.client, weights.server, weights.neither});
}

// What the registrar sets is the registrar's, unless something graver happened beside it; `ok` comes and goes by
// itself.
Layer statuses_layer(const Values& before, const Values& after) {
    const auto weights = weigh_statuses(before, after);
    const bool registrars = weights.client_changed && weights.client >= weights.neither &&
                            (weights.client > weights.server || weights.server == info);
    return registrars ? Layer::registrar : Layer::registry;
}

// --- registrar ----------------------------------------------------------------------------------------------------

bool same_name(const Values& before, const Values& after) {
    using formats::letters_and_digits;
    return before.size() == 1 && after.size() == 1 &&
           letters_and_digits(before.front()) == letters_and_digits(after.front());
}

// The same IANA ID before and after: the registrar that was there has another name.
Severity registrar_weight(const Weighing& change) {
    const Fact id{change.fact.subject, "registration.registrar_id", change.fact.source};
    if (!change.known) return critical;
    const auto before = change.known->find(id), now = change.seen.find(id);
    const bool both = before != change.known->end() && now != change.seen.end() &&
                      before->second.state == Seen::State::present && now->second.state == Seen::State::present;
    return both && before->second.values == now->second.values ? info : critical;
}

// --- dates --------------------------------------------------------------------------------------------------------

std::optional<Wall> date_of(const Values& values) {
    if (values.size() != 1) return std::nullopt;
    const auto date = parse_time(values.front());
    return date ? std::optional(*date) : std::nullopt;
}

bool same_day(const Values& before, const Values& after) {
    const auto a = date_of(before), b = date_of(after);
    return a && b && std::chrono::floor<std::chrono::days>(*a) == std::chrono::floor<std::chrono::days>(*b);
}

Severity expires_weight(const Weighing& change) {
    const auto before = date_of(change.before), after = date_of(change.after);
    if (!before || !after) return notice;
    return *before - *after > std::chrono::days(1) ? warning : info;
}

Severity state_weight(const Weighing& change) {
    return change.after == Values{"registered"} ? warning : critical;
}

Severity dnssec_weight(const Weighing& change) {
    return change.after == Values{"unsigned"} ? critical : notice;
}

// --- contacts -----------------------------------------------------------------------------------------------------

bool all_hidden(const Values& values) {
    return std::all_of(values.begin(), values.end(),
                       [](const std::string& value) { return formats::exposure_of(value) != formats::Exposure::open; });
}

std::string domain_in(const std::string& email) {
    const auto at = email.rfind('@');
    return at == email.npos ? std::string() : lower(email.substr(at + 1));
}

// Other words for "not shown"; an address of a privacy service that is a new one with each answer.
bool same_contact(const Values& before, const Values& after) {
    if (before.size() != 1 || after.size() != 1) return false;
    const auto &was = before.front(), &is = after.front();
    if (lower(was) == lower(is)) return true;
    const auto then = formats::exposure_of(was), now = formats::exposure_of(is);
    if (then != now || now == formats::Exposure::open) return false;
    if (now == formats::Exposure::redacted) return true;
    return !domain_in(is).empty() && domain_in(was) == domain_in(is);
}

// Changes between what all may read are the grave ones; what hides is good news, and what shows is told as exposure.
Severity contact_weight(Severity open_to_open, const Weighing& change) {
    if (all_hidden(change.after)) return info;
    return change.before.empty() || all_hidden(change.before) ? std::min(open_to_open, notice) : open_to_open;
}

Severity exposure_weight(const Weighing& change) {
    for (const auto& value : without(change.after, change.before))
        if (value.ends_with("=public")) return warning;
    return info;
}

// --- the list -----------------------------------------------------------------------------------------------------

PropertySpec property(const char* name, const char* title, Layer layer, Weights weights, const char* attack) {
    return property_spec(name, "", title, layer, weights, {attack});
}

PropertySpec contact(const char* name, const char* title, Severity open_to_open) {
    auto spec =
        weighed(property(name, title, Layer::registrar, always(open_to_open), kProperties), nullptr, same_contact);
    spec.weigh = [open_to_open](const Weighing& change) { return contact_weight(open_to_open, change); };
    return spec;
}

PropertySpec statuses() {
    auto spec =
        weighed(property("registration.statuses", "registration statuses", Layer::registry, always(critical), kDomains),
                statuses_weight);
    spec.layer_of = statuses_layer;
    return spec;
}

}  // namespace

// The gravest first: where several change at once, the first of equal weight names the alert.
std::vector<PropertySpec> registration_properties() {
    constexpr auto registry = Layer::registry, registrar = Layer::registrar;
    std::vector<PropertySpec> list;
    const auto add = [&](PropertySpec spec, const std::vector<const char*>& sources) {
        for (const auto* source : sources) {
            spec.source = source;
            list.push_back(spec);
        }
    };
    add(weighed(property("registration.state", "registration", registry, always(critical), kDomains), state_weight),
        kRegistry);
    add(property("registration.registrar_id", "registrar (IANA ID)", registrar, {warning, critical, critical, warning},
                 kDomains),
        kRegistry);
    add(weighed(property("registration.registrar", "registrar", registrar, always(critical), kDomains),
                registrar_weight, same_name),
        kRegistry);
    add(property("registration.name_servers", "registered name servers", registry,
                 {warning, warning, critical, critical}, kDnsServer),
        kRegistry);
    add(statuses(), kRegistry);
    add(property("registration.ds", "registered DS records", registry, {notice, critical, critical, critical},
                 kDnsServer),
        kRegistry);
    add(weighed(property("registration.dnssec", "registered DNSSEC", registry, always(critical), kDnsServer),
                dnssec_weight),
        kRegistry);
    add(weighed(property("registration.created", "creation date", registrar, always(warning), kDomains), nullptr,
                same_day),
        kRegistry);
    add(weighed(property("registration.expires", "expiry date", registrar, always(warning), kDomains), expires_weight,
                same_day),
        kRegistry);
    add(weighed(property("registration.exposure", "what the contacts show", registrar, always(warning), kProperties),
                exposure_weight),
        kAnybody);
    add(contact("registration.contact.registrant.name", "registrant's name", warning), kAnybody);
    add(contact("registration.contact.registrant.organization", "registrant's organization", warning), kAnybody);
    add(contact("registration.contact.registrant.email", "registrant's e-mail address", warning), kAnybody);
    add(weighed(property("registration.contact.abuse.<field>", "abuse contact", registrar, always(info), kProperties),
                nullptr, same_contact),
        kAnybody);
    add(contact("registration.contact.<role>.<field>", "contact data", notice), kAnybody);
    add(property("registration.updated", "date of the last update", registrar, always(info), kDomains), kRegistry);
    return list;
}

}  // namespace nameward::collectors
