"""The daemon as its surroundings see it: the service manager, the commands beside it, the socket, signals, kills."""
import contextlib
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import time

from harness import (CHANGED, CONFIGURATION, FAILED, FINE, FULL, USAGE, Daemon, LabTestCase, main_in_parallel,
                     wait_told, wait_until)

OFTEN, RARELY = {"delegation": "1s", "records": ""}, {"delegation": "1h", "records": ""}
MESSAGES = 5000 if FULL else 400  # of garbage on the control socket
WATCHDOG = 4.0  # seconds
GOODBYE = 15.0  # seconds: the daemon gives receivers ten


class Test(LabTestCase):
    def monitor(self, *domains, name="", schedule=OFTEN, **overrides):
        return super().monitor(*domains, name=name, schedule=schedule, **overrides)

    def hang_on_to_the_hijack(self, *kinds):
        """Returns when these receivers have the hijack of example.com and do not answer."""
        receivers = {"webhook": (self.lab.webhook, "hang"), "email": (self.lab.mail, "data hang")}
        for receiver, behaviour in receivers.values():
            receiver.behave(behaviour)
        before = {kind: len(receivers[kind][0].messages()) for kind in kinds}
        self.hijack()
        for kind, count in before.items():
            wait_until(lambda: len(receivers[kind][0].messages()) > count, f"the change at the {kind} receiver")

    def reconfigure(self, monitor, *domains, **overrides):
        """Another nameward.toml for the same store."""
        overrides = {"schedule": OFTEN, "sink": {"min_severity": "info"}, **overrides}
        self.lab.write_config(domains, pathlib.Path(monitor.config).parent, **overrides)


def socket_of(monitor):
    return pathlib.Path(monitor.config).parent / "control.sock"


def run_refused(monitor, environment=None):
    """The outcome of a `run` that has to end by itself."""
    done = subprocess.run(monitor.words("run"), capture_output=True, text=True, timeout=30, check=False,
                          env={**os.environ, **(environment or {})})
    return done.returncode, done.stderr


class Changes(Test):
    def test_a_change_is_confirmed_and_told_by_itself(self):
        monitor = self.monitor()
        with Daemon(monitor) as daemon:
            wait_until(monitor.seen, "the baseline")
            self.hijack()
            changes = wait_told(monitor)
            self.assertEqual([change["state"] for change in changes], ["confirmed"])
            self.assertEqual(daemon.manager.times("WATCHDOG=1"), [], "where no watchdog was asked for none is fed")
            self.assertEqual(daemon.terminate()[0], FINE)
        self.assertEqual([change["id"] for change in monitor.changes() if change["property"] == "delegation.ns"],
                         [changes[0]["id"]])


class ServiceManager(Test):
    def was_fed(self, manager):
        """From its start to its end, with no gap of more than half of the time that the service manager grants."""
        wait_until(lambda: manager.times("STOPPING=1"), "STOPPING=1")
        times = [manager.times("READY=1")[0], *manager.times("WATCHDOG=1"), manager.times("STOPPING=1")[0]]
        self.assertGreater(len(times), 3)
        self.assertLess(max(later - at for at, later in zip(times, times[1:])), WATCHDOG / 2, "a gap in the feeding")

    def daemon(self, monitor):
        return Daemon(monitor, {"WATCHDOG_USEC": str(int(WATCHDOG * 1e6))})

    def test_it_hears_that_the_daemon_is_ready_alive_reloading_and_stopping(self):
        monitor = self.monitor()
        with self.daemon(monitor) as daemon:
            manager = daemon.manager
            self.assertEqual(manager.heard[0][1], ["READY=1", "STATUS=watching 1 domain, telling 2 sinks"])
            self.reconfigure(monitor, "example.com", "example.org", sinks=["webhook"])
            daemon.process.send_signal(signal.SIGHUP)
            wait_until(lambda: len(manager.times("READY=1")) == 2, daemon.log)
            self.assertLess(manager.times("RELOADING=1")[0], manager.times("READY=1")[1])
            said, heard = int(manager.value("MONOTONIC_USEC")) / 1e6, manager.times("RELOADING=1")[0]
            self.assertAlmostEqual(said, heard, delta=WATCHDOG, msg="the time is CLOCK_MONOTONIC's")
            self.assertEqual(manager.value("STATUS"), "watching 2 domains, telling 1 sink")
            wait_until(lambda: len(manager.times("WATCHDOG=1")) > 3, "it is fed")
            self.assertEqual(daemon.terminate()[0], FINE)
            self.was_fed(manager)
            self.assertEqual(manager.heard[-1][1], ["STOPPING=1", "STATUS=stopping"])

    def test_a_hanging_receiver_keeps_neither_the_watchdog_nor_the_looking_waiting(self):
        monitor = self.monitor("example.com", "example.org", sinks=["webhook"])
        with self.daemon(monitor) as daemon:
            wait_until(lambda: monitor.seen("example.org"), "the baseline")
            self.hang_on_to_the_hijack("webhook")
            daemon.process.send_signal(signal.SIGHUP)
            wait_until(lambda: daemon.manager.times("RELOADING=1"), "the reload begins")
            self.hijack("example.org")
            wait_until(lambda: [change for change in monitor.changes() if change["domain"] == "example.org"],
                       "a change is seen while the receiver still hangs")
            self.assertEqual(len(daemon.manager.times("READY=1")), 2, "nor the reload")
            code, took = daemon.terminate()
            self.assertEqual(code, FINE)
            self.assertLess(took, GOODBYE)
            self.was_fed(daemon.manager)


