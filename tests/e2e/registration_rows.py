"""Registrations at the registry and the registrar, over RDAP and WHOIS: every property, its changes and their twins.

A row is made for each source that states the property. Severities: section 5 of the page on registrations, with
registrar, whole name-server set, DS removed, last lock removed, holds, transfer and deletion critical."""

import itertools

from property_table import GOOD, Row

# TLDs of the made world, one for each source: where a registry gives contacts itself, or leaves them to the registrar
TLDS = {"rdap.registry": "thick", "rdap.registrar": "thin", "whois.registry": "who", "whois.registrar": "whothin"}
REGISTRIES = {"thick": {"thick": True}, "thin": {}, "who": {"style": "none", "thick": True},
              "whothin": {"style": "none"}, "ctld": {"style": "cctld", "thick": True}}
DS = "12345 13 2 3F0E0D2C9B8A79685746352413021100FFEEDDCCBBAA99887766554433221100"
LOCK, LOCK2, SERVER_LOCK = "clientTransferProhibited", "clientDeleteProhibited", "serverTransferProhibited"
CARD = {"name": "Dana Example", "organization": "Example Holding", "email": "dana@example.net", "phone": "+1.5555550100",
        "street": "1 Example Street", "city": "Springfield", "region": "EX", "postal_code": "12345", "country": "US"}
CONTACTS = {"registrant": CARD, **{role: {**CARD, "name": f"Dana {role.title()}"}
                                   for role in ("administrative", "technical", "billing")},
            "abuse": {"email": "abuse@registrar.example", "phone": "+1.5555550199"}}
numbers = itertools.count(1)


def row(source, property, before, after, severity, change, registration=None, twins=(), tld=None, zone=None, **more):
    """`change` and `twins`: {field: value or list}, at the source alone."""
    domain = f"r{next(numbers)}.{tld or TLDS[source]}"
    at = {"at": source}

    def sets(fields):
        return [[domain, f"registration.{field}", *(value if isinstance(value, list) else [value]), at]
                for field, value in fields.items()]
    return Row(f"registration.{property}", domain, source=source, before=before, after=after, severity=severity,
               twins=[twin for fields in ({"noise": "7"}, *twins) for twin in sets(fields)], change=sets(change),
               zone={"registration": {"contacts": CONTACTS, **(registration or {})}, **(zone or {})}, **more)


def of_registry(source):
    """What the registry itself states."""
    def one(property, before, after, severity, change, **more):
        return row(source, property, before, after, severity, change, **more)

    def statuses(before, after, severity, layer="registrar", **more):
        return one("statuses", sorted(before), sorted(after), severity, {"statuses": after}, layer=layer,
                   registration={"statuses": before}, **more)
    both = frozenset({"registration.registrar_id"})
    return [
        one("registrar", ["Good Registrar, Inc."], ["Evil Registrar LLC"], "critical", {"registrar": "evil"},
            others=both, layer="registrar", heads="critical",
            twins=[{"registrar_name": "GOOD REGISTRAR INC"}, {"registrar_name": "auto"}]),
        # the same registrar under another name: its id says so
        one("registrar", ["Good Registrar, Inc."], ["Good Domains Ltd"], "info", {"registrar_name": "Good Domains Ltd"},
            layer="registrar"),
        one("registrar_id", ["8001"], ["8002"], "critical", {"registrar_id": "8002"}, layer="registrar"),
        statuses([LOCK], ["ok"], "critical"),  # the last transfer lock
        statuses([LOCK, LOCK2], [LOCK], "warning"),
        statuses([LOCK, SERVER_LOCK], [LOCK], "critical", layer="registry"),  # a registry lock
        statuses([LOCK], [LOCK, "clientHold"], "critical"),
        statuses([LOCK], [LOCK, "serverHold"], "critical", layer="registry"),
        statuses([LOCK], [LOCK, "pendingTransfer"], "critical", layer=None),
        statuses([LOCK], [LOCK, "pendingDelete"], "critical", layer=None),
        statuses([LOCK], [LOCK, "redemptionPeriod"], "critical", layer=None),
        statuses([LOCK], [LOCK, "transferPeriod"], "warning", layer=None),
        statuses([LOCK], [LOCK, "autoRenewPeriod"], "info", layer=None),
        statuses([LOCK], [LOCK, LOCK2], "info"),
        one("created", ["2015-03-01T09:00:00Z"], ["2026-11-01T09:00:00Z"], "warning",
            {"created": "2026-11-01T09:00:00Z"}, layer="registrar",
            twins=[{"created": "2015-03-01T11:30:00Z"}, {"created": "2015-03-01T09:00:00Z"}]),
        one("updated", ["2025-02-01T09:00:00Z"], ["2026-11-22T09:00:00Z"], "info",
            {"updated": "2026-11-22T09:00:00Z"}, layer="registrar"),
        one("expires", ["2031-03-01T09:00:00Z"], ["2032-03-01T09:00:00Z"], "info",
            {"expires": "2032-03-01T09:00:00Z"}, layer="registrar",
            twins=[{"expires": "2031-03-01T11:30:00Z"}, {"expires": "2031-03-01T09:00:00Z"}]),
        one("expires", ["2031-03-01T09:00:00Z"], ["2030-03-01T09:00:00Z"], "warning",
            {"expires": "2030-03-01T09:00:00Z"}, layer="registrar"),
        one("name_servers", GOOD, ["ns1.evil.net", "ns2.evil.net"], "critical",
            {"name_servers": ["ns1.evil.net", "ns2.evil.net"]},
            twins=[{"name_servers": ["NS2.GOOD.NET", "ns1.good.net"]}]),
        one("name_servers", GOOD, ["ns1.evil.net", "ns1.good.net"], "warning",
            {"name_servers": ["ns1.evil.net", "ns1.good.net"]}),
        one("ds", [DS], [], "critical", {"ds": "none"}, zone={"ds": [DS]},
            others=frozenset({"registration.dnssec"}), heads="critical", twins=[{"ds": DS.lower()}]),
        one("dnssec", ["unsigned"], ["signed"], None, {"ds": DS}, others=frozenset({"registration.ds"})),
        one("ds", [], [DS], "notice", {"ds": DS}, others=frozenset({"registration.dnssec"})),
    ]


