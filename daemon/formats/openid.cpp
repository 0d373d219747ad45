#include "formats/openid.h"

#include <cstdint>
#include <set>

#include "formats/bounded_json.h"
#include "formats/json.h"
#include "formats/microsoft_json.h"
#include "nameward/text.h"

namespace nameward::formats {
namespace {

using Tenant = std::optional<OpenIdTenant>;

constexpr std::int64_t kNoSuchTenant = 90002;
constexpr std::int64_t kNoDomainName = 900023;

bool is_guid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (dash ? text[i] != '-' : !hex) return false;
    }
    return true;
}

// The first segment of the path, where it is a GUID: "https://sts.windows.net/<tenant>/".
std::optional<std::string> tenant_in(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    const auto slash = url.find('/');
    if (slash == url.npos) return std::nullopt;
    url.remove_prefix(slash + 1);
    auto segment = lower(url.substr(0, url.find('/')));
    return is_guid(segment) ? std::optional(std::move(segment)) : std::nullopt;
}

// One member may be missing: there are documents without a token endpoint.
Result<std::string> agreed_tenant(const Json& document) {
    std::set<std::string> tenants;
    std::size_t said = 0;
    for (const auto* key : {"issuer", "token_endpoint", "authorization_endpoint"}) {
        const auto url = text_at(document, key);
        if (!url) continue;
        const auto tenant = tenant_in(*url);
        if (!tenant) return malformed(std::string("its ") + key + " names no tenant");
        tenants.insert(*tenant);
        ++said;
    }
    if (said < 2 || !text_at(document, "issuer")) return malformed("it lacks the members of an OpenID configuration");
    if (tenants.size() > 1) return malformed("its issuer and endpoints name different tenants");
    return *tenants.begin();
}

// An error document of one single code.
std::optional<std::int64_t> error_code(const Json& document) {
    const auto codes = document.find("error_codes");
    if (codes == document.end() || !codes->is_array() || codes->size() != 1 || !codes->front().is_number_integer())
        return std::nullopt;
    return codes->front().get<std::int64_t>();
}

Result<Tenant> read_error(std::string_view body) {
    const auto document = parse_json_object(body);
    if (!document) return malformed("HTTP 400, and what came is no error document: " + document.error().what);
    const auto code = error_code(*document);
    if (!code) return malformed("HTTP 400, and what came is no error document of this service");
    if (*code == kNoSuchTenant && text_at(*document, "error") == "invalid_tenant") return Tenant{};
    const auto name = "AADSTS" + std::to_string(*code);
    if (*code == kNoDomainName)
        return Error{ErrorKind::config, "HTTP 400, " + name + ": the service does not take this name for a domain"};
    return malformed("HTTP 400, " + name);
}

}  // namespace

Result<Tenant> read_openid(int status, std::string_view body) {
    if (status == 400) return read_error(body);
    const auto document = microsoft_object(status, body);
    if (!document) return document.error();
    const auto tenant = agreed_tenant(*document);
    if (!tenant) return malformed("what came is not the document asked for: " + tenant.error().what);
    return Tenant{OpenIdTenant{*tenant, text_at(*document, "tenant_region_scope"),
                               text_at(*document, "tenant_region_sub_scope"), text_at(*document, "cloud_instance_name"),
                               text_at(*document, "msgraph_host")}};
}

}  // namespace nameward::formats
