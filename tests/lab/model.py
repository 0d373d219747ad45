"""The world: name servers, zones and who serves which version of them. Pure: no file, no socket, no process."""

import dataclasses
import ipaddress
import random

import names
from errors import WorldError
from registrations import REGISTRATION_ENDPOINTS, TLD_OPERATIONS, Registrations


@dataclasses.dataclass(frozen=True)
class Delegation:
    """What a parent says about a child zone."""

    ns: list
    ds: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Soa:
    mname: str
    rname: str
    serial: int = 2026010101
    refresh: int = 7200
    retry: int = 900
    expire: int = 1209600
    minimum: int = 60


@dataclasses.dataclass
class Version:
    """One content of a zone, and the servers that give it. A change works on a draft, and an operation replaces what
    stands in the draft's dictionaries: nothing in them is changed in place."""

    servers: list
    soa: Soa
    ttl: int
    records: dict = dataclasses.field(default_factory=dict)  # (owner, type) -> (ttl or None, [rdata])
    delegations: dict = dataclasses.field(default_factory=dict)  # child zone -> Delegation
    withdrawn: dict = dataclasses.field(default_factory=dict)  # child zone -> the Delegation it had
    host_objects: dict = dataclasses.field(default_factory=dict)  # host -> [address], where they are not the true ones
    shuffle: int = 0  # seed of the order of records, 0 = as written

    def draft(self, servers=None):
        return dataclasses.replace(self, servers=list(servers or self.servers), records=dict(self.records),
                                   delegations=dict(self.delegations), withdrawn=dict(self.withdrawn),
                                   host_objects=dict(self.host_objects))


@dataclasses.dataclass
class Zone:
    name: str
    servers: list  # those whose content a change without `at` changes
    versions: list

    def version_at(self, server):
        return next((version for version in self.versions if server in version.servers), None)


class World:
    def __init__(self):
        self.servers = {}  # name -> [address]
        self.zones = {}  # name -> Zone
        self.registrations = Registrations()

    # -- looking

    def zone(self, name):
        if name not in self.zones:
            raise WorldError(f"there is no zone {name} in this world")
        return self.zones[name]

    def parent_of(self, name):
        parent = names.parent(name, self.zones)
        if parent is None:
            raise WorldError(f"{name} has no parent zone in this world")
        return self.zones[parent]

    def delegation_of(self, domain):
        """What its parent says of it: the first version of the zone; None where it is not delegated."""
        return self.parent_of(domain).versions[0].delegations.get(domain)

    def registration_views(self, domain):
        """{endpoint: all that it knows of the domain's registration}."""
        delegation = self.delegation_of(domain)
        return {endpoint: self.registrations.registration_at(domain, endpoint, delegation)
                for endpoint in REGISTRATION_ENDPOINTS}

    def addresses(self):
        return [address for addresses in self.servers.values() for address in addresses]

    def server_of(self, address):
        return next(server for server, addresses in self.servers.items() if address in addresses)

    def addresses_of(self, target):
        """The addresses of a server, or the one address that was named."""
        if target in self.servers:
            return list(self.servers[target])
        if target in self.addresses():
            return [target]
        raise WorldError(f"there is no server {target} in this world")

    # -- building

    def add_server(self, name, addresses):
        name = names.normal(name)
        for address in addresses:
            if not ipaddress.ip_address(address).is_loopback:
                raise WorldError(f"{name}: {address} is not loopback, and a laboratory stays on its machine")
            if address in self.addresses():
                raise WorldError(f"{name}: the address {address} belongs to {self.server_of(address)} already")
        self.servers[name] = list(addresses)

    def add_zone(self, name, servers, ttl=300, soa=None, ns=None, records=None):
        """A second zone of the same name is another version of it, at servers of its own."""
        name = names.normal(name)
        servers = [names.normal(server) for server in servers]
        self._check_servers(name, servers)
        soa = Soa(**{"mname": servers[0], "rname": names.owner("hostmaster", name), **(soa or {})})
        version = Version(servers=servers, soa=soa, ttl=ttl)
        set_record(version, name, "@", "NS", [names.absolute(names.normal(host)) for host in (ns or servers)])
        for key, values in (records or {}).items():
            owner, kind = key.split()
            set_record(version, name, owner, kind, [values] if isinstance(values, str) else values)
        self.zones.setdefault(name, Zone(name=name, servers=servers, versions=[])).versions.append(version)

    def delegate(self, child, ns, ds=()):
        child = names.normal(child)
        for version in self.parent_of(child).versions:
            version.delegations[child] = Delegation([names.normal(host) for host in ns], list(ds))

    def _check_servers(self, zone, servers):
        taken = [server for server in servers if zone in self.zones and self.zones[zone].version_at(server)]
        unknown = [server for server in servers if server not in self.servers]
        if not servers or unknown or taken:
            raise WorldError(f"zone {zone}: " + (f"unknown server {unknown[0]}" if unknown else
                                                 f"{taken[0]} serves another version of it" if taken else "no servers"))

    # -- changing: every change returns the names of the zones whose content is another one now

    def change(self, target, operation, values, at=()):
        """Applies one operation to a zone, a registration or a tenant. Nothing has happened where this raises."""
        target, at = names.normal(target), [names.normal(server) for server in at]
        if self.registrations.change(target, operation, values, at):
            return set()
        if operation == "ns" and not at:
            self.zone(target)
            return self.change(target, "ns.parent", values) | self.change(target, "ns.child", values)
        if operation in PARENT_OPERATIONS:
            return self._apply(self.parent_of(target), PARENT_OPERATIONS[operation], target, values, at)
        if operation in CHILD_OPERATIONS:
            return self._apply(self.zone(target), CHILD_OPERATIONS[operation], target, values, at)
        known = sorted({"ns", "registration.*", "tenant.*", *TLD_OPERATIONS, *PARENT_OPERATIONS, *CHILD_OPERATIONS})
        raise WorldError(f"unknown operation {operation}: it must be one of {', '.join(known)}"
                         if operation != "ns" else "ns changes parent and child: it takes no `at`")

    def restore(self, zones):
        """The content of `zones`, a former self.zones, with serials that go on."""
        changed = {name for name, zone in zones.items() if zone is not self.zones[name]}
        for name in changed:
            serial = max(version.soa.serial for version in self.zones[name].versions) + 1
            self.zones[name] = dataclasses.replace(zones[name], versions=[
                dataclasses.replace(version, soa=dataclasses.replace(version.soa, serial=serial % 2**32))
                for version in zones[name].versions])
        return changed

    def _apply(self, zone, operation, name, values, at):
        versions = []
        for version in _split(zone, at):
            if any(server in (at or zone.servers) for server in version.servers):
                version = version.draft()
                version.soa = dataclasses.replace(version.soa, serial=(version.soa.serial + 1) % 2**32)
                operation(version, name, list(values))
            versions.append(version)
        self.zones[zone.name] = dataclasses.replace(zone, versions=versions)
        return {zone.name}


