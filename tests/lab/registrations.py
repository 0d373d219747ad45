"""Who is registered where, and who is whose tenant: what RDAP, WHOIS and Microsoft say. Pure: no file, no socket.

`Registrations` hangs beside the zones of a World. A change names a domain (or a TLD), and may be meant for one endpoint
alone: `at` holds names from ENDPOINTS."""

import dataclasses

import names
from errors import WorldError

REGISTRATION_ENDPOINTS = ("rdap.registry", "rdap.registrar", "whois.registry", "whois.registrar")
TENANT_ENDPOINTS = ("microsoft.oidc", "microsoft.realm", "microsoft.userrealm")
ENDPOINTS = ("bootstrap", "whois.root", *REGISTRATION_ENDPOINTS, *TENANT_ENDPOINTS)
ROLES = ("registrant", "administrative", "technical", "billing", "abuse")
FIELDS = ("name", "organization", "email", "phone", "street", "city", "region", "postal_code", "country")
STATES = ("registered", "unregistered", "reserved")
TENANT_STATES = ("none", "managed", "federated", "consumer")

BOOTSTRAP_HOST, WHOIS_ROOT_HOST = "data.iana.org", "whois.iana.org"
CLOUD_HOSTS = {  # of a tenant in this cloud, the login hosts that know it
    "commercial": ("login.microsoftonline.com",), "gcc": ("login.microsoftonline.com",),
    "gcchigh": ("login.microsoftonline.us", "login.microsoftonline.com"),
    "dod": ("login.microsoftonline.us", "login.microsoftonline.com"),
    "china": ("login.partner.microsoftonline.cn",)}
USUAL_HOSTS = {  # cloud instance and Graph
    "commercial": ("microsoftonline.com", "graph.microsoft.com"), "gcc": ("microsoftonline.com", "graph.microsoft.com"),
    "gcchigh": ("microsoftonline.us", "graph.microsoft.us"), "dod": ("microsoftonline.us", "dod-graph.microsoft.us"),
    "china": ("partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn")}
LOGIN_HOSTS = sorted({host for hosts in CLOUD_HOSTS.values() for host in hosts})


@dataclasses.dataclass(frozen=True)
class Registry:
    """Of one TLD."""

    tld: str
    style: str = "gtld"  # of its RDAP: gtld, cctld, or none where it has none
    thick: bool = False  # gives contacts itself
    whois: bool = True
    listed: bool = True  # in IANA's bootstrap file

    @property
    def rdap_host(self):
        return f"rdap.registry-{self.tld}.example"

    @property
    def whois_host(self):
        return f"whois.registry-{self.tld}.example"

    @property
    def rdap_base(self):
        return f"https://{self.rdap_host}/{self.tld}/"


@dataclasses.dataclass(frozen=True)
class Registrar:
    key: str
    name: str
    iana_id: str

    @property
    def rdap_host(self):
        return f"rdap.registrar-{self.key}.example"

    @property
    def whois_host(self):
        return f"whois.registrar-{self.key}.example"


def default_registration(registrar, domain):
    contact = {"name": "Dana Example", "organization": "Example Holding", "email": f"dana@{domain}",
               "phone": "+1.5555550100", "street": "1 Example Street", "city": "Springfield", "region": "EX",
               "postal_code": "12345", "country": "US"}
    contacts = {role: {**contact, "name": f"Dana {role.title()}"} for role in ROLES[1:4]}
    return {"state": "registered", "registrar": registrar, "registrar_name": None, "registrar_id": None,
            "statuses": ["clientTransferProhibited"], "created": "2015-03-01T09:00:00Z",
            "updated": "2025-02-01T09:00:00Z", "expires": "2031-03-01T09:00:00Z",
            "name_servers": None, "ds": None,  # None: as delegated
            "contacts": {"registrant": contact, **contacts,
                         "abuse": {"email": "abuse@registrar.example", "phone": "+1.5555550199"}},
            "redacted": [], "noise": 0}


DEFAULT_TENANT = {"state": "none", "tenant_id": "33333333-3333-4333-8333-333333333333", "cloud": "commercial",
                  "region_scope": "EU", "region_sub_scope": "", "brand": "Example", "realm_domain": "",
                  "auth_url": "https://sts.example/adfs/ls/", "protocol": "WSTrust",
                  "metadata_url": "https://sts.example/adfs/services/trust/mex",
                  "active_url": "https://sts.example/adfs/services/trust/2005/usernamemixed",
                  "cloud_instance": "", "msgraph_host": "",  # as usual in that cloud
                  "issuer_uri": "urn:federation:MicrosoftOnline", "noise": 0}


