// Microsoft's OpenID configuration of a domain: which tenant it belongs to (OpenID Connect Discovery 1.0, with the
// members that Microsoft adds). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "nameward/result.h"

namespace nameward::formats {

struct OpenIdTenant {
    std::string tenant_id;  // GUID, lower case
    // nullopt: the document does not say it.
    std::optional<std::string> region_scope, region_sub_scope, cloud_instance, msgraph_host;
};

// nullopt: the service knows no tenant of this name (HTTP 400, AADSTS90002). The Error is a clause that says why there
// is no word; of kind config where it calls the name we asked for none at all.
Result<std::optional<OpenIdTenant>> read_openid(int status, std::string_view body);

}  // namespace nameward::formats
