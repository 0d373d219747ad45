"""Every property that the program reports is told when it changes, and is not when nothing of it does.

The table follows the program's own list: a property without a row fails, and so does a row without a property.

Letter case needs no twin of its own: every question is asked in random case, and a server answers in that of the
question, in the names of the values too where they end like it (glue.com)."""

import dataclasses
import pathlib
import unittest

from harness import CHANGED, FINE, Inbox, Lab, Monitor, call, told_of

WORLD = pathlib.Path(__file__).with_name("properties.toml")
GOOD, EVIL = ["ns1.good.net", "ns2.good.net"], ["ns1.evil.net", "ns2.evil.net"]
GLUE = ["ns1.glue.com 127.0.14.1", "ns2.glue.com 127.0.14.2"]
DS = "12345 13 2 3F0E0D2C9B8A79685746352413021100FFEEDDCCBBAA99887766554433221100"
DS2 = "54321 13 2 AB0E0D2C9B8A79685746352413021100FFEEDDCCBBAA99887766554433221100"
CHILD = {"authority.ns", "authority.soa", "authority.servers"}


@dataclasses.dataclass(frozen=True)
class Row:
    property: str
    domain: str
    twins: list  # changes of the laboratory that leave the property what it is
    change: list  # the change that is told
    before: list
    after: list
    severity: str
    source: str = "parent"
    layer: str = "registry"
    others: frozenset = frozenset()  # what else changes on the domain by the same act


TABLE = [
    Row("delegation.state", "state.com",
        twins=[["com", "order", "shuffled"], ["com", "ttl", "77"]],
        change=[["state.com", "delegation", "none"]],
        before=["delegated"], after=["undelegated"], severity="critical", others=frozenset({"delegation.ns"})),
    Row("delegation.ns", "whole.com",
        twins=[["whole.com", "ns.parent", *reversed(GOOD)], ["com", "serial", "2147483647"]],
        change=[["whole.com", "ns.parent", *EVIL]],
        before=GOOD, after=EVIL, severity="critical", others=frozenset(CHILD)),
    Row("delegation.ns", "part.com",
        twins=[["part.com", "ns.parent", *reversed(GOOD)]],
        change=[["part.com", "ns", "ns1.good.net", "ns3.good.net"]],
        before=GOOD, after=["ns1.good.net", "ns3.good.net"], severity="warning",
        others=frozenset({"authority.ns", "authority.servers"})),
    Row("delegation.ns", "more.com",
        twins=[["more.com", "ns", *reversed(GOOD)]],
        change=[["more.com", "ns", *GOOD, "ns3.good.net"]],
        before=GOOD, after=[*GOOD, "ns3.good.net"], severity="warning",
        others=frozenset({"authority.ns", "authority.servers"})),
    Row("delegation.ds", "signed.com",
        twins=[["signed.com", "ds", DS2.lower(), DS]],
        change=[["signed.com", "ds", "none"]],
        before=[DS, DS2], after=[], severity="critical"),
    Row("delegation.ds", "rolled.com",
        twins=[["rolled.com", "ds", DS.lower()]],
        change=[["rolled.com", "ds", DS2]],
        before=[DS], after=[DS2], severity="critical"),
    Row("delegation.ds", "unsigned.com",
        twins=[["unsigned.com", "serial"], ["unsigned.com", "ttl", "60"]],
        change=[["unsigned.com", "ds", DS]],
        before=[], after=[DS], severity="warning"),
    Row("delegation.glue", "glue.com",
        # the parent's memory of a host outside the domain, which it adds or leaves out as it likes
        twins=[["glue.com", "glue", "ns.aside.com", "none"], ["glue.com", "order", "shuffled"]],
        change=[["glue.com", "glue", "ns1.glue.com", "127.0.14.3"]],
        before=GLUE, after=["ns1.glue.com 127.0.14.3", GLUE[1]], severity="warning",
        others=frozenset({"authority.servers"})),
    Row("authority.ns", "child.com",
        twins=[["child.com", "ns.child", *reversed(GOOD)], ["child.com", "ttl", "11"],
               ["child.com", "order", "shuffled"]],
        change=[["child.com", "ns.child", "ns1.good.net", "ns3.good.net"]],
        before=GOOD, after=["ns1.good.net", "ns3.good.net"], severity="warning", source="child", layer="dns_operator",
        others=frozenset({"authority.servers"})),
    Row("authority.soa", "soa.com",
        twins=[["soa.com", "serial", "2147483647"], ["soa.com", "ttl", "5"]],
        change=[["soa.com", "soa.rname", "root.soa.com"]],
        before=["ns1.good.net hostmaster.soa.com"], after=["ns1.good.net root.soa.com"], severity="notice",
        source="child", layer="dns_operator"),
    Row("authority.servers", "moved.com",
        twins=[["roam.net", "record", "ns1", "A", "ttl=7", "127.0.13.1"], ["roam.net", "order", "shuffled"],
               ["moved.com", "serial"]],
        change=[["roam.net", "record", "ns1", "A", "127.0.13.3"]],
        before=["ns1.roam.net/127.0.13.1=ok", "ns2.roam.net/127.0.13.2=ok"],
        after=["ns1.roam.net/127.0.13.3=ok", "ns2.roam.net/127.0.13.2=ok"], severity="warning", source="child",
        layer="dns_operator"),
]


