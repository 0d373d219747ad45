"""Reads a world (worlds/*.toml) into the model."""

import pathlib
import tomllib

import model
import names

FOLDER = pathlib.Path(__file__).resolve().parent / "worlds"


def find(world):
    """A path, or the name of a world that comes with the laboratory."""
    path = pathlib.Path(world)
    if path.suffix == ".toml" and path.exists():
        return path
    shipped = FOLDER / f"{world}.toml"
    if not shipped.exists():
        raise model.WorldError(f"there is no world {world}: neither a .toml file nor in {FOLDER}")
    return shipped


def load(path, domains=None):
    """`domains`: how many the [series] of the world makes instead of the number written there."""
    with open(path, "rb") as file:
        try:
            data = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise model.WorldError(f"{path}: {error}") from None
    return build(data, domains)


def build(data, domains=None):
    world = model.World()
    for name, addresses in data.get("servers", {}).items():
        world.add_server(name, [addresses] if isinstance(addresses, str) else addresses)
    entries = data.get("zone", []) + series(data.get("series"), domains)
    for entry in entries:
        _add(world, dict(entry))
    for entry in entries:
        _delegate(world, entry)
    _register(world, data, entries)
    return world


def _register(world, data, entries):
    """Each TLD has a registry, each zone below one a registration; tables say what is not as usual."""
    registrars = data.get("registrar", {"good": {"name": "Good Registrar, Inc.", "iana_id": "8001"}})
    for key, words in registrars.items():
        world.registrations.add_registrar(key, **words)
    registries = data.get("registry", {})
    unknown = sorted(set(registries) - set(world.zones))
    if unknown:
        raise model.WorldError(f"registry {unknown[0]}: there is no such zone")
    for tld in (zone for zone in world.zones if zone != "." and "." not in zone):
        world.registrations.add_registry(tld, **registries.get(tld, {}))
    for entry in entries:
        name = names.normal(entry["name"])
        if name.rpartition(".")[2] in world.registrations.registries and name.count(".") == 1 \
                and name not in world.registrations.domains:
            world.registrations.add_domain(name, entry.get("registration", {}), entry.get("tenant", {}))


def series(entry, count):
    """Many alike domains at one operator: `{n}` in a name or a record is the number of the domain, from 1."""
    if not entry:
        return []
    names_of = [entry["name"].format(n=n) for n in range(1, (entry["count"] if count is None else count) + 1)]
    return [{**_numbered({key: value for key, value in entry.items() if key not in ("count", "name")}, n + 1),
             "name": name} for n, name in enumerate(names_of)]


def _numbered(value, n):
    if isinstance(value, dict):
        return {key: _numbered(item, n) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbered(item, n) for item in value]
    return value.replace("{n}", str(n)) if isinstance(value, str) else value


def _add(world, entry):
    allowed = {"name", "servers", "ns", "parent_ns", "ds", "ttl", "soa", "records", "delegated",
               "registration", "tenant"}
    unknown = sorted(set(entry) - allowed)
    if unknown:
        raise model.WorldError(f"zone {entry.get('name')}: unknown key {unknown[0]}")
    content = {key: entry[key] for key in ("ttl", "soa", "ns", "records") if key in entry}
    world.add_zone(entry["name"], entry["servers"], **content)


def _delegate(world, entry):
    """The first entry of a name says how its parent delegates it."""
    name = names.normal(entry["name"])
    servers = [names.normal(server) for server in entry["servers"]]
    if name == "." or not entry.get("delegated", True) or world.zone(name).servers != servers:
        return
    world.delegate(name, entry.get("parent_ns", servers), entry.get("ds", []))