class Ending(Test):
    def test_it_ends_in_good_time_whatever_it_waits_for(self):
        with contextlib.ExitStack() as stack:
            telling = {}
            for kind in ("webhook", "email"):
                monitor = self.monitor(name=kind, sinks=[kind])
                telling[kind] = monitor, stack.enter_context(Daemon(monitor))
                wait_until(monitor.seen, "the baseline")
            looking = self.monitor("example.org", name="silence")
            self.behave("silent", "ns1.other.net", "ns2.other.net")
            silent = stack.enter_context(Daemon(looking))
            sweep = looking.start("sweep")
            self.addCleanup(sweep.kill)
            self.hang_on_to_the_hijack(*telling)
            self.assertIsNone(sweep.poll(), "its look waits for servers that are silent")
            began = time.monotonic()
            daemons = [silent, *(daemon for _, daemon in telling.values())]
            for daemon in daemons:
                daemon.process.terminate()
            self.assertEqual(silent.process.wait(GOODBYE), FINE)
            self.assertLess(time.monotonic() - began, 5, "no look is waited for")
            _, error = sweep.communicate(timeout=10)
            self.assertEqual((sweep.returncode, error.decode()), (
                FAILED, "nameward: the daemon ended the pass: it stops or has read a new configuration\n"))
            self.assertEqual([daemon.process.wait(GOODBYE) for daemon in daemons], [FINE] * 3)
            self.assertLess(time.monotonic() - began, GOODBYE)
        self.setUp()
        for monitor, _ in telling.values():  # what was on its way arrives after all
            monitor.later(minutes=5)
            monitor.sweep(expect=(FINE, CHANGED))
            self.assertEqual([row for row in monitor.status()[1] if row["kind"] == "delivery"], [])


