// Answers that Microsoft's service gave to others, read in place where NAMEWARD_SHARED_DATA says where they are.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <optional>

#include "catch.h"
#include "formats/openid.h"
#include "formats/realm.h"
#include "texts.h"

using namespace nameward;
using namespace nameward::formats;
using test::text_of;

namespace {

std::optional<std::filesystem::path> samples() {
    const char* data = std::getenv("NAMEWARD_SHARED_DATA");
    if (data) return std::filesystem::path(data) / "tenant" / "samples";
    std::cerr << "SKIPPED: answers about tenants need NAMEWARD_SHARED_DATA\n";
    return std::nullopt;
}

std::string brief(const Result<std::optional<OpenIdTenant>>& word) {
    if (!word) return "refused";
    if (!*word) return "none";
    const auto& tenant = **word;
    return tenant.tenant_id + ' ' + tenant.region_scope.value_or("-") + ' ' + tenant.region_sub_scope.value_or("-") +
           ' ' + tenant.cloud_instance.value_or("-");
}

std::string brief(const Result<Realm>& word) {
    if (!word) return "refused";
    return std::string(to_string(word->kind)) + ' ' + word->domain.value_or("-") + ' ' +
           (word->login ? word->login->text : "-");
}

std::string brief(const Result<RealmWitness>& word) {
    if (!word) return "refused";
    return std::string(to_string(word->kind)) + ' ' + word->protocol.value_or("-") + ' ' +
           (word->active ? word->active->host : "-") + ' ' + (word->metadata ? word->metadata->text : "-");
}

using Row = std::pair<const char*, const char*>;

}  // namespace

TEST_CASE("collected OpenID configurations are read as what they are", "[formats][tenant]") {
    const auto folder = samples();
    if (!folder) return;
    const auto read = [&](const char* file, int status) { return brief(read_openid(status, text_of(*folder / file))); };
    for (const auto& [file, expected] : std::initializer_list<Row>{
             {"openid_v1_AS.json", "2d50cb29-5f7b-48a4-87ce-fe75a941adb6 AS - microsoftonline.com"},
             {"openid_v1_gcchigh_SYNTHETIC.json", "2d50cb29-5f7b-48a4-87ce-fe75a941adb6 USG DODCON microsoftonline.us"},
             {"openid_v2_msal.json", "6babcaad-604b-40ac-a9d7-9fd97c0b779f - - -"},
             {"openid_missing_token_endpoint_msal.json", "6babcaad-604b-40ac-a9d7-9fd97c0b779f - - -"},
             {"openid_v2_common_msal.json", "refused"},
             {"okta_openid-configuration.json", "refused"},
             {"getuserrealm_json_managed.json", "refused"},
             {"instance_discovery.json", "refused"}}) {
        INFO(file);
        CHECK(read(file, 200) == expected);
    }
    CHECK(read("openid_v1_bbot.json", 200).find("cc74fc12-4142-400e-a653-f98bdeadbeef NA") == 0);
    CHECK(read("openid_error_90002.json", 400) == "none");
    CHECK(read("openid_error_90002.json", 200) == "refused");
    CHECK(read("openid_error_900023_SYNTHETIC.json", 400) == "refused");
}

TEST_CASE("collected answers about realms are read as what they are", "[formats][tenant]") {
    const auto folder = samples();
    if (!folder) return;
    for (const auto& [file, expected] : std::initializer_list<Row>{
             {"getuserrealm_json_managed.json", "managed rai.usc.es -"},
             {"getuserrealm_json_managed_bare_domain.json", "managed example.com -"},
             {"getuserrealm_json_unknown_SYNTHETIC.json", "none - -"},
             {"getuserrealm_json_backdoor_SYNTHETIC.json", "federated company.com https://any.sts/B231A11F"},
             {"getuserrealm_json_federated_adfs_aadinternals.json",
              "federated company.com https://sts.company.com/adfs/ls/"},
             {"getuserrealm_json_federated_bbc.json",
              "federated bbc.co.uk https://gateway.id.tools.bbc.co.uk/eiam/WSFederationServlet/metaAlias/wsidp2"},
             {"getuserrealm_json_federated_okta.json",
              "federated evilcorp.com https://evilcorp.okta.com/app/office365/deadbeef/sso/wsfed/passive"},
             {"getuserrealm_xml_managed.xml", "refused"},
             {"openid_v1_AS.json", "refused"},
             {"userrealm_v1.0_managed.json", "refused"}}) {
        INFO(file);
        CHECK(brief(read_realm(200, text_of(*folder / file))) == expected);
    }
    for (const auto& [file, expected] : std::initializer_list<Row>{
             {"userrealm_v1.0_managed.json", "managed - - -"},
             {"userrealm_v1.0_federated_adfs.json",
              "federated WSTrust sts.company.com https://sts.company.com/adfs/services/trust/mex"},
             {"userrealm_v1.0_federated_ping.json",
              "federated WSTrust fam.contoso.com https://fam.contoso.com/pf/sts_mex.ping"},
             {"getuserrealm_json_managed.json", "refused"}}) {
        INFO(file);
        CHECK(brief(read_realm_witness(200, text_of(*folder / file))) == expected);
    }
}
