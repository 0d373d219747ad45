"""Rotating pools of addresses: what rotates within its networks is never told, a foreign member is, from the first look
on; a name that gave one single set is no pool."""

import pathlib
import tempfile
import unittest

from harness import CHANGED, FINE, Lab, Monitor
from property_table import EVERYTHING_OFF, world

POOL = [f"127.0.50.{number}" for number in range(10, 18)]
SIX = [f"2001:db8:50::{number:x}" for number in range(10, 18)]


class Pools(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="nameward-e2e-")))
        (folder / "made.toml").write_text(world({f"p{number}.com": {
            "records": {"@ A": POOL, "www AAAA": SIX, "@ MX": "10 mx.example.net."}} for number in range(1, 6)}))
        cls.lab = cls.enterClassContext(Lab(folder / "made.toml"))

    def watch(self, domain, rotating=True):
        self.lab.reset()
        if rotating:
            self.lab.apply([[server, "behaviour", "rotating:2"] for server in ("ns1.good.net", "ns2.good.net")])
        monitor = Monitor(self.lab, [{"name": domain, "hosts": ["www"]}], domain,
                          schedule={**EVERYTHING_OFF, "records": "5m"})
        self.assertEqual(monitor.sweep(expect=(FINE,)), [])
        return monitor

    def looks(self, monitor, count, expect=(FINE,)):
        for _ in range(count):
            monitor.later(minutes=5)
            monitor.sweep(expect=expect)

    def test_rotation_is_no_change(self):
        monitor = self.watch("p1.com")
        self.looks(monitor, 10)
        self.assertEqual((monitor.changes(), monitor.incidents()), ([], []))

    def test_a_new_member_in_a_known_network_is_learnt_silently(self):
        monitor = self.watch("p2.com")
        self.lab.apply([["p2.com", "record", "@", "A", *POOL[2:], "127.0.50.200"],
                        ["p2.com", "record", "www", "AAAA", *SIX[2:], "2001:db8:50:1::1"]])
        self.looks(monitor, 10)
        self.assertEqual((monitor.changes(), monitor.incidents()), ([], []))

    def test_a_foreign_member_is_told(self):
        monitor = self.watch("p3.com")
        self.lab.set("p3.com", "record", "@", "A", *POOL, "127.0.66.1")
        self.looks(monitor, 4, expect=(FINE, CHANGED))  # each server gives two of nine
        change, = monitor.told("p3.com", "records.A")
        self.assertEqual((change["added"], change["removed"], change["severity"]), (["127.0.66.1"], [], "warning"))
        self.assertLessEqual(set(change["before"]), set(POOL))
        self.assertGreater(len(change["before"]), 4, "the learnt members")

    def test_the_first_look_learns_the_pool_and_the_next_one_tells_a_foreign_member(self):
        monitor = self.watch("p4.com")
        self.lab.set("p4.com", "record", "www", "AAAA", "2001:db8:66::1", "2001:db8:66::2", "2001:db8:66::3")
        self.looks(monitor, 1, expect=(CHANGED,))
        change, = [change for change in monitor.changes() if change["property"] == "records.AAAA"]
        self.assertEqual(change["subject"], "www.p4.com")
        self.assertTrue(set(change["added"]) <= {"2001:db8:66::1", "2001:db8:66::2", "2001:db8:66::3"})

    def test_one_single_set_is_no_pool(self):
        monitor = self.watch("p5.com", rotating=False)
        self.looks(monitor, 2)
        self.lab.set("p5.com", "record", "@", "A", *POOL[:-1], "127.0.50.99")
        self.looks(monitor, 1, expect=(CHANGED,))
        change, = monitor.told("p5.com", "records.A")
        self.assertEqual((change["added"], change["removed"]), (["127.0.50.99"], [POOL[-1]]))


if __name__ == "__main__":
    unittest.main()
