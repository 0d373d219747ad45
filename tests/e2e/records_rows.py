"""The records of the domain and of its hosts, at its own servers: every type, its changes and their twins."""

from property_table import GOOD, Row

KEY = "257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=="
KEY2 = "256 3 13 oJMRESz5E4gYzS/q6XDrvU1qMPYIjCWzJaOau8XNEZeqCYKD5ar0IRd8KqXXFJkqmVfRvMGPmM1x8fGAa2XhSA=="
TYPES = ("A", "AAAA", "CNAME", "MX", "TXT", "CAA", "NS", "SOA", "DNSKEY")


def row(name, kind, before, after, severity, layer="dns_operator", host="", zone=None, twins=(), change=None, **more):
    """At the apex, or at a host of the domain. `before` and `after` as they are shown: names without trailing dot."""
    domain = f"{name}.com"
    owner = host or "@"
    subject = f"{host}.{domain}" if host else domain
    dotted = kind in ("CNAME", "MX")
    records = {"@ A": ["127.0.50.9"]}
    if kind not in ("NS", "SOA"):
        records[f"{owner} {kind}"] = [value + "." * dotted for value in before]
    return Row(f"records.{kind}", domain, source="child", subject=subject, layer=layer, before=before, after=after,
               severity=severity, zone={"records": records, **(zone or {})},
               twins=[[domain, "order", "shuffled"], [domain, "ttl", "77"], [domain, "serial", "2147483647"], *twins],
               change=change or [[domain, "record", owner, kind, *(value + "." * dotted for value in after)]],
               settings={**({"hosts": [host]} if host else {}), **more.pop("settings", {})}, **more)


RECORDS = [
    # one single set: any change of it is told, in the same /24 too
    row("address", "A", ["127.0.50.1"], ["127.0.50.2"], "warning"),
    row("addresses", "A", ["127.0.50.1", "127.0.51.1"], ["127.0.50.1"], "warning"),
    row("grave", "A", ["127.0.50.1"], ["127.0.66.1"], "critical", settings={"critical": True}),
    row("www", "A", ["127.0.50.1", "127.0.50.2"], ["127.0.66.1"], "warning", host="www"),
    row("six", "AAAA", ["2001:db8::1"], ["2001:db8::2"], "warning"),
    row("wwwsix", "AAAA", ["2001:db8::1"], ["2001:db8:66::1"], "warning", host="www"),
    row("alias", "CNAME", ["shop.example.net"], ["evil.example.net"], "warning", host="shop"),
    row("gravealias", "CNAME", ["shop.example.net"], ["evil.example.net"], "critical", host="shop",
        settings={"critical": True}),
    row("mail", "MX", ["10 mx1.example.net", "20 mx2.example.net"], ["10 mx1.example.net", "5 mx.evil.net"],
        "warning", layer="mail"),
    row("gravemail", "MX", ["10 mx1.example.net"], ["10 mx.evil.net"], "critical", layer="mail",
        settings={"critical": True}),
    row("text", "TXT", ['"v=spf1 -all"', '"word"'], ['"v=spf1 -all"', '"MS=ms12345678"', '"word"'], "notice"),
    row("issuers", "CAA", ['0 issue "ca.example"', '0 iodef "mailto:ca@example.net"'], ['0 issue "evil.example"'], None),
    row("servers", "NS", GOOD, ["ns1.good.net", "ns3.good.net"], "warning",
        change=[["servers.com", "ns.child", "ns1.good.net", "ns3.good.net"]]),
    row("authority", "SOA", ["ns1.good.net hostmaster.authority.com"], ["ns1.good.net root.authority.com"],
        "notice",
        change=[["authority.com", "soa.rname", "root.authority.com"]]),
    row("keys", "DNSKEY", [KEY], [KEY2], None),
]
for entry in RECORDS:  # as a sorted set
    entry.before.sort()
    entry.after.sort()