class Reload(Test):
    def reload(self, monitor, daemon, how):
        """(exit code or None, what was said about it)"""
        if how == "reload":
            done = monitor.run("reload")
            return done.returncode, done.stdout + done.stderr
        before, said = len(daemon.manager.times("READY=1")), len(daemon.log())
        daemon.process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(daemon.manager.times("READY=1")) > before, daemon.log)
        return None, daemon.log()[said:]

    def test_a_new_configuration_is_at_work_whole(self):
        for how in ("reload", "SIGHUP"):
            with self.subTest(how):
                self.setUp()
                expecting = {"name": "example.com", "expect": {"name_servers": ["ns1.good.net", "ns2.good.net"]}}
                monitor = self.monitor(expecting, name=how)
                with Daemon(monitor) as daemon:
                    wait_until(monitor.seen, "the baseline")
                    self.hijack()
                    wait_told(monitor)
                    wait_until(lambda: monitor.findings("example.com"), "the drift is a finding")
                    self.reconfigure(monitor, "example.org")
                    code, said = self.reload(monitor, daemon, how)
                    self.assertIn(code, (None, FINE), said)
                    self.assertIn("watching 1 domain, telling 2 sinks", said)
                    wait_until(lambda: monitor.seen("example.org"), "the new domain is looked at")
                    self.assertEqual((monitor.seen(), monitor.findings("example.com")), (None, []))
                    stays = monitor.changes()
                    self.assertIn("delegation.ns", [change["property"] for change in stays])
                    self.lab.reset()
                    self.hijack("example.org")
                    wait_told(monitor, "example.org")
                    self.assertEqual([change for change in monitor.changes() if change["domain"] == "example.com"],
                                     stays, "nobody looks at the old one any more")

    def test_a_wrong_configuration_is_refused_and_the_old_one_stays_whole(self):
        for how in ("reload", "SIGHUP"):
            with self.subTest(how):
                self.setUp()
                monitor = self.monitor(name=how)
                good = pathlib.Path(monitor.config).read_text()
                with Daemon(monitor) as daemon:
                    wait_until(monitor.seen, "the baseline")
                    for wrong, expected in self.wrong_ones(monitor, good, how):
                        pathlib.Path(monitor.config).write_text(wrong)
                        code, said = self.reload(monitor, daemon, how)
                        self.assertIn(code, (None, CONFIGURATION))
                        self.assertIn(expected, said)
                        self.assertEqual(daemon.manager.value("STATUS"), "watching 1 domain, telling 2 sinks")
                    self.hijack()
                    self.hijack("example.org")
                    pathlib.Path(monitor.config).write_text(good)
                    wait_told(monitor)
                    self.assertEqual({change["domain"] for change in monitor.changes()}, {"example.com"})
                    wait_until(lambda: " info    delivery.sent" in daemon.log(), "the old log level, too")
                    self.assertEqual(self.reload(monitor, daemon, how)[0], FINE if how == "reload" else None)

    def wrong_ones(self, monitor, good, how):
        """(a configuration with a new domain and a quieter log, what is said about it)"""
        other = good + '\n[log]\nlevel = "error"\n\n[[domain]]\nname = "example.org"\n'
        lines = other.count("\n") + 1
        yield other + "watch = true\n", f"{monitor.config}:{lines}:1: unknown key 'watch'"
        yield other + 'tags = "x"\n', f"{monitor.config}:{lines}:8: "
        yield other.replace(self.lab.root_hints, "/nowhere/named.root"), "/nowhere/named.root: cannot be read"
        if how == "SIGHUP":  # the command would look for the daemon of the other store
            yield other.replace("nameward.db", "other.db"), "store.path changed: that needs a restart of the daemon"


class Beside(Test):
    def test_commands_that_write_are_done_by_the_daemon(self):
        monitor = self.monitor(schedule=RARELY)
        with Daemon(monitor) as daemon:
            wait_until(monitor.seen, "the baseline")
            self.hijack()
            swept = monitor.run("sweep", "--json")
            self.assertEqual(swept.returncode, CHANGED, swept.stderr)
            change = next(row for row in swept.rows("change") if row["property"] == "delegation.ns")
            self.assertEqual(change["state"], "confirmed")
            self.assertIn(f"change.settled id={change['id']}", daemon.log(), "the daemon made that look")
            self.assertEqual([row["id"] for row in wait_told(monitor)], [change["id"]])
            self.assertEqual(monitor.run("sweep").returncode, FINE)

            tested = monitor.run("test-alert")
            self.assertEqual((tested.returncode, tested.stdout), (FINE, "webhook: took it\nemail: took it\n"))
            self.assertEqual([body["type"] for body in monitor.webhooks()][-1], "nameward.test")
            self.assertEqual(monitor.run("test-alert", "webhook").stdout, "webhook: took it\n")

    def test_commands_that_read_see_what_the_daemon_sees(self):
        monitor = self.monitor()
        with Daemon(monitor):
            wait_until(monitor.seen, "the baseline")
            self.hijack()
            change = wait_told(monitor)[0]
            self.assertEqual([row["id"] for row in monitor.changes() if row["property"] == "delegation.ns"],
                             [change["id"]])
            self.assertEqual(monitor.values("example.com")["delegation.ns"], ["ns1.evil.net", "ns2.evil.net"])
            self.assertIn("ns1.evil.net", monitor.run("evidence", change["id"]).stdout)
            status = monitor.run("status")
            self.assertEqual(status.returncode, FINE)
            self.assertIn("\nThe daemon runs.\n", status.stdout)
        self.assertIn("\nNo daemon runs on this store", monitor.run("status").stdout)

    def test_what_cannot_be_done_is_said_as_without_a_daemon(self):
        monitor = self.monitor(schedule=RARELY)
        alone = [monitor.run(*words) for words in (("sweep", "example.org"), ("test-alert", "nobody"))]
        with Daemon(monitor):
            beside = [monitor.run(*words) for words in (("sweep", "example.org"), ("test-alert", "nobody"))]
        self.assertEqual(beside, alone)
        self.assertEqual({outcome.returncode for outcome in alone}, {USAGE})
        self.assertEqual(monitor.run("reload").stderr,
                         "nameward: no daemon runs on this store; the configuration is good\n")

    def test_a_second_daemon_on_the_store_is_refused(self):
        monitor = self.monitor()
        with Daemon(monitor) as daemon:
            code, said = run_refused(monitor)
            self.assertEqual(code, FAILED)
            self.assertIn(f"nameward: store {monitor.store}: the process {daemon.process.pid} is writing it, and only "
                          "one may; end that one, or let it do this\n", said)
            wait_until(monitor.seen, "the baseline")
            self.hijack()
            wait_told(monitor)
            self.assertEqual(monitor.run("reload").returncode, FINE, "the first one still hears")


