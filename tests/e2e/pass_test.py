"""Passes beside a daemon, its reload, its troubles with the store, and times in which nobody looked."""
import contextlib
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

from harness import CHANGED, START, Lab, Monitor, wait_until

PATIENCE = 60.0  # seconds until what has to happen has happened


class Manager:
    """The service manager's socket, and what was told on it with the time."""

    def __init__(self):
        self.path = tempfile.mktemp(prefix="nameward-notify-")
        self.socket, self.heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), []
        self.socket.bind(self.path)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            words = self.socket.recv(65536).decode().splitlines()
            self.heard.append((time.monotonic(), words[0]))

    def said(self, word):
        return [at for at, heard in list(self.heard) if heard == word]


class Beside(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("default"))

    def setUp(self):
        self.lab.reset()
        self.lab.webhook.behave("200")
        self.lab.mail.behave("250")

    def monitor(self, name, domains=("example.com",), **overrides):
        return Monitor(self.lab, list(domains), name, **{"sinks": ["webhook"], **overrides})

    @contextlib.contextmanager
    def daemon(self, monitor, **environment):
        """`nameward run`, ready; it is asked to end, and has to."""
        manager = Manager()
        log = open(monitor.config + ".log", "ab")
        process = subprocess.Popen(monitor.words("run"), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   env={**os.environ, "NOTIFY_SOCKET": manager.path, **environment})
        process.manager = manager
        try:
            wait_until(lambda: manager.said("READY=1"), "READY=1")
            yield process
            process.send_signal(signal.SIGCONT)
            process.terminate()
            self.assertEqual(process.wait(timeout=PATIENCE), 0)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            log.close()
            os.unlink(manager.path)

    def log_of(self, monitor):
        return pathlib.Path(monitor.config + ".log").read_text()

    def database(self, monitor):
        return monitor.config.replace("nameward.toml", "nameward.db")

    @contextlib.contextmanager
    def locked(self, monitor):
        """Another program holds the write lock."""
        with contextlib.closing(sqlite3.connect(self.database(monitor), isolation_level=None)) as store:
            store.execute("BEGIN IMMEDIATE")
            yield

    def query(self, monitor, sql):
        with contextlib.closing(sqlite3.connect(f"file:{self.database(monitor)}?mode=ro", uri=True)) as store:
            return store.execute(sql).fetchall()

    # ---- a pass

    def test_a_sweep_beside_a_daemon_tells_what_it_tells_alone(self):
        monitor = self.monitor("beside", schedule={"delegation": "4h"})
        monitor.sweep(expect=(0,))
        with self.daemon(monitor):
            self.lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
            done = monitor.run("sweep", "--json", expect=(CHANGED,))
            kinds = [row.split('"kind":"')[1].split('"')[0] for row in done.stdout.splitlines()]
            self.assertIn("change", kinds)
            self.assertIn("delivery", kinds)
            self.assertEqual(len(monitor.incidents()), 1, "what was due is delivered when the sweep ends")
            self.assertIn("--now had no effect", done.stderr)

    def test_a_collector_that_is_off_is_swept_beside_a_daemon_too(self):
        monitor = self.monitor("off", schedule={"delegation": ""})
        with self.daemon(monitor):
            for _ in range(9):  # the control socket has eight threads
                monitor.run("sweep", "--collector", "delegation", expect=(0,))
            self.assertEqual(len(monitor.run("show", "example.com", "--json").stdout.splitlines()), 7)

    def test_a_pass_whose_client_has_gone_ends(self):
        monitor = self.monitor("gone", schedule={"delegation": "4h"}, confirm={"after": "1h"})
        monitor.sweep(expect=(0,))
        with self.daemon(monitor):
            self.lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
            for number in range(9):  # each of them would wait an hour for the second look
                with monitor.started("sweep") as sweep:
                    wait_until(lambda: monitor.changes(), "a suspicion")
                    self.assertIsNone(sweep.poll())
            self.assertIn("reloaded", monitor.run("reload", expect=(0,)).stdout)

    # ---- a reload

    def test_a_reload_while_the_store_is_locked_changes_nothing_and_says_why(self):
        monitor = self.monitor("reload", domains=["example.com", "example.org"], schedule={"delegation": "4h"})
        with self.daemon(monitor) as daemon:
            monitor.sweep(expect=(0,))
            config = pathlib.Path(monitor.config)
            whole = config.read_text()
            fewer = whole.replace('[[domain]]\n"name" = "example.org"', "")
            self.assertNotEqual(fewer, whole)
            config.write_text(fewer)
            with self.locked(monitor):
                refused = monitor.run("reload", expect=(1,))
                self.assertIn("locked", refused.stderr)
                daemon.send_signal(signal.SIGHUP)
                wait_until(lambda: self.log_of(monitor).count("config.refused") == 2, "a refusal of either")
            wait_until(lambda: len(daemon.manager.said("READY=1")) == 3, "READY=1 at the start and after both")
            self.assertEqual(len(daemon.manager.said("RELOADING=1")), 2)
            self.lab.set("example.org", "ns.parent", "ns1.evil.net", "ns2.evil.net")
            monitor.sweep(expect=(CHANGED,))
            self.assertEqual({data["domain"] for data in monitor.incidents()}, {"example.org"}, "the old one works")
            self.assertIn("watching 1 domain", monitor.run("reload", expect=(0,)).stdout)

    def test_a_reload_while_a_mail_server_is_silent_feeds_the_watchdog_and_looks_on(self):
        monitor = self.monitor("silent", sinks=["email"], schedule={"delegation": "4h"})
        monitor.sweep(expect=(0,))
        self.lab.mail.behave("greeting hang")
        with self.daemon(monitor, WATCHDOG_USEC="4000000") as daemon:
            with monitor.started("test-alert"):
                time.sleep(0.5)  # no harm where it is too short: the next alert meets the same silence
                self.lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
                with monitor.started("sweep"):
                    wait_until(lambda: any(change["state"] == "confirmed" for change in monitor.changes()), "a change")
            began, before = time.monotonic(), len(daemon.manager.said("READY=1"))
            daemon.send_signal(signal.SIGHUP)
            wait_until(lambda: len(daemon.manager.said("READY=1")) > before, "READY=1 after SIGHUP")
            self.assertLess(time.monotonic() - began, 4)
            until = time.monotonic() + 10
            wait_until(lambda: time.monotonic() > until, "ten seconds")
            fed = [at for at in daemon.manager.said("WATCHDOG=1") if at > began]
            gaps = [later - earlier for earlier, later in zip([began, *fed], [*fed, time.monotonic()])]
            self.assertLess(max(gaps), 4, "the watchdog is fed meanwhile")
            self.lab.mail.behave("250")

    # ---- the store

    def test_an_outage_of_the_store_is_told_once_and_its_end_once(self):
        monitor = self.monitor("storage", domains=["example.com", "example.org", "example.net"],
                               schedule={"delegation": "2s"})
        with self.daemon(monitor):
            wait_until(lambda: len(self.query(monitor, "SELECT last_run FROM schedule")) == 3, "all were looked at")
            with self.locked(monitor):
                wait_until(monitor.health, "the beginning is told")
                until = time.monotonic() + 12  # two more failures, of other domains
                wait_until(lambda: time.monotonic() > until, "twelve seconds")
                self.assertEqual([data["severity"] for data in monitor.health()], ["warning"])
                self.assertIn('"type":"monitor.storage"', monitor.run("status", "--json", expect=(1,)).stdout)
            wait_until(lambda: len(monitor.health()) > 1, "the end is told")
            findings = self.query(monitor, "SELECT opened, closed FROM finding WHERE type = 'monitor.storage'")
            self.assertEqual(len(findings), 1)
            opened, closed = findings[0]
            self.assertGreaterEqual(closed - opened, 10)
            self.lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
            wait_until(monitor.incidents, "a change afterwards is told")
            self.assertEqual([data["severity"] for data in monitor.health()], ["warning", "notice"])
            self.assertNotIn('"type":"monitor.storage"', monitor.run("status", "--json").stdout)
        self.assertEqual(self.log_of(monitor).count("store.failed"), 1)

    # ---- nobody looked

    def unwatched(self, monitor):
        return [data["summary"] for data in monitor.health() if "nobody looked" in data["summary"]]

    def test_a_time_in_which_nobody_looked_is_told_by_the_next_sweep(self):
        monitor = self.monitor("nobody")
        monitor.sweep(expect=(0,))
        for minutes in (5, 9):
            monitor.later(minutes=minutes)
            monitor.sweep(expect=(0,))
        self.assertEqual(self.unwatched(monitor), [], "a look that is late is not missed")
        monitor.later(days=30)
        monitor.sweep(expect=(0,))
        self.assertEqual(self.unwatched(monitor),
                         ["nobody looked between 2026-11-23T07:14:00Z and 2026-12-23T07:14:00Z"])
        monitor.later(minutes=5)
        monitor.sweep(expect=(0,))
        self.assertEqual(len(self.unwatched(monitor)), 1)

    def test_a_start_of_the_daemon_tells_what_was_missed_and_not_that_it_was_away(self):
        monitor = self.monitor("start")
        with self.daemon(monitor):
            wait_until(lambda: self.query(monitor, "SELECT last_run FROM schedule"), "a look")
        for hours in range(1, 3):
            monitor.now = START
            monitor.later(hours=20 * hours - 1, minutes=56)
            monitor.sweep(expect=(0,))
            told = len(self.unwatched(monitor))
            self.assertEqual(told, hours)
            monitor.later(minutes=4)
            with self.daemon(monitor):
                monitor.run("sweep", expect=(0,))
                self.assertEqual(len(self.unwatched(monitor)), told, "somebody looked four minutes ago")
        monitor.later(hours=3)
        with self.daemon(monitor):
            wait_until(lambda: len(self.unwatched(monitor)) == told + 1, "what the daemon missed is told")

    def test_a_daemon_that_slept_says_so(self):
        monitor = self.monitor("slept", schedule={"delegation": "2s"})
        with self.daemon(monitor) as daemon:
            wait_until(lambda: self.query(monitor, "SELECT last_run FROM schedule"), "a look")
            self.assertEqual(self.unwatched(monitor), [])
            daemon.send_signal(signal.SIGSTOP)
            time.sleep(7)  # three looks
            daemon.send_signal(signal.SIGCONT)
            wait_until(lambda: self.unwatched(monitor), "the pause is told")


if __name__ == "__main__":
    unittest.main()