@dataclasses.dataclass(frozen=True)
class Entry:
    """What is true of one domain, and what single endpoints say otherwise."""

    base: dict
    at: dict = dataclasses.field(default_factory=dict)  # endpoint -> {field: value}

    def said_at(self, endpoint):
        return {**self.base, **self.at.get(endpoint, {})}

    def changed(self, field, value, at):
        if not at:
            return Entry({**self.base, field: value},
                         {where: {key: said for key, said in words.items() if key != field}
                          for where, words in self.at.items()})
        return Entry(self.base, {**self.at, **{where: {**self.at.get(where, {}), field: value} for where in at}})


class Registrations:
    def __init__(self):
        self.registries = {}  # TLD -> Registry
        self.registrars = {}  # key -> Registrar
        self.domains = {}  # domain -> Entry
        self.tenants = {}  # domain -> Entry

    def copy(self):
        """For taking changes back: nothing in the dictionaries is changed in place."""
        other = Registrations()
        for name in ("registries", "registrars", "domains", "tenants"):
            setattr(other, name, dict(getattr(self, name)))
        return other

    def hosts(self):
        """Every host of these services: (HTTPS hosts, {WHOIS host: endpoint})."""
        https = [BOOTSTRAP_HOST, *LOGIN_HOSTS]
        whois = {WHOIS_ROOT_HOST: "whois.root"}
        for registry in self.registries.values():
            https.append(registry.rdap_host)
            whois[registry.whois_host] = "whois.registry"
        for registrar in self.registrars.values():
            https.append(registrar.rdap_host)
            whois[registrar.whois_host] = "whois.registrar"
        return https, whois

    # -- building

    def add_registry(self, tld, **words):
        _no_other(words, ("style", "thick", "whois", "listed"), f"registry {tld}")
        registry = Registry(tld=tld, **words)
        if registry.style not in ("gtld", "cctld", "none"):
            raise WorldError(f"registry {tld}: the style is gtld, cctld or none, not {registry.style}")
        self.registries[tld] = dataclasses.replace(registry, listed=registry.listed and registry.style != "none")

    def add_registrar(self, key, name, iana_id):
        self.registrars[key] = Registrar(key, name, str(iana_id))

    def add_domain(self, domain, registration, tenant):
        """`registration` and `tenant` as a world file has them: what differs from the usual."""
        usual = default_registration(next(iter(self.registrars)), domain)
        _no_other(registration, usual, f"the registration of {domain}")
        _no_other(tenant, DEFAULT_TENANT, f"the tenant of {domain}")
        contacts = {**usual["contacts"], **registration.get("contacts", {})}
        self.domains[domain] = Entry({**usual, **registration, "contacts": contacts})
        self.tenants[domain] = Entry({**DEFAULT_TENANT, "realm_domain": domain, **tenant})
        self._registrar(self.domains[domain].base["registrar"])

    # -- changing

    def change(self, target, operation, values, at):
        """One operation; False where it is none of these."""
        if operation in TLD_OPERATIONS:
            if target not in self.registries:
                raise WorldError(f"{target} is no TLD of this world")
            self.registries[target] = TLD_OPERATIONS[operation](self.registries[target], values)
            return True
        for prefix, entries, endpoints, readers in (
                ("registration.", self.domains, REGISTRATION_ENDPOINTS, REGISTRATION),
                ("tenant.", self.tenants, TENANT_ENDPOINTS, TENANT)):
            if operation.startswith(prefix):
                self._change(entries, endpoints, readers, target, operation[len(prefix):], values, at)
                return True
        return False

    def _change(self, entries, endpoints, readers, domain, field, values, at):
        if domain not in entries:
            raise WorldError(f"{domain} is no domain below a TLD of this world")
        if field not in readers:
            raise WorldError(f"unknown field {field}: it must be one of {', '.join(readers)}")
        foreign = [where for where in at if where.partition("@")[0] not in endpoints]
        if foreign:
            raise WorldError(f"{foreign[0]} says nothing of that: --at takes one of {', '.join(endpoints)}")
        entry = entries[domain]
        if field == "contact":
            for where in at or [""]:
                contacts = _contact(entry.said_at(where)["contacts"], values)
                entry = entry.changed("contacts", contacts, [where] if where else [])
        else:
            value = readers[field](values)
            if field == "registrar":
                self._registrar(value)
            entry = entry.changed(field, value, at)
        entries[domain] = entry

    def _registrar(self, key):
        if key not in self.registrars:
            raise WorldError(f"there is no registrar {key}: this world has {', '.join(self.registrars)}")
        return self.registrars[key]

    # -- what is said

    def registration_at(self, domain, endpoint, delegation):
        """All that one endpoint knows of a domain. `delegation` is what the parent zone has, or None."""
        said = self.domains[domain].said_at(endpoint)
        if said["name_servers"] is None:
            said["name_servers"] = sorted(delegation.ns) if delegation else []
        if said["ds"] is None:
            said["ds"] = list(delegation.ds) if delegation else []
        registrar = self.registrars[said["registrar"]]
        said["registrar"] = {**dataclasses.asdict(registrar), "rdap_host": registrar.rdap_host,
                             "whois_host": registrar.whois_host}
        for field, key in (("registrar_name", "name"), ("registrar_id", "iana_id")):
            if said[field] is not None:
                said["registrar"][key] = said[field]
        return {"domain": domain, **said}

    def tenant_views(self, domain):
        """{endpoint: all that it says of the domain's tenant}."""
        views = {}
        for endpoint in TENANT_ENDPOINTS:
            said = self.tenants[domain].said_at(endpoint)
            instance, graph = USUAL_HOSTS[said["cloud"]]
            views[endpoint] = {**said, "hosts": CLOUD_HOSTS[said["cloud"]],
                               "cloud_instance": said["cloud_instance"] or instance,
                               "msgraph_host": said["msgraph_host"] or graph}
        return views


