"""For each property that a collector reports: a real change in the world is told, and its harmless twin is not."""
import dataclasses
import unittest

from harness import CHANGED, Lab, Monitor


@dataclasses.dataclass
class Row:
    domain: str
    change: list     # what `lab set` does
    after: list      # the property's values then
    severity: str
    layer: str
    harmless: list   # the twin: the world moves, and nothing is to be told


ORDER_TTL_SERIAL = [("example.com", "ttl", "77"), ("example.com", "order", "shuffled"), ("example.com", "serial")]
PARENT_MOVES = [("com", "ttl", "77"), ("com", "order", "shuffled"), ("com", "serial")]

TABLE = {
    ("delegation.state", "parent"): Row(
        "example.com", [("example.com", "delegation", "none")], ["undelegated"], "critical", "registry", PARENT_MOVES),
    ("delegation.ns", "parent"): Row(
        "example.com", [("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")], ["ns1.evil.net", "ns2.evil.net"],
        "critical", "registry", [("example.com", "ns.parent", "NS2.good.net", "ns1.GOOD.net")]),
    ("delegation.ds", "parent"): Row(
        "example.com", [("example.com", "ds", "none")], [], "critical", "registry", PARENT_MOVES),
    ("delegation.glue", "parent"): Row(
        "example.net", [("example.net", "glue", "ns2.example.net", "127.0.11.2")],
        ["ns1.example.net 127.0.11.1", "ns1.example.net 127.0.11.2", "ns2.example.net 127.0.11.2"], "warning",
        "registry", [("net", "ttl", "77"), ("net", "order", "shuffled")]),
    ("authority.ns", "child"): Row(
        "example.com", [("example.com", "ns.child", "ns1.good.net", "ns2.good.net", "ns1.other.net")],
        ["ns1.good.net", "ns1.other.net", "ns2.good.net"], "warning", "dns_operator", ORDER_TTL_SERIAL),
    ("authority.soa", "child"): Row(
        "example.com", [("example.com", "soa.rname", "intruder.example.com")], ["ns1.good.net intruder.example.com"],
        "notice", "dns_operator", ORDER_TTL_SERIAL),
    ("authority.servers", "child"): Row(
        "example.com", [("good.net", "record", "ns2", "A", "127.0.66.2")],
        ["ns1.evil.net/127.0.66.1=ok", "ns1.good.net/127.0.10.1=ok", "ns2.evil.net/127.0.66.2=ok",
         "ns2.good.net/127.0.66.2=ok"], "notice", "dns_operator",
        [("ns2.good.net", "behaviour", "lame")]),
}


class Properties(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("default"))

    def setUp(self):
        self.lab.reset()
        for server in ("ns1.good.net", "ns2.good.net"):
            self.lab.set(server, "behaviour", "ok")

    def monitor(self, key, what):
        monitor = Monitor(self.lab, [TABLE[key].domain], f"{key[0]}-{what}")
        self.assertEqual(monitor.sweep(expect=(0,)), [], "the first sight is a baseline and silent")
        monitor.later(minutes=5)
        return monitor

    def test_the_table_has_exactly_the_properties_that_the_collectors_report(self):
        monitor = Monitor(self.lab, ["example.com"], "list")
        reported = {(row["property"], row["source"]) for row in monitor.rows("properties", expect=(0,))}
        self.assertEqual(set(TABLE), reported)

    def test_a_real_change_of_each_property_is_told(self):
        for key, row in TABLE.items():
            with self.subTest(property=key[0]):
                self.setUp()
                monitor = self.monitor(key, "change")
                self.lab.apply(row.change)
                swept = monitor.sweep(expect=(CHANGED,))
                self.check_told(monitor, key, row, swept)

    def check_told(self, monitor, key, row, swept):
        told = [change for alert in monitor.incidents() for change in alert["changes"]
                if (change["property"], change["source"]) == key]
        self.assertEqual(len(told), 1, f"exactly one change of {key} reaches the webhook: {swept}")
        change = told[0]
        self.assertEqual(change["domain"], row.domain)
        self.assertEqual(change["after"], row.after)
        self.assertNotEqual(change["before"], row.after)
        self.assertEqual((change["severity"], change["layer"], change["state"]), (row.severity, row.layer, "confirmed"))
        self.assertTrue(all(message["signature"] == "good" for message in self.lab.webhook.messages()))
        self.assertEqual([stored["id"] for stored in monitor.changes()
                          if (stored["property"], stored["source"]) == key], [change["id"]])
        mails = "".join(mail["message"].replace("=\r\n", "").replace("\r\n", "\n") for mail in monitor.mails())
        self.assertIn(change["id"], mails, "the same change reaches the mailbox")
        self.assertIn(row.domain, mails)

    def test_the_harmless_twin_of_each_property_is_not_told(self):
        for key, row in TABLE.items():
            with self.subTest(property=key[0]):
                self.setUp()
                monitor = self.monitor(key, "twin")
                self.lab.apply(row.harmless)
                self.assertEqual(monitor.sweep(expect=(0,)), [])
                self.assertEqual(monitor.changes(), [])
                self.assertEqual((monitor.webhooks(), monitor.mails()), ([], []))

    def test_a_part_of_the_name_servers_is_a_warning(self):
        monitor = self.monitor(("delegation.ns", "parent"), "part")
        self.lab.set("example.com", "ns.parent", "ns1.good.net", "ns1.other.net")
        monitor.sweep(expect=(CHANGED,))
        change = next(row for row in monitor.changes() if row["property"] == "delegation.ns")
        self.assertEqual((change["severity"], change["added"], change["removed"]),
                         ("warning", ["ns1.other.net"], ["ns2.good.net"]))

    def test_what_changes_with_the_delegation_is_the_registrys_and_one_incident(self):
        monitor = self.monitor(("delegation.ns", "parent"), "together")
        self.lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
        monitor.sweep(expect=(CHANGED,))
        changes = monitor.changes()
        self.assertGreater(len(changes), 1)
        self.assertEqual({change["layer"] for change in changes}, {"registry"})
        self.assertEqual(len({change["incident"] for change in changes}), 1)
        self.assertEqual(len(monitor.incidents()), 1)
        subjects = [mail["subject"] for mail in monitor.mails()]
        self.assertEqual(subjects, ["[nameward] CRITICAL example.com: name servers changed at the registry"])


if __name__ == "__main__":
    unittest.main()
