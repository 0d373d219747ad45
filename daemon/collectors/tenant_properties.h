// The properties of the collector `tenant`, and how grave a change of each is. Pure.
#pragma once

#include <string>
#include <vector>

#include "nameward/collector.h"

namespace nameward::collectors {

// Followed by the cloud.
inline const std::string kOpenIdSource = "microsoft.oidc@";
inline const std::string kRealmSource = "microsoft.realm@";

namespace property {
inline constexpr const char *state = "tenant.microsoft.state", *tenant_id = "tenant.microsoft.tenant_id",
                            *cloud = "tenant.microsoft.cloud", *region_scope = "tenant.microsoft.region_scope",
                            *region_sub_scope = "tenant.microsoft.region_sub_scope",
                            *cloud_instance = "tenant.microsoft.cloud_instance",
                            *msgraph_host = "tenant.microsoft.msgraph_host",
                            *realm_domain = "tenant.microsoft.realm_domain", *brand = "tenant.microsoft.brand",
                            *issuer_uri = "tenant.microsoft.issuer_uri",
                            *federation_url = "tenant.microsoft.federation_url",
                            *federation_host = "tenant.microsoft.federation_host",
                            *federation_protocol = "tenant.microsoft.federation_protocol",
                            *federation_metadata_url = "tenant.microsoft.federation_metadata_url",
                            *federation_active_url = "tenant.microsoft.federation_active_url";
}  // namespace property

const std::vector<PropertySpec>& tenant_properties();

}  // namespace nameward::collectors