def listed():
    return call("properties", "--json").rows("property")


class Properties(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab(WORLD))

    def setUp(self):
        self.lab.reset()
        self.inbox = Inbox(self.lab)
        self.monitor = Monitor(self.lab, [row.domain for row in TABLE], self.id().rpartition(".")[2])
        baseline = self.monitor.next_sweep()
        self.assertEqual((baseline.returncode, baseline.rows()), (FINE, []), baseline.stderr)

    def assert_silent(self, outcome):
        self.assertEqual((outcome.returncode, outcome.rows()), (FINE, []), outcome.stderr)
        self.assertEqual(self.monitor.changes(), [])
        self.assertEqual(self.inbox.take(), ([], []))

    def test_what_changes_is_told_to_both_receivers_and_what_does_not_is_not(self):
        self.lab.apply([change for row in TABLE for change in row.twins])
        for _ in range(3):  # a finding may need three looks to open
            self.assert_silent(self.monitor.next_sweep())

        self.lab.apply([change for row in TABLE for change in row.change])
        outcome = self.monitor.next_sweep()
        self.assertEqual(outcome.returncode, CHANGED, outcome.stderr)
        self.assertEqual({row["state"] for row in outcome.rows("delivery")}, {"sent"})
        bodies, mails = self.inbox.take()
        for row in TABLE:
            with self.subTest(property=row.property, domain=row.domain):
                self.assert_told(row, outcome.rows("change"), bodies, mails)
        self.assertEqual({change["domain"] for change in outcome.rows("change")}, {row.domain for row in TABLE})
        self.assertEqual(self.monitor.changes(), outcome.rows("change"))

        self.assert_one_incident_each(outcome.rows("change"), bodies, mails)
        again = self.monitor.next_sweep()  # the new values are the known ones now
        self.assertEqual(again.rows("change"), [])

    def assert_told(self, row, changes, bodies, mails):
        mine = {change["property"]: change for change in changes if change["domain"] == row.domain}
        self.assertEqual(set(mine), {row.property} | row.others)
        change = mine[row.property]
        for key, wanted in self.contract_of(row).items():
            self.assertEqual(change[key], wanted, key)

        posted, written = told_of(bodies, mails, change)
        self.assertEqual(posted, change)
        self.assertEqual(len(written), 1)
        mail, = written
        self.assertTrue(mail.subject.startswith(f"[nameward] {row.severity.upper()} {row.domain}: "), mail.subject)
        for text in (row.domain, row.property, row.layer, row.severity, "confirmed", *row.before, *row.after):
            self.assertTrue(mail.says(text), f"the mail does not say {text}:\n{mail.text}")
        with_delegation = any(name.startswith("delegation.") for name in mine)
        for other in mine.values():  # what changes with the delegation in one pass is the registry's
            self.assertEqual(other["layer"], "registry" if with_delegation else row.layer, other["property"])

    def assert_one_incident_each(self, changes, bodies, mails):
        """What changed together on a domain is one story, with one message to each receiver."""
        for row in TABLE:
            self.assertEqual(len({change["incident"] for change in changes if change["domain"] == row.domain}), 1)
        self.assertEqual(len(bodies), len(TABLE))
        self.assertEqual(len(mails), len(TABLE))
        self.assertIn("[nameward] CRITICAL whole.com: name servers changed at the registry",
                      [mail.subject for mail in mails])

    def test_a_server_that_turns_lame_for_one_look_is_no_change_of_the_servers(self):
        self.lab.set("ns2.roam.net", "behaviour", "lame")
        self.addCleanup(self.lab.set, "ns2.roam.net", "behaviour", "ok")
        self.assert_silent(self.monitor.next_sweep())

    def contract_of(self, row):
        spec = next(spec for spec in listed() if (spec["property"], spec["source"]) == (row.property, row.source))
        return {"domain": row.domain, "subject": row.domain, "source": row.source, "before": row.before,
                "after": row.after, "added": sorted(set(row.after) - set(row.before)),
                "removed": sorted(set(row.before) - set(row.after)), "severity": row.severity, "layer": row.layer,
                "state": "confirmed", "attack": spec["attack"], "planned_by": None, "acknowledged_by": None,
                "reverted_by": None}


class Table(unittest.TestCase):
    def test_every_property_of_the_program_has_a_row_and_every_row_has_a_property(self):
        self.assertEqual({(spec["property"], spec["source"]) for spec in listed()},
                         {(row.property, row.source) for row in TABLE})

    def test_every_row_of_the_list_has_its_fields(self):
        fields = {"kind", "collector", "property", "source", "title", "layer", "on_add", "on_change", "on_replace",
                  "on_vanish", "attack"}
        self.assertTrue(listed())
        for spec in listed():
            self.assertLessEqual(fields, set(spec))


if __name__ == "__main__":
    unittest.main()
