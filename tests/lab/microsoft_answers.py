"""What Microsoft's login hosts say of a domain, made from its tenant: (HTTP status, JSON object)."""

import urllib.parse

INSTANCES = {"login.microsoftonline.com": "microsoftonline.com", "login.microsoftonline.us": "microsoftonline.us",
             "login.partner.microsoftonline.cn": "partner.microsoftonline.cn"}
SUB_SCOPES = {"gcc": "GCC", "gcchigh": "DODCON", "dod": "DOD"}


def openid(tenant, domain, host):
    if tenant["state"] == "none":
        return _refused(90002, "invalid_tenant", f"AADSTS90002: Tenant '{domain}' not found. Check the name of the "
                                                 "tenant with the administrator of its subscription.")
    guid, scope = tenant["tenant_id"], tenant["region_scope"]
    login = f"https://{host}/{guid}"
    document = {
        "token_endpoint": f"{login}/oauth2/token", "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "jwks_uri": f"https://{host}/common/discovery/keys", "issuer": f"https://sts.windows.net/{guid}/",
        "authorization_endpoint": f"{login}/oauth2/authorize", "userinfo_endpoint": f"{login}/openid/userinfo",
        "device_authorization_endpoint": f"{login}/oauth2/devicecode", "response_types_supported": ["code", "id_token"],
        "tenant_region_scope": scope, "cloud_instance_name": tenant["cloud_instance"],
        "cloud_graph_host_name": "graph.windows.net", "msgraph_host": tenant["msgraph_host"],
        "rbac_url": "https://pas.windows.net"}
    sub_scope = tenant["region_sub_scope"] or SUB_SCOPES.get(tenant["cloud"])
    if sub_scope:
        document["tenant_region_sub_scope"] = sub_scope
    return 200, _said(document, tenant)


def invalid_name(name):
    return _refused(900023, "invalid_request", f"AADSTS900023: Specified tenant identifier '{name}' is neither a valid "
                                               "DNS name, nor a valid external domain.")


def realm(tenant, login):
    if tenant["state"] == "none":
        return 200, {"State": 4, "UserState": 1, "Login": login, "NameSpaceType": "Unknown"}
    federated = tenant["state"] in ("federated", "consumer")
    document = {"State": 3 if federated else 4, "UserState": 2 if federated else 1, "Login": login,
                "NameSpaceType": "Federated" if federated else "Managed", "DomainName": tenant["realm_domain"],
                "FederationBrandName": tenant["brand"]}
    if tenant["state"] == "consumer":
        document |= {"FederationBrandName": "MSA Realms", "AuthURL": "https://login.live.com/login.srf?username=x"}
    elif federated:
        document |= {"FederationGlobalVersion": -1, "AuthURL": _auth_url(tenant, login),
                     "AuthNForwardType": 1}
    document |= {"CloudInstanceName": tenant["cloud_instance"], "CloudInstanceIssuerUri": tenant["issuer_uri"]}
    if tenant["noise"]:
        document |= {"UserState": 2, "FederationGlobalVersion": tenant["noise"]}
    return 200, _said(document, tenant)


def user_realm(tenant):
    account_type = {"managed": "Managed", "none": "Unknown"}.get(tenant["state"], "Federated")
    document = {"ver": "1.0", "account_type": account_type}
    if tenant["state"] != "none":
        document |= {"domain_name": tenant["realm_domain"]}
    if tenant["state"] == "federated":
        document |= {"federation_protocol": tenant["protocol"], "federation_metadata_url": tenant["metadata_url"],
                     "federation_active_auth_url": tenant["active_url"]}
    document |= {"cloud_instance_name": tenant["cloud_instance"], "cloud_audience_urn": tenant["issuer_uri"]}
    return 200, _said(document, tenant)


def _said(document, tenant):
    """Without what is not said; with noise in another order, and with members that mean nothing."""
    said = {key: value for key, value in document.items() if value != ""}
    if tenant.get("noise"):
        said = {**dict(reversed(said.items())), "claims_supported": [f"claim-{tenant['noise']}"]}
    return said


def _auth_url(tenant, login):
    """What stands in its query changes with every request."""
    return tenant["auth_url"] + "?" + urllib.parse.urlencode({
        "username": login, "wa": "wsignin1.0", "wtrealm": "urn:federation:MicrosoftOnline",
        "wctx": f"LoginOptions={tenant['noise']}" if tenant["noise"] else ""})


def _refused(code, error, description):
    return 400, {"error": error, "error_description": description, "error_codes": [code],
                 "timestamp": "2026-11-23 06:00:00Z", "trace_id": "00000000-0000-4000-8000-00000000aaaa",
                 "correlation_id": "00000000-0000-4000-8000-00000000bbbb"}
