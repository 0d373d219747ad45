// What Microsoft's sign-in service answers about example.com, in our own words.
#pragma once

#include <string>
#include <vector>

namespace nameward::test::microsoft {

inline const std::string kTenant = "11112222-3333-4444-5555-666677778888";
inline const std::string kOtherTenant = "99990000-aaaa-bbbb-cccc-ddddeeeeffff";

inline std::string openid(const std::string& tenant = kTenant, const std::string& more = "") {
    const auto base = "https://login.microsoftonline.com/" + tenant;
    return R"({"token_endpoint":")" + base + R"(/oauth2/token","issuer":"https://sts.windows.net/)" + tenant +
           R"(/","authorization_endpoint":")" + base +
           R"(/oauth2/authorize","response_modes_supported":["query","fragment"],"tenant_region_scope":"EU",)" +
           R"("cloud_instance_name":"microsoftonline.com","msgraph_host":"graph.microsoft.com")" + more + "}";
}

inline std::string openid_error(int code, const std::string& error = "invalid_tenant") {
    const auto number = std::to_string(code);
    return R"({"error":")" + error + R"(","error_description":"AADSTS)" + number +
           R"(: something.\r\nTimestamp: 2026-11-23 07:00:00Z","error_codes":[)" + number +
           R"(],"trace_id":"00000000-0000-0000-0000-000000000000"})";
}
inline std::string no_tenant() {
    return openid_error(90002);
}

inline std::string realm_managed(const std::string& brand = "Example Org") {
    return R"({"State":4,"UserState":1,"Login":"example.com","NameSpaceType":"Managed","DomainName":"example.com",)"
           R"("FederationBrandName":")" +
           brand + R"(","CloudInstanceName":"microsoftonline.com",)" +
           R"("CloudInstanceIssuerUri":"urn:federation:MicrosoftOnline"})";
}
inline std::string realm_federated(const std::string& login = "https://sts.example.com/adfs/ls/",
                                   const std::string& brand = "Example Org") {
    return R"({"State":3,"UserState":2,"Login":"example.com","NameSpaceType":"Federated","DomainName":"example.com",)"
           R"("FederationGlobalVersion":-1,"AuthURL":")" +
           login + R"(?username=nobody%40example.com&wa=wsignin1.0&wctx=7","FederationBrandName":")" + brand +
           R"(","CloudInstanceName":"microsoftonline.com","CloudInstanceIssuerUri":"urn:federation:MicrosoftOnline"})";
}
inline std::string realm_unknown() {
    return R"({"State":4,"UserState":1,"Login":"example.com","NameSpaceType":"Unknown"})";
}

inline std::string witness(const std::string& account_type) {
    return R"({"ver":"1.0","account_type":")" + account_type +
           R"(","domain_name":"example.com","cloud_instance_name":"microsoftonline.com"})";
}
inline std::string witness_federated(const std::string& host = "sts.example.com") {
    return R"({"ver":"1.0","account_type":"federated","domain_name":"example.com","federation_protocol":"WSTrust",)"
           R"("federation_metadata_url":"https://)" +
           host + R"(/adfs/services/trust/mex?id=1","federation_active_auth_url":"https://)" + host +
           R"(/adfs/services/trust/2005/usernamemixed"})";
}

inline std::vector<std::string> documents() {
    return {openid(),          no_tenant(),     openid_error(900023), realm_managed(),
            realm_federated(), realm_unknown(), witness("Managed"),   witness_federated()};
}

}  // namespace nameward::test::microsoft