def gone(source):
    """It has left the registry, and the delegation with it."""
    entry = row(source, "state", ["registered"], ["unregistered"], "critical", {"state": "unregistered"}, layer=None,
                heads="critical")
    entry.change.append([entry.domain, "delegation", "none"])
    return entry


# every role and every field
PLACES = [("registrant", "name", "warning"), ("registrant", "organization", "warning"),
          ("registrant", "email", "warning"), ("registrant", "street", "notice"), ("administrative", "organization", "notice"),
          ("technical", "email", "notice"), ("billing", "phone", "notice"), ("administrative", "city", "notice"),
          ("technical", "region", "notice"), ("billing", "postal_code", "notice"), ("registrant", "country", "notice")]
NEW = {"name": "Mallory Other", "organization": "Other Holding", "email": "mallory@other.example",
       "phone": "+1.5555550666", "street": "6 Other Street", "city": "Shelbyville", "region": "OT",
       "postal_code": "66666", "country": "CA"}


def exposure(but=""):
    return sorted(f"{role}.{field}=" + ("redacted" if f"{role}.{field}" == but else "public")
                  for role, card in CONTACTS.items() if role != "abuse" for field in card)


def of_contacts(source):
    rows = [row(source, f"contact.{role}.{field}", [CONTACTS[role][field]], [NEW[field]], severity,
                {"contact": [role, field, NEW[field]]}, layer="registrar",
                twins=[{"contact": [role, field, " " + CONTACTS[role][field].replace(" ", "  ")]}])
            for role, field, severity in PLACES]
    rows.append(row(source, "contact.abuse.email", ["abuse@registrar.example"], ["other@registrar.example"], "info",
                    {"contact": ["abuse", "email", "other@registrar.example"]}, layer="registrar"))
    email = "registrant.email"
    rows += [row(source, "exposure", exposure(email), exposure(), "warning", {"redacted": "none"}, layer="registrar",
                 registration={"redacted": [email]}, heads="warning",
                 # RDAP leaves out what is redacted: then this is the first sight of the address itself
                 others=frozenset() if source.startswith("rdap") else frozenset({f"registration.contact.{email}"})),
             row(source, "exposure", exposure(), exposure(email), "info", {"redacted": email}, layer="registrar",
                 others=frozenset({f"registration.contact.{email}"}))]
    return rows


REGISTRATION = [entry for source in ("rdap.registry", "whois.registry")
                for entry in (*of_registry(source), gone(source))]
REGISTRATION += [entry for source in TLDS for entry in of_contacts(source)]
# a country's registry writes otherwise, and knows registrars by name alone
REGISTRATION += [
    row("rdap.registry", "registrar", ["Good Registrar, Inc."], ["Evil Registrar LLC"], "critical",
        {"registrar": "evil"}, tld="ctld", layer="registrar", twins=[{"registrar_name": "GOOD REGISTRAR INC"}, {"registrar_name": "auto"}]),
    row("rdap.registry", "statuses", ["clientTransferProhibited"], ["ok"], "critical", {"statuses": "ok"}, tld="ctld",
        layer="registrar"),
    row("rdap.registry", "updated", ["2025-02-01T09:00:00Z"], ["2026-11-22T09:00:00Z"], "info",
        {"updated": "2026-11-22T09:00:00Z"}, tld="ctld", layer="registrar"),
]
