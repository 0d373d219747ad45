#include "collectors/tenant_verdict.h"

#include <utility>

#include "collectors/tenant_properties.h"
#include "nameward/text.h"

namespace nameward::collectors {
namespace {

using formats::RealmKind;

using Evidence = std::vector<EvidencePtr>;
using Words = std::vector<std::pair<const char*, Seen>>;

constexpr const char* kNotSaid = "the answer does not say it";

Evidence both(Evidence a, const Evidence& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// A member that an answer leaves out is one that the service did not always send: no change. An empty one is none.
Seen said(const std::optional<std::string>& text, const Evidence& evidence) {
    if (!text) return Seen::not_applicable(kNotSaid);
    return text->empty() ? Seen::absent(evidence) : Seen::present({*text}, evidence);
}

Seen said_host(const std::optional<std::string>& text, const Evidence& evidence) {
    return said(text ? std::optional(lower(*text)) : std::nullopt, evidence);
}

Seen said_url(const std::optional<formats::LoginUrl>& url, const Evidence& evidence) {
    return url ? Seen::present({url->text}, evidence) : Seen::not_applicable(kNotSaid);
}

// Commercial tenants have no sub-scope, and their documents no such member; older documents have no scope at all.
Seen sub_scope(const formats::OpenIdTenant& tenant, const Evidence& evidence) {
    if (!tenant.region_scope) return Seen::not_applicable(kNotSaid);
    return said(tenant.region_sub_scope.value_or(""), evidence);
}

Seen cloud_of(const formats::OpenIdTenant& tenant, const Evidence& evidence) {
    static const std::vector<std::pair<std::string, const char*>> by_sub_scope{
        {"GCC", "gcc"}, {"DODCON", "gcchigh"}, {"DOD", "dod"}};
    for (const auto& [scope, cloud] : by_sub_scope)
        if (tenant.region_sub_scope == scope) return Seen::present({cloud}, evidence);
    if (tenant.cloud_instance == "microsoftonline.com") return Seen::present({"commercial"}, evidence);
    if (tenant.cloud_instance == "partner.microsoftonline.cn") return Seen::present({"china"}, evidence);
    return Seen::not_applicable(kNotSaid);
}

bool says_none(const Heard<std::optional<formats::OpenIdTenant>>& openid) {
    return openid.word && !*openid.word;
}

bool says_none(const Heard<formats::Realm>& realm) {
    return realm.word && realm.word->kind == RealmKind::none;
}

std::string contradiction(const formats::Realm& realm) {
    return "the OpenID configuration knows no tenant of this name (AADSTS90002), GetUserRealm says " +
           std::string(formats::to_string(realm.kind)) +
           ": the domain may belong to another cloud (tenant.clouds), or the move is under way";
}

constexpr const char* kInDispute =
    "the OpenID configuration names a tenant, GetUserRealm knows no domain of this name: taken for neither";

std::string lonely_no(const std::string& who, const std::string& other) {
    return who + " knows no tenant of this name, and a no needs both: " + other;
}

// nullopt where the witness does not stand against it.
std::optional<std::string> objection(const TenantAnswers& answers) {
    if (!answers.witness) return "the second witness (common/userrealm) was not asked";
    const auto& word = answers.witness->word;
    if (!word) return word.error().what;
    // The witness has no word of its own for private accounts.
    const auto said = answers.realm.word->kind == RealmKind::consumer ? RealmKind::federated : answers.realm.word->kind;
    if (word->kind == said) return std::nullopt;
    return "GetUserRealm says " + std::string(formats::to_string(said)) + ", the second witness (common/userrealm) " +
           std::string(formats::to_string(word->kind));
}

Seen unknown(const Error& error, const Evidence& evidence) {
    return Seen::unknown(error.what, evidence);
}

// What stands for every property of the OpenID configuration, where they are not read one by one.
std::optional<Seen> openid_in_one(const TenantAnswers& answers) {
    const auto& [openid, realm, witness] = answers;
    if (!openid.word) return unknown(openid.word.error(), openid.evidence);
    if (*openid.word) return std::nullopt;
    if (!realm.word)
        return Seen::unknown(lonely_no("the OpenID configuration", realm.word.error().what), openid.evidence);
    const auto evidence = both(openid.evidence, realm.evidence);
    if (!says_none(realm)) return Seen::unknown(contradiction(*realm.word), evidence);
    return Seen::absent(evidence);
}

Words openid_words(const formats::OpenIdTenant& tenant, const Evidence& evidence) {
    return {{property::tenant_id, Seen::present({tenant.tenant_id}, evidence)},
            {property::cloud, cloud_of(tenant, evidence)},
            {property::region_scope, said(tenant.region_scope, evidence)},
            {property::region_sub_scope, sub_scope(tenant, evidence)},
            {property::cloud_instance, said_host(tenant.cloud_instance, evidence)},
            {property::msgraph_host, said_host(tenant.msgraph_host, evidence)}};
}

// What stands for every property of the realm.
std::optional<Seen> realm_in_one(const TenantAnswers& answers, Attention attention) {
    const auto& [openid, realm, witness] = answers;
    if (!realm.word) return unknown(realm.word.error(), realm.evidence);
    const auto evidence = both(realm.evidence, openid.evidence);
    if (says_none(realm) && !openid.word)
        return Seen::unknown(lonely_no("GetUserRealm", openid.word.error().what), evidence);
    if (says_none(realm) && !says_none(openid)) return Seen::contradictory(kInDispute, evidence);
    if (!says_none(realm) && says_none(openid)) return Seen::unknown(contradiction(*realm.word), evidence);
    // A no is the word of two already.
    if (attention == Attention::second && !says_none(realm))
        if (const auto reason = objection(answers))
            return Seen::unknown(*reason, witness ? both(evidence, witness->evidence) : evidence);
    return std::nullopt;
}

// What only the witness says. Who is not federated has none of it.
Words witness_words(const TenantAnswers& answers) {
    const auto names = {property::federation_protocol, property::federation_metadata_url,
                        property::federation_active_url};
    const auto all = [&](const Seen& seen) {
        Words words;
        for (const auto* name : names) words.emplace_back(name, seen);
        return words;
    };
    if (answers.realm.word->kind != RealmKind::federated) return all(Seen::absent(answers.realm.evidence));
    if (const auto reason = objection(answers)) return all(Seen::unknown(*reason));
    const auto& [word, evidence] = *answers.witness;
    return {{property::federation_protocol, said(word->protocol, evidence)},
            {property::federation_metadata_url, said_url(word->metadata, evidence)},
            {property::federation_active_url, said_url(word->active, evidence)}};
}

Words realm_words(const TenantAnswers& answers) {
    const auto& [word, evidence] = answers.realm;
    const auto& realm = *word;
    const bool there = realm.kind != RealmKind::none, federated = realm.kind == RealmKind::federated;
    const auto of_realm = [&](const Seen& seen) { return there ? seen : Seen::absent(evidence); };
    Words words{
        {property::state, Seen::present({std::string(formats::to_string(realm.kind))}, evidence)},
        {property::federation_host, federated ? Seen::present({realm.login->host}, evidence) : Seen::absent(evidence)},
        {property::federation_url, federated ? Seen::present({realm.login->text}, evidence) : Seen::absent(evidence)},
        {property::realm_domain, of_realm(said_host(realm.domain, evidence))},
        {property::brand, of_realm(said(realm.brand, evidence))},
        {property::issuer_uri, said(realm.issuer_uri, evidence)}};
    for (auto& each : witness_words(answers)) words.push_back(std::move(each));
    return words;
}

void put(Observations& seen, const std::string& domain, const std::string& source, Words words) {
    for (auto& [name, word] : words) seen[{domain, name, source}] = std::move(word);
}

void put_all(Observations& seen, const std::string& domain, const std::string& source, const std::string& prefix,
             const Seen& word) {
    for (const auto& spec : tenant_properties())
        if (spec.source.starts_with(prefix)) seen[{domain, spec.name, source}] = word;
}

}  // namespace

Observations weigh(const std::string& domain, const std::string& cloud, const TenantAnswers& answers,
                   Attention attention) {
    Observations seen;
    const auto openid = kOpenIdSource + cloud, realm = kRealmSource + cloud;
    if (const auto word = openid_in_one(answers))
        put_all(seen, domain, openid, kOpenIdSource, *word);
    else
        put(seen, domain, openid, openid_words(**answers.openid.word, answers.openid.evidence));
    if (const auto word = realm_in_one(answers, attention))
        put_all(seen, domain, realm, kRealmSource, *word);
    else
        put(seen, domain, realm, realm_words(answers));
    return seen;
}

}  // namespace nameward::collectors
