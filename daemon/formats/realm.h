// How Microsoft's sign-in service signs the people of a domain in: GetUserRealm.srf, and common/userrealm as a second
// witness. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/login_url.h"
#include "nameward/result.h"

namespace nameward::formats {

enum class RealmKind {
    none,       // the service knows no tenant of this name ("Unknown" in its words)
    managed,    // passwords are checked by the service
    federated,  // another server signs people in
    consumer,   // private accounts, as of outlook.com
};

// "managed".
std::string_view to_string(RealmKind kind);

struct Realm {
    RealmKind kind = RealmKind::none;
    std::optional<std::string> domain;      // the name that the answer is about; it may be one above
    std::optional<std::string> brand;       // chosen by the tenant
    std::optional<std::string> issuer_uri;  // of the cloud; older answers do not say it
    std::optional<LoginUrl> login;          // of federated
};

// GetUserRealm.srf with json=1. The Error is a clause that says why there is no word; of kind rejected where the
// question itself was refused (HTTP 400).
Result<Realm> read_realm(int status, std::string_view body);

struct RealmWitness {
    RealmKind kind = RealmKind::none;
    std::optional<std::string> protocol;  // "WSTrust"
    std::optional<LoginUrl> metadata, active;
};

// common/userrealm with api-version=1.0.
Result<RealmWitness> read_realm_witness(int status, std::string_view body);

}  // namespace nameward::formats
