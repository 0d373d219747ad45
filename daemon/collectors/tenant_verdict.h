// What the answers of one cloud say together. Pure.
//
//   OpenID configuration   GetUserRealm          verdict
//   a tenant               Managed, Federated    the tenant is there
//   none (AADSTS90002)     Unknown               there is none
//   none                   Managed, Federated    unknown: the domain may belong to another cloud
//   a tenant               Unknown               the tenant is there, how people sign in is in dispute
//   no word                Managed, Federated    OpenID unknown, the realm's word stands: a yes needs no second
//   a tenant               no word               the tenant is there, how people sign in is unknown
//   anything else                                unknown: a no needs both
//
// In a second look common/userrealm has to agree with a yes of GetUserRealm.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/openid.h"
#include "formats/realm.h"
#include "nameward/collector.h"

namespace nameward::collectors {

// The Error of `word` is a whole sentence.
template <class T>
struct Heard {
    Result<T> word;
    std::vector<EvidencePtr> evidence{};
};

struct TenantAnswers {
    Heard<std::optional<formats::OpenIdTenant>> openid;
    Heard<formats::Realm> realm;
    std::optional<Heard<formats::RealmWitness>> witness{};  // nullopt: not asked
};

// Every property of both sources of this cloud.
Observations weigh(const std::string& domain, const std::string& cloud, const TenantAnswers& answers,
                   Attention attention);

}  // namespace nameward::collectors