def _split(zone, at):
    """The versions of a zone, where the servers named by `at` have versions of their own."""
    for server in at:
        if zone.version_at(server) is None:
            raise WorldError(f"{server} does not serve {zone.name}")
    for version in zone.versions:
        inside = [server for server in version.servers if server in at]
        outside = [server for server in version.servers if server not in at]
        yield from [version.draft(inside), version.draft(outside)] if inside and outside else [version]


def set_record(version, zone, owner, kind, values, ttl=None):
    key = (names.owner(owner, zone), kind.upper())
    if values:
        version.records[key] = (ttl, list(values))
    else:
        version.records.pop(key, None)


# -- the operations: (version, name of the domain, values)


def _list(values):
    return [] if values == ["none"] else values


def _one(values, what):
    if len(values) != 1:
        raise WorldError(f"{what} takes exactly one value")
    return values[0]


def _number(values, what):
    text = _one(values, what)
    if not text.isdigit() or int(text) >= 2**32:
        raise WorldError(f"{what} takes a number below 2^32, not {text}")
    return int(text)


def _delegation(version, domain):
    if domain not in version.delegations:
        raise WorldError(f"{domain} is not delegated; `delegation restored` brings it back")
    return version.delegations[domain]


def _parent_ns(version, domain, values):
    hosts = [names.normal(host) for host in _list(values)]
    if not hosts:
        raise WorldError("a delegation has at least one name server; `delegation none` removes it")
    ds = version.delegations[domain].ds if domain in version.delegations else []
    version.delegations[domain] = Delegation(hosts, ds)


def _ds(version, domain, values):
    version.delegations[domain] = dataclasses.replace(_delegation(version, domain), ds=_list(values))


def _glue(version, domain, values):
    """`glue HOST ADDRESS...`, `glue HOST none`, `glue none` (of all hosts of the delegation), `glue auto`."""
    if values == ["none"]:
        version.host_objects.update({host: [] for host in _delegation(version, domain).ns})
    elif values == ["auto"]:
        for host in _delegation(version, domain).ns:
            version.host_objects.pop(host, None)
    elif len(values) >= 2:
        version.host_objects[names.normal(values[0])] = _list(values[1:])
    else:
        raise WorldError("glue takes HOST ADDRESS..., HOST none, none or auto")


