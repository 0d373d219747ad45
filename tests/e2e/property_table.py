"""The machinery of properties_test.py: a table of changes with harmless twins, shown to the program and to both
receivers."""

import dataclasses
import json
import pathlib
import re
import tempfile
import unittest

from harness import CHANGED, FINE, Inbox, Lab, Monitor, call, told_of

MANY = 20  # values
EVERYTHING_OFF = {"delegation": "", "records": "", "registration": "", "tenant": ""}


@dataclasses.dataclass(frozen=True)
class Row:
    property: str
    domain: str
    twins: list  # changes of the laboratory that leave the property what it is, one before each look
    change: list  # the change that is told
    before: list
    after: list
    severity: str  # None: the pages do not say it
    source: str = "parent"
    layer: str = "registry"  # None: the pages do not say it
    others: frozenset = frozenset()  # what else changes on the domain by the same act
    subject: str = ""  # the domain itself
    heads: str = ""  # the severity of the message, where another change of the same act is graver
    zone: dict = dataclasses.field(default_factory=dict)  # of a world that is made for the table
    settings: dict = dataclasses.field(default_factory=dict)  # of the domain in the configuration


def listed():
    return call("properties", "--json").rows("property")


def fits(pattern, text):
    """A label in angle brackets stands for any one label."""
    return re.fullmatch(re.sub(r"<[^>]*>", "[^.]+", pattern.replace(".", r"\.")), text) is not None


def describes(spec, row):
    return fits(spec["property"], row.property) and fits(spec["source"], row.source)


class PropertyTable(unittest.TestCase):
    """For each collector a class with its `table`, its `world` and its `schedule`."""

    maxDiff = None

    table, schedule, overrides = [], {}, {}
    world = None  # a file; None: one made for the table
    registries = {}

    @classmethod
    def setUpClass(cls):
        path = cls.world
        if path is None:
            path = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="nameward-e2e-"))) / "made.toml"
            path.write_text(world({row.domain: row.zone for row in cls.table}, cls.registries))
        cls.lab = cls.enterClassContext(Lab(path))

    def setUp(self):
        self.lab.reset()
        self.inbox = Inbox(self.lab)
        domains = [{"name": row.domain, **row.settings} for row in self.table]
        self.monitor = Monitor(self.lab, domains, self.id().rpartition(".")[2],
                               schedule={**EVERYTHING_OFF, **self.schedule}, **self.overrides)
        baseline = self.monitor.next_sweep()
        self.assertEqual(baseline.rows("change"), [], baseline.stderr)
        drifting = {row.domain for row in self.table if "expect" in row.settings}  # from what the owner wrote down
        self.assertEqual({finding["domain"] for finding in baseline.rows("finding")}, drifting)
        self.inbox.skip()

    def assert_silent(self, outcome):
        self.assertEqual((outcome.returncode, outcome.rows()), (FINE, []), outcome.stderr)
        self.assertEqual(self.monitor.changes(), [])
        self.assertEqual(self.inbox.take(), ([], []))

    def check_that_what_changes_is_told_and_what_does_not_is_not(self):
        looks = max(3, *(len(row.twins) for row in self.table))  # a finding may need three looks to open
        for number in range(looks):
            self.lab.apply([row.twins[number] for row in self.table if number < len(row.twins)])
            self.assert_silent(self.monitor.next_sweep())

        self.lab.apply([change for row in self.table for change in row.change])
        outcome = self.monitor.next_sweep()
        self.assertEqual(outcome.returncode, CHANGED, outcome.stderr)
        self.assertEqual({row["state"] for row in outcome.rows("delivery")}, {"sent"})
        bodies, self.mails = self.inbox.take()
        mails = self.mails
        for row in self.table:
            with self.subTest(property=row.property, source=row.source, domain=row.domain):
                self.assert_told(row, outcome.rows("change"), bodies, mails)
        self.assertEqual({change["domain"] for change in outcome.rows("change")}, {row.domain for row in self.table})
        self.assertEqual(self.monitor.changes(), outcome.rows("change"))

        self.assert_one_incident_each(outcome.rows("change"), bodies, mails)
        again = self.monitor.next_sweep()  # the new values are the known ones now
        self.assertEqual(again.rows("change"), [])

    def assert_told(self, row, changes, bodies, mails):
        subject = row.subject or row.domain
        mine = {(change["subject"], change["property"]): change for change in changes if change["domain"] == row.domain}
        others = {(subject, name) if isinstance(name, str) else name for name in row.others}
        self.assertEqual(set(mine), {(subject, row.property)} | others)
        change = mine[(subject, row.property)]
        for key, wanted in self.contract_of(row).items():
            if wanted is not None or key.endswith("_by"):
                self.assertEqual(change[key], wanted, key)

        posted, written = told_of(bodies, mails, change)
        self.assertEqual(posted, change)
        self.assertEqual(len(written), 1)
        mail, = written
        severity = row.heads or change["severity"]
        self.assertTrue(mail.subject.startswith(f"[nameward] {severity.upper()} {row.domain}: "), mail.subject)
        values = [*row.before, *row.after]
        if len(values) > MANY:  # of a long list the mail says what is new and what is gone
            values = set(row.before) ^ set(row.after)
        for text in (row.domain, subject, row.property, change["layer"], change["severity"], "confirmed", *values):
            self.assertTrue(mail.says(text), f"the mail does not say {text}:\n{mail.text}")
        if any(name.startswith("delegation.") for _, name in mine):
            # what changes with the delegation in one pass is the registry's
            self.assertEqual({other["layer"] for other in mine.values()}, {"registry"})

    def assert_one_incident_each(self, changes, bodies, mails):
        """What changed together on a domain is one story, with one message to each receiver."""
        for row in self.table:
            self.assertEqual(len({change["incident"] for change in changes if change["domain"] == row.domain}), 1)
        self.assertEqual(len(bodies), len(self.table))
        self.assertEqual(len(mails), len(self.table))

    def contract_of(self, row):
        spec = next(spec for spec in listed() if describes(spec, row))
        return {"domain": row.domain, "subject": row.subject or row.domain, "source": row.source,
                "before": row.before, "after": row.after, "added": sorted(set(row.after) - set(row.before)),
                "removed": sorted(set(row.before) - set(row.after)), "severity": row.severity, "layer": row.layer,
                "state": "confirmed", "attack": spec["attack"], "planned_by": None, "acknowledged_by": None,
                "reverted_by": None}