def _no_other(given, known, what):
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise WorldError(f"{what}: unknown key {unknown[0]}")


# -- the values of a `set`


def _one(values):
    if len(values) != 1:
        raise WorldError("this takes exactly one value")
    return values[0]


def _one_or_none(values):
    return "" if values == ["none"] else _one(values)


def _number(values):
    if not _one(values).isdigit():
        raise WorldError(f"this is a number, not {values[0]}")
    return int(values[0])


def _one_of(known):
    def read(values):
        if _one(values) not in known:
            raise WorldError(f"this is one of {', '.join(known)}, not {values[0]}")
        return values[0]
    return read


def _list(values):
    return [] if values == ["none"] else list(values)


def _auto_or(read):
    return lambda values: None if values == ["auto"] else read(values)


def _places(values):
    for value in _list(values):
        role, _, field = value.partition(".")
        if role not in ROLES or field not in FIELDS:
            raise WorldError(f"{value} is no ROLE.FIELD of {', '.join(ROLES)} and {', '.join(FIELDS)}")
    return _list(values)


def _contact(contacts, values):
    """`contact ROLE FIELD VALUE|none`, `contact ROLE none`: a copy of the contacts with that change."""
    if len(values) == 2 and values[1] == "none":
        return {role: card for role, card in contacts.items() if role != values[0]}
    if len(values) != 3 or values[0] not in ROLES or values[1] not in FIELDS:
        raise WorldError(f"contact takes ROLE FIELD VALUE, of {', '.join(ROLES)} and {', '.join(FIELDS)}")
    role, field, value = values
    card = {key: said for key, said in contacts.get(role, {}).items() if key != field}
    return {**contacts, role: card if value == "none" else {**card, field: value}}


def _listed(registry, values):
    if registry.style == "none":
        raise WorldError(f"{registry.tld} has no RDAP that could be listed")
    return dataclasses.replace(registry, listed=_one_of(("listed", "unlisted"))(values) == "listed")


TLD_OPERATIONS = {"bootstrap": _listed}
REGISTRATION = {"state": _one_of(STATES), "registrar": _one,
                "registrar_name": _auto_or(_one), "registrar_id": _auto_or(_one_or_none),
                "statuses": _list, "created": _one_or_none, "updated": _one_or_none, "expires": _one_or_none,
                "name_servers": _auto_or(_list), "ds": _auto_or(_list), "contact": None, "redacted": _places,
                "noise": _number}
TENANT = {"state": _one_of(TENANT_STATES), "cloud": _one_of(tuple(CLOUD_HOSTS)),
          **{field: _one_or_none for field in DEFAULT_TENANT if field not in ("state", "cloud", "noise")},
          "noise": _number}
