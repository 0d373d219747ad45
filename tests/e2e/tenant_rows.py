"""Microsoft tenants: every property, its changes and their twins. Severities: section 8 of the tenant page, with
Managed to Federated, another federation host and another tenant id critical."""

from property_table import Row

GUID, OTHER = "11111111-1111-4111-8111-111111111111", "99999999-9999-4999-8999-999999999999"
MANAGED = {"state": "managed", "tenant_id": GUID, "brand": "Example Holding"}
STS = "https://sts.example.net/adfs/"
FEDERATED = {**MANAGED, "state": "federated", "auth_url": STS + "ls/", "metadata_url": STS + "services/trust/mex",
             "active_url": STS + "services/trust/2005/usernamemixed"}
OF_FEDERATION = frozenset("tenant.microsoft." + name for name in (
    "federation_host", "federation_url", "federation_protocol", "federation_metadata_url", "federation_active_url"))
# the issuer is left out by older answers: it is compared only where both say it
OF_REALM = frozenset("tenant.microsoft." + name for name in ("state", "realm_domain", "brand"))
OF_OPENID = frozenset("tenant.microsoft." + name for name in (
    "tenant_id", "cloud", "region_scope", "cloud_instance", "msgraph_host"))


def row(name, property, before, after, severity, change, tenant=MANAGED, source="realm", **more):
    domain = f"{name}.com"
    return Row(f"tenant.microsoft.{property}", domain, source=f"microsoft.{source}@commercial", layer="tenant",
               before=before, after=after, severity=severity, zone={"tenant": tenant},
               twins=[[domain, "tenant.noise", "7"]],
               change=[[domain, f"tenant.{field}", value] for field, value in change.items()], **more)


TENANT = [
    row("flipped", "state", ["managed"], ["federated"], "critical", {"state": "federated"}, others=OF_FEDERATION,
        heads="critical"),
    row("planned", "state", ["managed"], ["federated"], "warning",
        {"state": "federated", "auth_url": "https://sts.example.net/adfs/ls/"},
        others=OF_FEDERATION, settings={"expect": {"federation_hosts": ["sts.example.net"]}}, heads="warning"),
    row("back", "state", ["federated"], ["managed"], "warning", {"state": "managed"}, tenant=FEDERATED,
        others=OF_FEDERATION, heads="warning"),
    row("appeared", "state", ["none"], ["managed"], "notice", MANAGED, tenant={},
        others=OF_OPENID | OF_REALM - {"tenant.microsoft.state"}),
    row("gone", "state", ["managed"], ["none"], "critical", {"state": "none"},
        others=OF_OPENID | OF_REALM - {"tenant.microsoft.state"}, heads="critical"),
    row("host", "federation_host", ["sts.example.net"], ["any.sts"], "critical", {"auth_url": "https://any.sts/adfs/ls/"},
        tenant=FEDERATED, others=frozenset({"tenant.microsoft.federation_url"}), heads="critical"),
    row("path", "federation_url", [STS + "ls/"], ["https://sts.example.net/app/2"], "notice",
        {"auth_url": "https://sts.example.net/app/2"}, tenant=FEDERATED),
    row("metadata", "federation_metadata_url", [STS + "services/trust/mex"], ["https://any.sts/mex"], "warning",
        {"metadata_url": "https://any.sts/mex"}, tenant=FEDERATED),
    row("active", "federation_active_url", [STS + "services/trust/2005/usernamemixed"], ["https://any.sts/a"], "warning",
        {"active_url": "https://any.sts/a"}, tenant=FEDERATED),
    row("protocol", "federation_protocol", ["WSTrust"], ["SAML20"], None, {"protocol": "SAML20"}, tenant=FEDERATED),
    row("realm", "realm_domain", ["realm.com"], ["parent.example"], None, {"realm_domain": "parent.example"}),
    row("brand", "brand", ["Example Holding"], ["Other Holding"], "info", {"brand": "Other Holding"}),
    row("issuer", "issuer_uri", ["urn:federation:MicrosoftOnline"], ["urn:federation:Other"], None,
        {"issuer_uri": "urn:federation:Other"}),
    row("id", "tenant_id", [GUID], [OTHER], "critical", {"tenant_id": OTHER}, source="oidc"),
    row("region", "region_scope", ["EU"], ["NA"], "warning", {"region_scope": "NA"}, source="oidc"),
    row("subregion", "region_sub_scope", [], ["GCC"], "warning", {"region_sub_scope": "GCC"}, source="oidc",
        others=frozenset({"tenant.microsoft.cloud"})),
    row("cloud", "cloud", ["commercial"], ["gcc"], "warning", {"region_sub_scope": "GCC"}, source="oidc",
        others=frozenset({"tenant.microsoft.region_sub_scope"})),
    row("instance", "cloud_instance", ["microsoftonline.com"], ["microsoftonline.us"], "warning",
        {"cloud_instance": "microsoftonline.us"}, source="oidc"),
    row("graph", "msgraph_host", ["graph.microsoft.com"], ["graph.example"], None, {"msgraph_host": "graph.example"},
        source="oidc"),
]
