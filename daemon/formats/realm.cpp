#include "formats/realm.h"

#include "formats/json.h"
#include "formats/microsoft_json.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

constexpr std::string_view kConsumerHost = "login.live.com";
constexpr std::string_view kConsumerBrand = "MSA Realms";

Error unusable(std::string what) {
    return {ErrorKind::malformed, "what came is not the document asked for: " + std::move(what)};
}

Result<RealmKind> kind_at(const Json& document, const char* key) {
    const auto text = text_at(document, key);
    if (!text) return unusable(std::string("it has no ") + key);
    const auto word = lower(*text);  // the case differs between answers
    if (word == "unknown") return RealmKind::none;
    if (word == "managed") return RealmKind::managed;
    if (word == "federated") return RealmKind::federated;
    return unusable(std::string("its ") + key + " is '" + escape_text(*text, 40) + "'");
}

std::optional<LoginUrl> url_at(const Json& document, const char* key) {
    const auto text = text_at(document, key);
    auto url = login_url(text.value_or(""));
    return url.text.empty() ? std::nullopt : std::optional(std::move(url));
}

bool is_consumer(const Realm& realm) {
    return realm.login && realm.login->host == kConsumerHost && realm.brand == kConsumerBrand;
}

}  // namespace

std::string_view to_string(RealmKind kind) {
    switch (kind) {
        case RealmKind::none:
            return "none";
        case RealmKind::managed:
            return "managed";
        case RealmKind::federated:
            return "federated";
        case RealmKind::consumer:
            return "consumer";
    }
    return "none";
}

Result<Realm> read_realm(int status, std::string_view body) {
    if (status == 400) return Error{ErrorKind::rejected, "HTTP 400"};
    const auto document = microsoft_object(status, body);
    if (!document) return document.error();
    const auto kind = kind_at(*document, "NameSpaceType");
    if (!kind) return kind.error();
    Realm realm{*kind, text_at(*document, "DomainName"), text_at(*document, "FederationBrandName"),
                text_at(*document, "CloudInstanceIssuerUri"), url_at(*document, "AuthURL")};
    if (*kind != RealmKind::none && !realm.domain) return unusable("it names no domain");
    if (*kind == RealmKind::federated && !realm.login) return unusable("it says Federated without saying where");
    if (*kind != RealmKind::federated) realm.login.reset();
    if (is_consumer(realm)) realm.kind = RealmKind::consumer;
    return realm;
}

Result<RealmWitness> read_realm_witness(int status, std::string_view body) {
    const auto document = microsoft_object(status, body);
    if (!document) return document.error();
    const auto kind = kind_at(*document, "account_type");
    if (!kind) return kind.error();
    return RealmWitness{*kind, text_at(*document, "federation_protocol"), url_at(*document, "federation_metadata_url"),
                        url_at(*document, "federation_active_auth_url")};
}

}  // namespace nameward::formats