class Neighbours(Test):
    def neighbour(self, monitor, domain):
        """Another configuration whose store lies in the same folder."""
        other = self.monitor(domain, name="other", store={"path": str(monitor.store.parent / "other.db")})
        other.store = monitor.store.parent / "other.db"
        return other

    def test_two_daemons_do_not_disturb_each_other(self):
        monitor, runtime = self.monitor(), self.lab.folder / "run-of-the-other"
        runtime.mkdir()
        other = self.neighbour(monitor, "example.org")
        with Daemon(monitor) as first, Daemon(other, {"RUNTIME_DIRECTORY": str(runtime)}) as second:
            wait_until(lambda: monitor.seen() and other.seen("example.org"), "both look")
            self.hijack()
            self.hijack("example.org")
            wait_told(monitor)
            wait_told(other, "example.org")
            self.assertEqual({change["domain"] for change in monitor.changes()}, {"example.com"})
            self.assertEqual({change["domain"] for change in other.changes()}, {"example.org"})
            self.assertEqual(second.terminate()[0], FINE)
            self.assertEqual(monitor.run("reload").returncode, FINE, "the first one's socket is still there")
            self.assertEqual(first.terminate()[0], FINE)

    def test_a_daemon_does_not_do_what_is_meant_for_another_store(self):
        monitor = self.monitor(schedule=RARELY)
        other = self.neighbour(monitor, "example.org")
        with Daemon(monitor):
            swept = other.run("sweep", "--json")
            self.assertEqual((swept.returncode, swept.stderr), (FINE, "nameward: looked at 1 place, 0 changes\n"))
            self.assertTrue(other.seen("example.org"), "the sweep looked by itself, into its own store")
            code, said = run_refused(other)
            self.assertEqual(code, FAILED)
            self.assertIn(f"listening for commands on {socket_of(monitor)}: another daemon already does; give each "
                          "store a folder, or each daemon a RUNTIME_DIRECTORY, of its own", said)
            self.assertEqual(monitor.run("reload").returncode, FINE)


