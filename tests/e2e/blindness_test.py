"""Nine ways of being blind: no change, told once, its end told once, and a real change afterwards is told."""
import concurrent.futures
import subprocess
import sys
import unittest

from harness import CHANGED, FULL, Lab, Monitor

ROOT = ["a.root-servers.net", "b.root-servers.net"]
PARENTS = ["a.gtld-servers.net", "b.gtld-servers.net"]
CHILDREN = ["ns1.good.net", "ns2.good.net"]
AT_ONCE = 5

# what is done to whom; the world is put right again by `behaviour ok` for the same servers
WAYS = {
    "time-out": (CHILDREN, "silent"),
    "SERVFAIL": (CHILDREN, "servfail"),
    "REFUSED": (CHILDREN, "refused"),
    "lame": (CHILDREN, "lame"),
    "truncated, then silent TCP": (CHILDREN, "truncated"),
    "forged": (CHILDREN, "forged:all"),
    "NXDOMAIN from one of two parents": (PARENTS[:1], "nxdomain"),
    "all that resolves gone": (ROOT + PARENTS, "silent"),
    "half of the servers gone": (CHILDREN[:1], "silent"),
}
LOOKS = 12 if FULL else 5  # blindness is told after three intervals of 5 minutes
MINUTES = 6  # between two looks: each takes up to a minute of them


class Blindness(unittest.TestCase):
    way = None  # one of WAYS

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("default"))

    def behave(self, servers, behaviour):
        self.lab.apply([[server, "behaviour", behaviour] for server in servers])

    def look(self, monitor, times):
        for _ in range(times):
            monitor.later(minutes=MINUTES)
            monitor.sweep(expect=(0,))

    def test_one_way(self):
        if self.way is None:
            return self.all_ways()
        servers, behaviour = WAYS[self.way]
        monitor = Monitor(self.lab, ["example.com"], "blind", schedule={"records": "5m"},
                          sink={"min_severity": "critical"})
        monitor.sweep(expect=(0,))
        self.behave(servers, behaviour)
        self.addCleanup(self.behave, servers, "ok")
        for _ in range(LOOKS):
            monitor.later(minutes=MINUTES)
            monitor.sweep(expect=(0, CHANGED))  # a lame delegation is a finding, and news
        self.assertEqual(monitor.changes(), [], "unknown is not changed")
        self.assertEqual([data["severity"] for data in monitor.health()], ["warning"], "blindness is told once")
        code, rows = monitor.status()
        blind = [row for row in rows if row["kind"] == "status" and row["state"] == "blind"]
        self.assertEqual(code, 1)
        self.assertTrue(blind and all(row["reason"] and row["blind_since"] for row in blind), rows)

        self.behave(servers, "ok")
        self.look(monitor, 2)
        self.assertEqual([data["severity"] for data in monitor.health()], ["warning", "notice"], "and its end once")
        self.assertEqual(monitor.changes(), [])
        subjects = [mail["subject"] for mail in monitor.mails() if " monitor: " in mail["subject"]]
        self.assertEqual(len(subjects), 2, "the mailbox hears the same")
        self.assertTrue(subjects[0].startswith("[nameward] WARNING monitor: "), subjects)

        self.lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
        monitor.later(minutes=MINUTES)
        monitor.sweep(expect=(CHANGED,))
        told = [change["property"] for data in monitor.incidents() for change in data["changes"]]
        self.assertIn("delegation.ns", told, "a real change afterwards is told")

    def test_many_domains_blind_in_one_pass_make_one_message(self):
        self.lab.reset()
        monitor = Monitor(self.lab, ["example.com", "example.org", "example.net"], "many")
        monitor.sweep(expect=(0,))
        servers = CHILDREN + ["ns1.other.net", "ns2.other.net", "ns1.example.net", "ns2.example.net"]
        self.behave(servers, "refused")
        self.addCleanup(self.behave, servers, "ok")
        for _ in range(5):
            monitor.later(minutes=MINUTES)
            monitor.sweep()
        self.assertEqual(len(monitor.health()), 1)
        self.assertEqual({finding["domain"] for finding in monitor.health()[0]["findings"]},
                         {"example.com", "example.org", "example.net"})


    def all_ways(self):
        """Each in a process and a laboratory of its own, some at a time: a look at silent servers is mostly waiting."""
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            for way, done in zip(WAYS, pool.map(run_alone, WAYS)):
                with self.subTest(way=way):
                    self.assertEqual(done.returncode, 0, done.stderr)


def run_alone(way):
    return subprocess.run([sys.executable, __file__, "--way", way, "Blindness.test_one_way"], capture_output=True,
                          text=True, timeout=540, check=False)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        Blindness.way = sys.argv[2]
        del sys.argv[1:3]
    unittest.main()
