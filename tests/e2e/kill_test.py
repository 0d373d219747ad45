"""Killed after a receiver had the alert and before that was written down: nothing is lost, and the repeat has the same
id. A second look that a dead process owed is made by the next one. Sweeps and daemons, webhook and mail."""
import contextlib
import datetime
import itertools
import sqlite3
import unittest

import leaks
from harness import CHANGED, FINE, FULL, LIMIT, Lab, Mail, Monitor, Post, wait_until

PROGRAMS, SINKS = ("sweep", "run"), ("webhook", "email")
# Who is killed, which receiver has the alert then, and who comes next.
KINDS = list(itertools.product(PROGRAMS, SINKS, PROGRAMS))
KILLS = 13 * len(KINDS) if FULL else len(KINDS)  # 52 for each receiver
HOSTS = itertools.cycle([("ns1.evil.net", "ns2.evil.net"), ("ns1.good.net", "ns2.good.net")])
PARENTS = ["a.gtld-servers.net", "b.gtld-servers.net"]

lab = None


def setUpModule():
    global lab
    lab = unittest.enterModuleContext(Lab("default"))


def tearDownModule():
    leaks.check(lab)


def answer(hanging=None):
    """Both receivers take what they get; the hanging one keeps it and says nothing."""
    lab.webhook.behave("hang" if hanging == "webhook" else "200")
    lab.mail.behave("data hang" if hanging == "email" else "250")


class Arrival:
    """A message as its receiver wrote it down."""

    def __init__(self, entry):
        self.at, self.taken = datetime.datetime.fromisoformat(entry["at"]), entry["behaviour"] in ("200", "250")
        self.message = Post(entry) if "body" in entry else Mail(entry)
        self.identity = self.message.id, self.message.alert


class Watch(Monitor):
    """A monitor that has seen its domain once and looks every five minutes."""

    def __init__(self, name, **overrides):
        answer()
        super().__init__(lab, ["example.com"], name, schedule={"records": ""}, log={"level": "debug"}, **overrides)
        self.sweep(expect=(FINE,))
        self.seen = {"webhook": len(lab.webhook.messages()), "email": len(lab.mail.messages())}

    def log(self, sink):
        return (lab.webhook if sink == "webhook" else lab.mail).messages()[self.seen[sink]:]

    def arrivals(self, sink):
        return [Arrival(entry) for entry in self.log(sink)]

    def change(self):
        """Something new to see, and the time for it."""
        lab.set("example.com", "ns.parent", *next(HOSTS))
        self.pass_time()

    def pass_time(self):
        self.later(minutes=6)  # due again, and no look was missed

    def work(self, program, until):
        """A sweep, or a daemon until that is done."""
        if program == "sweep":
            self.sweep(expect=(FINE, CHANGED))
            return
        with self.started("run") as daemon:
            wait_until(until, "the daemon does its work")
            daemon.terminate()
            assert daemon.wait(LIMIT) == 0

    def deliver(self, program):
        """Until all is sent and the look that is due is made."""
        now = int(self.now.timestamp())
        self.work(program, lambda: not self.query("SELECT 1 FROM delivery WHERE state <> 'sent' UNION ALL "
                                                  "SELECT 1 FROM schedule WHERE last_run < ?", now))

    def states(self, sink):
        """{alert: state}, read beside everybody."""
        return dict(self.query("SELECT alert, state FROM delivery WHERE sink = ?", sink))

    def mark_all_sent(self):
        """What a program would do that marks before the receiver has answered."""
        with contextlib.closing(sqlite3.connect(self.store)) as store:
            store.execute("UPDATE delivery SET state = 'sent', next_attempt = NULL")
            store.commit()

    def lost(self):
        """What is in the history, and no receiver's log has it as taken: whatever the store says."""
        changes = [change["id"] for change in self.changes() if change["state"] != "retracted"]
        assert changes, "a search of nothing"
        posts = [arrival.message for arrival in self.arrivals("webhook") if arrival.taken]
        mailed = {arrival.message.alert for arrival in self.arrivals("email") if arrival.taken}
        posted = {change["id"]: post.alert for post in posts for change in post.data["changes"]}
        alerts = {alert for (alert,) in self.query("SELECT id FROM alert")}
        return ([f"webhook: {change}" for change in changes if change not in posted]
                + [f"email: {alert}" for alert in sorted(alerts - mailed)])


