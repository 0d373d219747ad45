#include "formats/openid.h"

#include "catch.h"
#include "microsoft_documents.h"

using namespace nameward;
using namespace nameward::formats;
using namespace nameward::test;

namespace {

std::string why_no_tenant(int status, const std::string& body) {
    const auto word = read_openid(status, body);
    return word ? "" : word.error().what;
}

std::string tenant_of(const std::string& body) {
    const auto word = read_openid(200, body);
    return word && *word ? (*word)->tenant_id : "";
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    text.replace(text.find(what), what.size(), by);
    return text;
}

}  // namespace

TEST_CASE("an OpenID configuration names the tenant, its region and its cloud", "[formats][tenant]") {
    const auto word = read_openid(200, microsoft::openid(microsoft::kTenant, R"(,"tenant_region_sub_scope":"GCC")"));
    REQUIRE(word);
    REQUIRE(*word);
    const auto& tenant = **word;
    CHECK(tenant.tenant_id == microsoft::kTenant);
    CHECK(tenant.region_scope == "EU");
    CHECK(tenant.region_sub_scope == "GCC");
    CHECK(tenant.cloud_instance == "microsoftonline.com");
    CHECK(tenant.msgraph_host == "graph.microsoft.com");
}

TEST_CASE("a byte order mark and upper case make no other tenant", "[formats][tenant]") {
    CHECK(tenant_of("\xEF\xBB\xBF" + microsoft::openid()) == microsoft::kTenant);
    CHECK(tenant_of(microsoft::openid("AAAABBBB-0000-0000-0000-CCCCDDDDEEEE")) ==
          "aaaabbbb-0000-0000-0000-ccccddddeeee");
}

TEST_CASE("a document without a token endpoint still names its tenant", "[formats][tenant]") {
    CHECK(tenant_of(replaced(microsoft::openid(), "\"token_endpoint\"", "\"other_endpoint\"")) == microsoft::kTenant);
}

TEST_CASE("issuer and endpoints have to name one and the same tenant", "[formats][tenant]") {
    CHECK(
        why_no_tenant(200, replaced(microsoft::openid(), "com/" + microsoft::kTenant, "com/" + microsoft::kOtherTenant))
            .find("different tenants") != std::string::npos);
    CHECK(why_no_tenant(200, microsoft::openid("{tenantid}")).find("names no tenant") != std::string::npos);
    CHECK(why_no_tenant(200, microsoft::openid("common")).find("names no tenant") != std::string::npos);
    CHECK(
        why_no_tenant(200, replaced(microsoft::openid(), "https://sts", "http://sts")).find("issuer names no tenant") !=
        std::string::npos);
    CHECK(why_no_tenant(200, R"({"issuer":"https://sts.windows.net/)" + microsoft::kTenant + R"(/"})").find("lacks") !=
          std::string::npos);
    CHECK(why_no_tenant(200, replaced(microsoft::openid(), "\"issuer\"", "\"reissuer\"")).find("lacks") !=
          std::string::npos);
}

TEST_CASE("only AADSTS90002 says that there is no tenant", "[formats][tenant]") {
    const auto none = read_openid(400, microsoft::no_tenant());
    REQUIRE(none);
    CHECK_FALSE(*none);

    const auto ours = read_openid(400, microsoft::openid_error(900023, "invalid_request"));
    REQUIRE_FALSE(ours);
    CHECK(ours.error().kind == ErrorKind::config);

    for (const auto& body : {microsoft::openid_error(90013), microsoft::openid_error(90002, "invalid_request"),
                             replaced(microsoft::no_tenant(), "[90002]", "[]"),
                             replaced(microsoft::no_tenant(), "[90002]", "[90002,90013]"),
                             replaced(microsoft::no_tenant(), "[90002]", "[4295057298]"),  // 90002 in 32 bits
                             replaced(microsoft::no_tenant(), "[90002]", "[\"90002\"]"),
                             replaced(microsoft::no_tenant(), "[90002]", "90002"), std::string("{}"), std::string("[]"),
                             std::string("<html>Bad Request</html>"), std::string(), microsoft::openid()}) {
        INFO(body);
        CHECK(why_no_tenant(400, body).find("HTTP 400") == 0);
    }
    CHECK_FALSE(why_no_tenant(200, microsoft::no_tenant()).empty());
    CHECK_FALSE(why_no_tenant(404, microsoft::no_tenant()).empty());
}

TEST_CASE("no other status and no other text is a word on the tenant", "[formats][tenant]") {
    for (const int status : {204, 301, 302, 307, 403, 404, 429, 500, 502, 503})
        CHECK(why_no_tenant(status, microsoft::openid()).find("HTTP " + std::to_string(status)) == 0);
    for (const auto* body : {"", "<html><body>Sign in to the hotel</body></html>", "[]", "{}", "null", "\"issuer\"",
                             R"({"issuer":1,"token_endpoint":[],"authorization_endpoint":null})"})
        CHECK(why_no_tenant(200, body).find("what came is not the document asked for") == 0);
    CHECK(why_no_tenant(200, std::string(100'000, '[')).find("nests deeper") != std::string::npos);
}

TEST_CASE("a member of another type is not there, a long one is cut, one with controls loses them",
          "[formats][tenant]") {
    const auto number = read_openid(200, replaced(microsoft::openid(), "\"EU\"", "7"));
    REQUIRE(number);
    CHECK_FALSE((*number)->region_scope);

    const auto longer = read_openid(200, replaced(microsoft::openid(), "\"EU\"", '"' + std::string(600, 'x') + '"'));
    REQUIRE(longer);
    CHECK((*longer)->region_scope == std::string(512, 'x'));

    const auto odd = read_openid(200, replaced(microsoft::openid(), "\"EU\"", R"("E\u0007\nU\u007f")"));
    REQUIRE(odd);
    CHECK((*odd)->region_scope == "EU");
}