# -- worlds that are made for a table

SERVERS = {"a.root-servers.net": "127.0.1.1", "a.gtld-servers.net": "127.0.2.1", "b.gtld-servers.net": "127.0.2.2",
           "ns1.good.net": "127.0.10.1", "ns2.good.net": "127.0.10.2", "ns1.evil.net": "127.0.66.1"}
GOOD = ["ns1.good.net", "ns2.good.net"]
REGISTRARS = {"good": {"name": "Good Registrar, Inc.", "iana_id": "8001"},
              "evil": {"name": "Evil Registrar LLC", "iana_id": "8666"}}


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def world(zones, registries=None, registrars=None, servers=None):
    """The text of a world: `zones` {domain: what is not as usual}, `registries` {TLD: what is not as usual}."""
    tlds = sorted({"net"} | {zone.rpartition(".")[2] for zone in zones} | set(registries or {}))
    tld_servers = ["a.gtld-servers.net", "b.gtld-servers.net"]
    every = {".": {"servers": ["a.root-servers.net"]}, **{tld: {"servers": tld_servers} for tld in tlds},
             "good.net": {"servers": GOOD}, "evil.net": {"servers": ["ns1.evil.net"]},
             **{name: {"servers": GOOD, **zone} for name, zone in zones.items()}}
    lines = ["[servers]", *(f"{json.dumps(name)} = {toml(address)}" for name, address in
                            {**SERVERS, **(servers or {})}.items())]
    for table, entries in (("registry", registries or {}), ("registrar", registrars or REGISTRARS)):
        lines += [f"[{table}]", *(f"{name} = {toml(words)}" for name, words in entries.items())]
    for name, zone in every.items():
        lines += ["[[zone]]", f"name = {json.dumps(name)}", *(f"{key} = {toml(value)}" for key, value in zone.items())]
    return "\n".join(lines) + "\n"
