#include "formats/realm.h"

#include "catch.h"
#include "microsoft_documents.h"

using namespace nameward;
using namespace nameward::formats;
using namespace nameward::test;

namespace {

std::string why_no_realm(int status, const std::string& body) {
    const auto word = read_realm(status, body);
    return word ? "" : word.error().what;
}

std::string why_no_witness(int status, const std::string& body) {
    const auto word = read_realm_witness(status, body);
    return word ? "" : word.error().what;
}

}  // namespace

TEST_CASE("a managed realm names its domain and its tenant's name", "[formats][tenant]") {
    const auto realm = read_realm(200, microsoft::realm_managed("B\xC3\xBC"
                                                                "cher & Co"));
    REQUIRE(realm);
    CHECK(realm->kind == RealmKind::managed);
    CHECK(realm->domain == "example.com");
    CHECK(realm->brand ==
          "B\xC3\xBC"
          "cher & Co");
    CHECK(realm->issuer_uri == "urn:federation:MicrosoftOnline");
    CHECK_FALSE(realm->login);
}

TEST_CASE("a federated realm names the host that signs people in", "[formats][tenant]") {
    const auto realm = read_realm(200, microsoft::realm_federated());
    REQUIRE(realm);
    CHECK(realm->kind == RealmKind::federated);
    REQUIRE(realm->login);
    CHECK(realm->login->host == "sts.example.com");
    CHECK(realm->login->text == "https://sts.example.com/adfs/ls/");
}

TEST_CASE("an unknown realm is the service's word that there is none", "[formats][tenant]") {
    const auto realm = read_realm(200, microsoft::realm_unknown());
    REQUIRE(realm);
    CHECK(realm->kind == RealmKind::none);
}

TEST_CASE("private accounts are told from federation by their host and name", "[formats][tenant]") {
    const auto kind = [](const std::string& login, const std::string& brand) {
        return read_realm(200, microsoft::realm_federated(login, brand))->kind;
    };
    CHECK(kind("https://login.live.com/login.srf", "MSA Realms") == RealmKind::consumer);
    CHECK(kind("https://login.live.com/login.srf", "Example Org") == RealmKind::federated);
    CHECK(kind("https://login.live.com.evil.example/login.srf", "MSA Realms") == RealmKind::federated);
}

TEST_CASE("what is not the object expected says nothing of the realm", "[formats][tenant]") {
    for (const int status : {301, 302, 401, 403, 404, 429, 500, 503})
        CHECK(why_no_realm(status, microsoft::realm_managed()).find("HTTP " + std::to_string(status)) == 0);
    for (const auto* body :
         {"", "<html></html>", "[]", "{}", R"({"NameSpaceType":null})", R"({"NameSpaceType":"Bogus"})",
          R"({"NameSpaceType":"Managed"})", R"({"NameSpaceType":["Managed"],"DomainName":"example.com"})",
          R"({"NameSpaceType":"Federated","DomainName":"example.com"})",
          R"({"NameSpaceType":"Federated","DomainName":"example.com","AuthURL":""})",
          R"({"NameSpaceType":"Federated","DomainName":"example.com","AuthURL":"?host"})"}) {
        INFO(body);
        CHECK(why_no_realm(200, body).find("what came is not the document asked for") == 0);
    }
    CHECK_FALSE(why_no_realm(200, R"({"error":"throttled","NameSpaceType":"Unknown"})").empty());
}

TEST_CASE("a refused question is told from an answer that cannot be used", "[formats][tenant]") {
    CHECK(read_realm(400, "anything").error().kind == ErrorKind::rejected);
    CHECK(read_realm(429, "anything").error().kind == ErrorKind::transient);
    CHECK(read_realm(200, "anything").error().kind == ErrorKind::malformed);
}

TEST_CASE("the second witness says whether, how and where people are sent to sign in", "[formats][tenant]") {
    const auto federated = read_realm_witness(200, microsoft::witness_federated());
    REQUIRE(federated);
    CHECK(federated->kind == RealmKind::federated);
    CHECK(federated->protocol == "WSTrust");
    REQUIRE(federated->metadata);
    CHECK(federated->metadata->text == "https://sts.example.com/adfs/services/trust/mex");
    REQUIRE(federated->active);
    CHECK(federated->active->host == "sts.example.com");

    CHECK(read_realm_witness(200, microsoft::witness("Managed"))->kind == RealmKind::managed);
    CHECK(read_realm_witness(200, microsoft::witness("Unknown"))->kind == RealmKind::none);
    CHECK_FALSE(read_realm_witness(200, microsoft::witness("Managed"))->protocol);
}

TEST_CASE("the second witness is heard only in its own words", "[formats][tenant]") {
    CHECK(why_no_witness(200, microsoft::witness("Bogus")).find("its account_type is 'Bogus'") != std::string::npos);
    CHECK(why_no_witness(200, microsoft::realm_managed()).find("it has no account_type") != std::string::npos);
    CHECK(why_no_witness(503, microsoft::witness("Managed")) == "HTTP 503");
}