class SocketPlaces(Test):
    def test_the_runtime_directory_of_systemd_is_honoured(self):
        monitor, runtime = self.monitor(schedule=RARELY), self.lab.folder / "run"
        runtime.mkdir()
        with Daemon(monitor, {"RUNTIME_DIRECTORY": f"{runtime}:/elsewhere"}) as daemon:
            self.assertTrue((runtime / "control.sock").is_socket())
            self.assertEqual(socket_of(monitor).readlink(), runtime / "control.sock")
            self.assertEqual(monitor.run("reload").returncode, FINE, "a command without that variable finds it")
            self.assertEqual(daemon.terminate()[0], FINE)
        self.assertEqual(list(runtime.iterdir()), [])
        self.assertFalse(socket_of(monitor).is_symlink())

    def test_what_a_killed_daemon_left_is_no_obstacle(self):
        monitor, runtime = self.monitor(schedule=RARELY), self.lab.folder / "run-of-the-killed"
        runtime.mkdir()
        for environment in ({"RUNTIME_DIRECTORY": str(runtime)}, {}, {}, {"RUNTIME_DIRECTORY": str(runtime)}):
            monitor.later(seconds=30)
            with Daemon(monitor, environment) as daemon:
                self.assertEqual(monitor.run("reload").returncode, FINE)
                daemon.kill()
            self.assertTrue(socket_of(monitor).is_symlink() or socket_of(monitor).is_socket(), "something is left")
            self.assertEqual(monitor.run("sweep").returncode, FINE, "and commands work by themselves")

    def test_a_long_path_works_and_an_impossible_one_is_named(self):
        deep = self.lab.folder / ("a" * 100) / ("b" * 100) / "nameward.db"
        monitor = self.monitor(schedule=RARELY, store={"path": str(deep)})
        with Daemon(monitor):
            self.assertEqual(monitor.run("reload").returncode, FINE)
        for folder, reason in ((self.lab.folder / "none", "No such file or directory"),
                               (self.lab.folder / ("c" * 300), "File name too long"),
                               (self.forbidden(), "Permission denied")):
            with self.subTest(reason):
                code, said = run_refused(self.stranger(), {"RUNTIME_DIRECTORY": str(folder)})
                self.assertEqual(code, FAILED)
                self.assertIn(f'"listening for commands on {folder}/control.sock: {reason}; make sure that the folder '
                              'is there and that this user may write to it" next="the daemon does not start"', said)

    def forbidden(self):
        folder = self.lab.folder / "forbidden"
        folder.mkdir(mode=0o500)
        return folder

    def stranger(self):
        """A monitor whose daemon is an ordinary user: run as root it becomes the owner of its store."""
        monitor = self.monitor(name=f"-{time.monotonic_ns()}", schedule=RARELY)
        if os.geteuid() == 0:
            self.lab.folder.chmod(0o755)
            os.chown(monitor.store.parent, 65534, 65534)
        return monitor


class Killed(Test):
    def test_nothing_is_lost_and_the_schedule_goes_on(self):
        monitor = self.monitor(schedule=RARELY)
        with Daemon(monitor) as daemon:
            wait_until(monitor.seen, "the baseline")
            self.lab.webhook.behave("503")
            self.hijack()
            self.assertEqual(monitor.run("sweep").returncode, CHANGED)
            wait_until(lambda: len(monitor.webhooks()) == 1, "the webhook refuses")
            daemon.kill()
        self.lab.webhook.behave("200")
        self.lab.reset()
        at = monitor.seen()
        monitor.later(minutes=10)
        with Daemon(monitor) as daemon:
            wait_until(lambda: len(monitor.webhooks()) == 2, "it is tried again")
            ids = [message["id"] for message in self.lab.webhook.messages()[-2:]]
            self.assertEqual(len(set(ids)), 1, "as the same message")
            self.assertEqual(monitor.seen(), at, "a look that is not due is not made")
            daemon.kill()
        monitor.later(hours=2)
        with Daemon(monitor):
            back = wait_until(lambda: [change for change in monitor.told() if change["after"][0] == "ns1.good.net"],
                              "one that is overdue is made at once")
            self.assertEqual(len(back), 1)
        with monitor.open_store() as store:
            self.assertEqual(store.execute("PRAGMA integrity_check").fetchone(), ("ok",))


