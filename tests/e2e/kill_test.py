"""Killed after the receiver had the alert and before that was written down: nothing is lost, and the repeat has the
same id. A second look that a dead process owed is made by the next one."""
import sqlite3
import unittest

from harness import FULL, Lab, Monitor, wait_until

KILLS = 50 if FULL else 8


def states(monitor, sink="webhook"):
    """The deliveries to a sink as the store has them, read beside everybody."""
    path = monitor.config.replace("nameward.toml", "nameward.db")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        return [row[0] for row in store.execute("SELECT state FROM delivery WHERE sink = ?", (sink,))]


def lost(monitor, arrived_before):
    """The webhook ids that were on their way at the kill and did not arrive again: what must be empty."""
    ids = [message["headers"]["webhook-id"] for message in monitor.lab.webhook.messages()][arrived_before:]
    assert ids, "the alert had arrived before the kill"
    return [key for key in ids[:1] if ids.count(key) < 2]


class Kills(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("default"))

    def setUp(self):
        self.lab.reset()
        self.lab.webhook.behave("200")

    def monitor(self, name, **overrides):
        monitor = Monitor(self.lab, ["example.com"], name, sinks=["webhook"], **overrides)
        monitor.sweep(expect=(0,))
        monitor.later(minutes=5)
        return monitor

    def kill_on_arrival(self, monitor):
        """Kills a sweep when the receiver has written the request down and still holds back its answer."""
        arrived = len(self.lab.webhook.messages())
        self.lab.webhook.behave("hang")
        with monitor.started("sweep") as process:
            wait_until(lambda: len(self.lab.webhook.messages()) > arrived, "an alert at the receiver")
            self.assertIsNone(process.poll(), "the process lives when it is killed")
            process.kill()
            process.wait()
        self.lab.webhook.behave("200")
        self.assertIn("pending", states(monitor), "the kill fell before the mark")
        return arrived

    def test_no_alert_is_lost_and_repeats_carry_the_same_id(self):
        monitor = self.monitor("kills")
        servers = ["ns1.evil.net", "ns2.evil.net"], ["ns1.good.net", "ns2.good.net"]
        for number in range(KILLS):
            self.lab.set("example.com", "ns.parent", *servers[number % 2])
            arrived = self.kill_on_arrival(monitor)
            monitor.later(minutes=5)
            monitor.sweep()
            self.assertEqual(lost(monitor, arrived), [], f"kill {number}")
            self.assertEqual(set(states(monitor)), {"sent"})
            monitor.later(minutes=5)
        told = {change["id"] for data in monitor.incidents() for change in data["changes"]}
        moved = [change for change in monitor.changes() if change["property"] == "delegation.ns"]
        self.assertEqual(len(moved), KILLS)
        self.assertLessEqual({change["id"] for change in moved}, told)
        with sqlite3.connect(monitor.config.replace("nameward.toml", "nameward.db")) as store:
            self.assertEqual(store.execute("PRAGMA integrity_check").fetchone(), ("ok",))

    def test_the_check_sees_an_alert_that_was_marked_before_it_was_taken(self):
        monitor = self.monitor("planted")
        self.lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
        arrived = self.kill_on_arrival(monitor)
        with sqlite3.connect(monitor.config.replace("nameward.toml", "nameward.db")) as store:
            store.execute("UPDATE delivery SET state = 'sent', next_attempt = NULL")
        monitor.later(minutes=5)
        monitor.sweep()
        self.assertEqual(len(lost(monitor, arrived)), 1)

    def second_look_of_a_dead_process(self, name, meanwhile):
        monitor = self.monitor(name, confirm={"after": "30s"})
        self.lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
        with monitor.started("sweep") as process:
            wait_until(lambda: any(change["state"] == "suspected" for change in monitor.changes()), "a suspicion")
            process.kill()
            process.wait()
        self.assertEqual(monitor.incidents(), [], "nothing is told before the second look")
        meanwhile()
        monitor.later(minutes=5)
        monitor.sweep()
        return monitor, {change["property"]: change["state"] for change in monitor.changes()}

    def test_a_pending_second_look_is_made_by_the_next_process(self):
        monitor, found = self.second_look_of_a_dead_process("pending", lambda: None)
        self.assertEqual(found["delegation.ns"], "confirmed")
        self.assertEqual(len(monitor.incidents()), 1)

    def test_what_is_gone_by_then_is_retracted_and_not_told(self):
        monitor, found = self.second_look_of_a_dead_process("gone", self.lab.reset)
        self.assertEqual(set(found.values()), {"retracted"})
        self.assertEqual(monitor.incidents(), [])

    def test_what_cannot_be_seen_then_is_told_as_unconfirmed(self):
        parents = ["a.gtld-servers.net", "b.gtld-servers.net"]
        self.addCleanup(self.lab.apply, [[server, "behaviour", "ok"] for server in parents])
        monitor, found = self.second_look_of_a_dead_process(
            "unseen", lambda: self.lab.apply([[server, "behaviour", "servfail"] for server in parents]))
        self.assertEqual(found["delegation.ns"], "unconfirmed")
        self.assertIn("unconfirmed", monitor.incidents()[0]["summary"])


if __name__ == "__main__":
    unittest.main()
