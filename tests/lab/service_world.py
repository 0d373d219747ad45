"""What the services know, and which true answer follows from it. Pure: requests in, answers out.

The laboratory sends what it knows as JSON (`learn`): registries, registrations by endpoint, tenants by endpoint, the
failures of endpoints, and when the bootstrap file was last another one."""

import datetime
import email.utils
import hashlib
import json
import re
import urllib.parse

import failures
import microsoft_answers
import rdap_answers
import whois_answers
from failures import Answer

RDAP_TYPE = "application/rdap+json"
OPENID = re.compile(r"/([^/]+)/(?:v2\.0/)?\.well-known/openid-configuration", re.IGNORECASE)
USER_REALM = re.compile(r"/common/userrealm/([^/]+)", re.IGNORECASE)
DOMAIN = re.compile(r"(?:/[^/]+)*/domain/([^/]+)")


class ServiceWorld:
    def __init__(self):
        self.registries, self.registrars = {}, {}  # TLD -> fields; RDAP host -> key
        self.registrations, self.tenants = {}, {}  # domain -> {endpoint: what it says}
        self.failures = {}  # endpoint -> {domain, or "" for all: text}
        self.bootstrap_changed = 0  # seconds since 1970

    def learn(self, news):
        for name in ("registries", "registrars", "failures", "bootstrap_changed"):
            if name in news:
                setattr(self, name, news[name])
        self.registrations.update(news.get("registrations", {}))
        self.tenants.update(news.get("tenants", {}))

    # -- failures

    def failure(self, endpoint, name):
        """`name`: the domain that is asked for, or ""."""
        texts = self.failures.get(endpoint, {})
        return failures.parse(texts.get(name, texts.get("", "ok")), endpoint)

    def certificate(self, host):
        """Which certificate a host shows: good, wrong or expired. It does so to everybody who asks it."""
        for endpoint in self._endpoints_of(host):
            for domain, text in self.failures.get(endpoint, {}).items():
                if text in failures.CERTIFICATES and (not domain or self._is_asked_for(host, domain)):
                    return failures.CERTIFICATES[text]
        return "good"

    def _endpoints_of(self, host):
        if host == "data.iana.org":
            return ("bootstrap",)
        if host in microsoft_answers.INSTANCES:
            return ("microsoft.oidc", "microsoft.realm", "microsoft.userrealm")
        return ("rdap.registrar",) if host in self.registrars else ("rdap.registry",)

    def _is_asked_for(self, host, domain):
        if host in self.registrars:
            said = self.registrations.get(domain, {}).get("rdap.registrar")
            return bool(said) and said["registrar"]["rdap_host"] == host
        registry = self.registries.get(domain.rpartition(".")[2])
        return host in microsoft_answers.INSTANCES or bool(registry) and registry["rdap_host"] == host

    # -- HTTP

    def route(self, host, target):
        """(endpoint, the domain that is asked for, a function that makes the true answer); None for what is nowhere."""
        url = urllib.parse.urlsplit(target)
        path = urllib.parse.unquote(url.path)
        if host == "data.iana.org" and path == "/rdap/dns.json":
            return "bootstrap", "", self._bootstrap
        if host in microsoft_answers.INSTANCES:
            return self._route_login(host, path, urllib.parse.parse_qs(url.query))
        asked = DOMAIN.fullmatch(path)
        if not asked:
            return None
        name = asked[1].lower()
        if host in self.registrars:
            return "rdap.registrar", name, lambda: self._registrar(host, name)
        for tld, registry in self.registries.items():
            if host == registry["rdap_host"] and path.startswith(f"/{tld}/domain/"):
                return "rdap.registry", name, lambda: self._registry(registry, name)
        return None

    def _route_login(self, host, path, query):
        if asked := OPENID.fullmatch(path):
            return "microsoft.oidc", asked[1].lower(), lambda: self._openid(host, asked[1].lower())
        if path.lower() == "/getuserrealm.srf" and query.get("login") and query.get("json") == ["1"]:
            login = query["login"][0]
            name = login.rpartition("@")[2].lower()
            return "microsoft.realm", name, lambda: _json(*microsoft_answers.realm(
                self._tenant(host, name, "microsoft.realm"), login))
        if (asked := USER_REALM.fullmatch(path)) and query.get("api-version") == ["1.0"]:
            name = asked[1].rpartition("@")[2].lower()
            return "microsoft.userrealm", name, lambda: _json(*microsoft_answers.user_realm(
                self._tenant(host, name, "microsoft.userrealm")))
        return None

    def _bootstrap(self):
        stamp = email.utils.formatdate(self.bootstrap_changed, usegmt=True)
        changed = datetime.datetime.fromtimestamp(self.bootstrap_changed, datetime.timezone.utc)
        document = rdap_answers.bootstrap(self.registries.values(), changed.strftime("%Y-%m-%dT%H:%M:%SZ"))
        body = json.dumps(document).encode()
        tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        return Answer(200, (("Content-Type", "application/json"), ("ETag", tag), ("Last-Modified", stamp),
                            ("Cache-Control", "max-age=86400")), body)

    def _registry(self, registry, name):
        said = self.registrations.get(name, {}).get("rdap.registry")
        if registry["style"] == "none":
            return _json(501, {"errorCode": 501, "title": "Not implemented"})
        if not said or said["state"] == "unregistered" or name.rpartition(".")[2] != registry["tld"]:
            return _json(404, rdap_answers.NOT_FOUND, RDAP_TYPE)
        related = f"https://{said['registrar']['rdap_host']}/rdap/domain/{name}"
        url = f"{registry['rdap_base']}domain/{name}"
        return _json(200, rdap_answers.domain(said, registry["style"], url, registry["thick"], related), RDAP_TYPE)

    def _registrar(self, host, name):
        said = self.registrations.get(name, {}).get("rdap.registrar")
        if not said or said["state"] != "registered" or said["registrar"]["rdap_host"] != host:
            return _json(404, rdap_answers.NOT_FOUND, RDAP_TYPE)
        url = f"https://{host}/rdap/domain/{name}"
        return _json(200, rdap_answers.domain(said, "gtld", url, contacts=True), RDAP_TYPE)

    def _tenant(self, host, name, endpoint):
        """What the endpoint knows of the tenant; one of another cloud is none."""
        said = self.tenants.get(name, {}).get(endpoint)
        return said if said and host in said["hosts"] else {"state": "none", "noise": 0, **_instance(host)}

    def _openid(self, host, name):
        if "." not in name or not re.fullmatch(r"[a-z0-9.-]+", name):
            return _json(*microsoft_answers.invalid_name(name))
        return _json(*microsoft_answers.openid(self._tenant(host, name, "microsoft.oidc"), name, host))

    # -- WHOIS

    def whois(self, endpoint, query):
        """(the domain that is asked for, the true answer)"""
        words = query.decode("ascii", "replace").split()
        name = words[-1].lower().rstrip(".") if words else ""
        if endpoint == "whois.root":
            tld = name.rpartition(".")[2]
            return name, whois_answers.root(tld, self._with_referral(self.registries.get(tld), name))
        said = self.registrations.get(name, {}).get(endpoint)
        if not said or said["state"] == "unregistered":
            return name, whois_answers.not_found(name)
        if said["state"] == "reserved":
            of_registrar = endpoint == "whois.registrar"
            return name, whois_answers.not_found(name) if of_registrar else whois_answers.reserved(name)
        failure = self.failure(endpoint, name)
        referral = failure.argument if failure.kind == "referral" else said["registrar"]["whois_host"]
        if endpoint == "whois.registrar":
            return name, whois_answers.domain(said, True, referral, of_registrar=True)
        registry = self.registries.get(name.rpartition(".")[2])
        return name, whois_answers.domain(said, bool(registry) and registry["thick"], referral)

    def _with_referral(self, registry, name):
        failure = self.failure("whois.root", name)
        return {**registry, "whois_host": failure.argument} if registry and failure.kind == "referral" else registry


def _instance(host):
    return {"cloud_instance": microsoft_answers.INSTANCES[host], "issuer_uri": "urn:federation:MicrosoftOnline"}


def _json(status, value, kind="application/json; charset=utf-8"):
    return Answer(status, (("Content-Type", kind),), json.dumps(value).encode())