class NobodyLooked(Test):
    """Time without a daemon and without a sweep is told as what it is, once, and not as a source's blindness."""

    def absences(self, monitor):
        return [data["summary"] for data in monitor.health()]

    def after_a_day(self, monitor, look):
        last = monitor.now.strftime("nobody looked between %Y-%m-%dT%H:")
        monitor.later(days=1)
        self.behave("servfail", "ns1.good.net", "ns2.good.net", "a.gtld-servers.net", "b.gtld-servers.net")
        look()
        blind = [row for row in monitor.status()[1] if row.get("state") == "blind"]
        self.assertTrue(blind, "the look was made and saw nothing")
        self.assertEqual([summary[:len(last)] for summary in self.absences(monitor)], [last], "no word of blindness")

    def test_by_the_next_daemon(self):
        monitor = self.monitor(schedule={"delegation": "5m", "records": ""})
        with Daemon(monitor):
            wait_until(monitor.seen, "the baseline")

        def look():
            with Daemon(monitor):
                wait_until(lambda: [row for row in monitor.status()[1] if row.get("state") == "blind"], "a look")
                wait_until(lambda: self.absences(monitor), "a word")
        self.after_a_day(monitor, look)

    def test_by_the_next_sweep(self):
        monitor = self.monitor(schedule={"delegation": "5m", "records": ""})
        with Daemon(monitor):
            wait_until(monitor.seen, "the baseline")
        self.after_a_day(monitor, lambda: monitor.sweep(expect=(FINE,)))
        monitor.later(minutes=5)
        monitor.sweep(expect=(FINE,))
        self.doCleanups()  # the servers answer again
        self.hijack()
        with Daemon(monitor):
            self.assertEqual(monitor.run("sweep").returncode, CHANGED)
            wait_told(monitor)
        self.assertEqual(len(self.absences(monitor)), 1, "told once; a daemon counts sweeps as looking")


class Garbage(Test):
    """What is said on the control socket disturbs nothing."""

    def test_no_message_disturbs_the_daemon(self):
        monitor = self.monitor()
        with Daemon(monitor) as daemon:
            wait_until(monitor.seen, "the baseline")
            source = random.Random(1590)
            answered = 0
            for number in range(MESSAGES):
                with self.connect(monitor) as client, contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    client.sendall(garbage(source))
                    if number % 2:  # the others hang up without listening
                        client.shutdown(socket.SHUT_WR)
                        answered += exit_code(client) in (FAILED, USAGE)
            self.assertGreater(answered, MESSAGES / 4, "it is told what was wrong")
            self.is_well(monitor, daemon)

    def test_clients_that_say_nothing_or_never_end_are_let_go(self):
        monitor = self.monitor()
        with Daemon(monitor) as daemon, contextlib.ExitStack() as stack:
            wait_until(monitor.seen, "the baseline")
            clients = [stack.enter_context(self.connect(monitor)) for _ in range(300)]
            for number, client in enumerate(clients):
                with contextlib.suppress(OSError):
                    client.send(b"" if number % 3 else b'{"command":"sweep"')
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                clients[0].sendall(b"x" * 4_000_000)
            self.hijack()
            wait_told(monitor)
            refused = wait_until(lambda: clients[-1].recv(4096), "the last one is let go")
            self.assertIn(b"too many commands at once; try again", refused)
            stack.close()
            self.is_well(monitor, daemon, "example.com")

    def connect(self, monitor):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(20)
        client.connect(str(socket_of(monitor)))
        return client

    def is_well(self, monitor, daemon, but=None):
        wait_until(lambda: monitor.run("sweep").returncode == FINE, daemon.log)
        if not but:
            self.hijack()
            wait_told(monitor)
        self.assertEqual(len(daemon.manager.times("READY=1")), 1, "no message made it reload")
        self.assertEqual(daemon.terminate()[0], FINE)


def exit_code(client):
    """The one in the frame that ends an answer; None where it ends otherwise."""
    answer = b"".join(iter(lambda: client.recv(65536), b""))
    end = re.search(rb"x\0\0\0[\1-\3]([0-9]+)$", answer)
    return int(end[1]) if end else None


def garbage(source):
    """One message: noise, or a request with something wrong in it."""
    noise = source.randbytes(source.choice([0, 1, 7, 300, 5000, 70_000]))
    request = {"command": source.choice(["sweep", "test-alert", "run", "look", "", "\0", "sweep\n"]),
               "arguments": source.choice([["--help"], ["--config", "/etc/shadow"], ["x" * 60_000], [[]], [1], "no",
                                           ["example.com"] * 10_001, ["\ud7ff", "--now", "never"]])}
    line = json.dumps(request).encode()
    at = source.randrange(len(line))
    return source.choice([noise, noise + b"\n", line, line[:at] + b"\n", line[:at] + noise[:9] + line[at:] + b"\n",
                          b"[" * 60_000 + b"\n", b"{" * 9 + b"\n", line + b"\n" + line + b"\n"])


if __name__ == "__main__":
    main_in_parallel()
