"""A ready nameward.toml against a running laboratory.

Nothing in it can leave this machine: the DNS starts at the laboratory's root, all collectors but `delegation` are off
(`schedule` asks for them), and every connection that is not to a receiver of the laboratory ends at a closed port.

Overrides are tables by name, laid over what stands here: `schedule={"mail": "5m"}`, `network={...}`, `confirm={...}`,
`store={...}`; `sinks=["webhook"]` chooses among webhook and email; `sink={...}` is laid over every chosen one; a
domain is a name or a table {"name": ..., "critical": True, "expect": {...}}."""

import json

CLOSED = "127.0.0.1:9"  # the discard port: nothing listens there


def write(description, folder, domains, overrides):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "nameward.toml"
    path.write_text(text(description, folder, domains, dict(overrides)))
    return str(path)


def text(description, folder, domains, overrides):
    chosen, over_sinks = overrides.pop("sinks", ["webhook", "email"]), overrides.pop("sink", {})
    tables = defaults(description, folder)
    for name, table in overrides.items():
        tables[name] = {**tables.get(name, {}), **table}
    parts = [_table(f"[{name}]", table) for name, table in tables.items()]
    parts += [_domain({"name": domain} if isinstance(domain, str) else domain) for domain in domains]
    parts += [_table("[[sink]]", {**sink(description, kind), **over_sinks}) for kind in chosen]
    return "\n".join(parts)


def defaults(description, folder):
    here = [f"{host}:{receiver['port']}:127.0.0.1:{receiver['port']}" for host in ("localhost", "127.0.0.1")
            for receiver in (description["webhook"], description["mail"])]
    return {
        "store": {"path": str(folder / "nameward.db")},
        "schedule": {"delegation": "5m", **{collector: "" for collector in (
            "records", "mail", "tls", "registration", "tenant", "certificates", "passive_dns", "hosts")}},
        "confirm": {"after": "0s"},
        "network": {"root_hints": description["root_hints"], "dns_port": description["dns_port"],
                    "ca_file": description["ca_file"],
                    "connect_to": [*here, *description["services"]["connect_to"], f"::{CLOSED}"],
                    "allow_private_addresses": ["127.0.0.0/8", "::1/128"],
                    "queries_per_second": 0, "http_spacing": "0s"},
        "web": {"listen": ""},
    }


def sink(description, kind):
    receiver = description["webhook" if kind == "webhook" else "mail"]
    if kind == "webhook":
        return {"name": "webhook", "kind": "webhook", "url": receiver["url"], "secret_file": receiver["secret_file"]}
    return {"name": "email", "kind": "email", "to": ["soc@soc.example"], "from": "nameward@monitor.example",
            "server": receiver["url"], "user": receiver["user"], "password_file": receiver["password_file"]}


def _domain(domain):
    domain = dict(domain)
    expect = domain.pop("expect", None)
    return _table("[[domain]]", domain) + (_table("[domain.expect]", expect) if expect is not None else "")


def _table(header, table):
    lines = [f"{json.dumps(key)} = {_value(value)}" for key, value in table.items()]
    return "\n".join([header, *lines]) + "\n"


def _value(value):
    """JSON's strings, numbers, booleans and lists of them are TOML's too."""
    return json.dumps(value, ensure_ascii=False)