class KilledBeforeMarked(unittest.TestCase):
    def kill_on_arrival(self, watch, program, sink):
        """Kills the program when the receiver has written the alert down and still holds back its answer. Returns the
        arrival and the moment of the kill."""
        answer(hanging=sink)
        before = len(watch.log(sink))
        watch.change()
        with watch.started(program) as process:
            wait_until(lambda: len(watch.log(sink)) > before, f"an alert at {sink}")
            self.assertIsNone(process.poll(), "the process lives when it is killed")
            killed = datetime.datetime.now(datetime.timezone.utc)
            process.kill()
            process.wait()
        answer()
        first = Arrival(watch.log(sink)[before])
        self.assertLess(first.at, killed, "the kill fell after the arrival")
        self.assertEqual(watch.states(sink)[first.message.alert], "pending", "and before the mark")
        return first, killed

    def kill_once(self, watch, program, sink, successor):
        first, killed = self.kill_on_arrival(watch, program, sink)
        watch.pass_time()
        watch.deliver(successor)
        repeats = [each for each in watch.arrivals(sink) if each.at > killed and each.identity == first.identity]
        self.assertEqual([repeat.taken for repeat in repeats], [True], "it comes once more, known as a repeat")
        self.assertEqual(watch.states(sink)[first.message.alert], "sent")

    def test_no_alert_is_lost_and_repeats_carry_the_same_id(self):
        watch = Watch("kills")
        for number, kind in zip(range(KILLS), itertools.cycle(KINDS)):
            with self.subTest(kill=number, kind=kind):
                self.kill_once(watch, *kind)
        watch.deliver("sweep")
        self.assertEqual(watch.lost(), [])
        moves = [change for change in watch.changes() if change["property"] == "delegation.ns"]
        self.assertEqual(len(moves), KILLS)
        self.assertEqual(watch.query("PRAGMA integrity_check"), [("ok",)])

    def test_the_search_sees_an_alert_that_was_marked_before_it_was_taken(self):
        for sink in SINKS:
            watch = Watch(f"planted-{sink}")
            self.kill_on_arrival(watch, "sweep", sink)
            watch.mark_all_sent()
            watch.pass_time()
            watch.deliver("sweep")
            self.assertTrue([line for line in watch.lost() if line.startswith(sink)])


class SecondLookOfTheDead(unittest.TestCase):
    def setUp(self):
        self.addCleanup(lab.apply, [[server, "behaviour", "ok"] for server in PARENTS])

    def die_before_second_look(self, name, program):
        watch = Watch(name, confirm={"after": "20s"})
        watch.change()
        with watch.started(program) as process:
            wait_until(lambda: watch.query("SELECT 1 FROM pending"), "a suspicion")
            process.kill()
            process.wait()
        self.assertEqual({change["state"] for change in watch.changes()}, {"suspected"})
        self.assertEqual((watch.arrivals("webhook"), watch.arrivals("email")), ([], []), "nothing is told before it")
        watch.later(seconds=30)  # overdue, and not so long that one failing look decides
        return watch

    def settle(self, watch, program):
        """What became of the name servers' change."""
        watch.work(program, lambda: not watch.query("SELECT 1 FROM pending UNION ALL "
                                                    "SELECT 1 FROM delivery WHERE state <> 'sent'"))
        changes = [change for change in watch.changes() if change["property"] == "delegation.ns"]
        self.assertEqual(len(changes), 1)
        return changes[0]

    def assert_told_once(self, watch, change):
        posts = [arrival.message for arrival in watch.arrivals("webhook")]
        self.assertEqual([[row["id"] for row in post.data["changes"]].count(change["id"]) for post in posts], [1])
        self.assertEqual([arrival.message.alert for arrival in watch.arrivals("email")], [posts[0].alert])

    def test_it_is_made_by_the_next_process(self):
        for dead, successor in itertools.product(PROGRAMS, PROGRAMS):
            with self.subTest(dead=dead, successor=successor):
                watch = self.die_before_second_look(f"{dead}-{successor}", dead)
                change = self.settle(watch, successor)
                self.assertEqual(change["state"], "confirmed")
                self.assert_told_once(watch, change)
                watch.pass_time()
                watch.sweep(expect=(FINE,))
                self.assert_told_once(watch, change)

    def test_what_is_gone_by_then_is_retracted_and_not_told(self):
        watch = self.die_before_second_look("gone", "run")
        lab.set("example.com", "ns.parent", *next(HOSTS))
        self.assertEqual(self.settle(watch, "run")["state"], "retracted")
        self.assertEqual((watch.arrivals("webhook"), watch.arrivals("email")), ([], []))

    def test_what_cannot_be_seen_twice_is_told_as_unconfirmed(self):
        watch = self.die_before_second_look("unseen", "run")
        lab.apply([[server, "behaviour", "servfail"] for server in PARENTS])
        with watch.started("sweep"):
            wait_until(lambda: watch.query("SELECT 1 FROM schedule WHERE attempts = 1"), "the first try is written down")
        self.assertEqual({change["state"] for change in watch.changes()}, {"suspected"})
        watch.later(seconds=30)
        change = self.settle(watch, "sweep")
        self.assertEqual((change["state"], change["severity"]), ("unconfirmed", "critical"))
        self.assert_told_once(watch, change)
        self.assertIn("unconfirmed", watch.arrivals("email")[0].message.subject)


if __name__ == "__main__":
    unittest.main()