def _delegated(version, domain, values):
    what = _one(values, "delegation")
    if what == "none":
        version.withdrawn[domain] = _delegation(version, domain)
        del version.delegations[domain]
    elif what == "restored" and domain in version.withdrawn:
        version.delegations[domain] = version.withdrawn.pop(domain)
    elif what != "restored" or domain not in version.delegations:
        raise WorldError("delegation takes none or, for one that was removed, restored")


def _child_ns(version, zone, values):
    hosts = [names.absolute(names.normal(host)) for host in _list(values)]
    if not hosts:
        raise WorldError("a zone has at least one name server")
    set_record(version, zone, "@", "NS", hosts)


def _record(version, zone, values):
    """`record OWNER TYPE [ttl=N] VALUE...`; no value or `none` removes the set."""
    if len(values) < 2:
        raise WorldError("record takes OWNER TYPE [ttl=N] VALUE...")
    owner, kind, *rest = values
    ttl = None
    if rest and rest[0].startswith("ttl="):
        ttl = _number([rest.pop(0)[4:]], "ttl")
    if kind.upper() == "SOA" or (kind.upper() == "NS" and names.owner(owner, zone) == zone):
        raise WorldError("the SOA and the zone's own NS are changed with soa.mname, soa.rname, serial and ns.child")
    set_record(version, zone, owner, kind, _list(rest), ttl)


def _ttl(version, zone, values):
    version.ttl = _number(values, "ttl")
    version.records = {key: (None, rdata) for key, (_, rdata) in version.records.items()}


def _serial(version, zone, values):
    if values:  # every change counts it up by itself
        version.soa = dataclasses.replace(version.soa, serial=_number(values, "serial"))


def _soa_mname(version, zone, values):
    version.soa = dataclasses.replace(version.soa, mname=names.normal(_one(values, "soa.mname")))


def _soa_rname(version, zone, values):
    version.soa = dataclasses.replace(version.soa, rname=names.normal(_one(values, "soa.rname")))


def _order(version, zone, values):
    if _one(values, "order") not in ("shuffled", "written"):
        raise WorldError("order takes shuffled or written")
    version.shuffle = version.soa.serial if values == ["shuffled"] else 0


PARENT_OPERATIONS = {"ns.parent": _parent_ns, "ds": _ds, "glue": _glue, "delegation": _delegated}
CHILD_OPERATIONS = {"ns.child": _child_ns, "record": _record, "ttl": _ttl, "serial": _serial,
                    "soa.mname": _soa_mname, "soa.rname": _soa_rname, "order": _order}


# -- what a server gives


def rrsets(world, zone_name, version):
    """All records of one version in the order of the zone file: [(owner, ttl, type, [rdata])], the SOA first."""
    soa = version.soa
    rdata = (f"{names.absolute(soa.mname)} {names.absolute(soa.rname)} "
             f"{soa.serial} {soa.refresh} {soa.retry} {soa.expire} {soa.minimum}")
    sets = [(owner, kind, version.ttl if ttl is None else ttl, values)
            for (owner, kind), (ttl, values) in version.records.items()]
    sets += [(owner, kind, version.ttl, values) for owner, kind, values in _delegation_sets(version)]
    written = {(owner, kind) for owner, kind, _, _ in sets}
    sets += [(host, kind, version.ttl, values) for host, kind, values in _hosts(world, zone_name, version)
             if (host, kind) not in written]
    if version.shuffle:
        order = random.Random(version.shuffle)
        sets = [(owner, kind, ttl, _another_order(values, order)) for owner, kind, ttl, values in sets]
        order.shuffle(sets)
    return [(zone_name, "SOA", version.ttl, [rdata])] + sets


def _another_order(values, order):
    shuffled = order.sample(values, len(values))
    return shuffled if shuffled != values else values[::-1]


def _delegation_sets(version):
    for child, delegation in version.delegations.items():
        yield child, "NS", [names.absolute(host) for host in delegation.ns]
        if delegation.ds:
            yield child, "DS", delegation.ds


def _hosts(world, zone_name, version):
    """The addresses of name servers: authoritative where the zone holds the host, glue where a child does."""
    hosts = {host for delegation in version.delegations.values() for host in delegation.ns
             if names.is_below(host, zone_name)}
    hosts |= {host for host in world.servers if names.deepest(host, world.zones) == zone_name}
    for host in sorted(hosts):
        addresses = version.host_objects.get(host, world.servers.get(host, []))
        for kind, wanted in (("A", False), ("AAAA", True)):
            values = [address for address in addresses if (":" in address) == wanted]
            if values:
                yield host, kind, values
