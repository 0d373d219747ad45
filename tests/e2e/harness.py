"""The real binary on the laboratory: runs commands, moves the clock, reads rows and what the receivers got.

The binary may be built with sanitizers: what they report is a failure of the command."""
import concurrent.futures
import contextlib
import dataclasses
import datetime
import email
import email.policy
import itertools
import json
import os
import pathlib
import pty
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))
from world import Lab  # noqa: E402,F401

BINARY = os.environ["NAMEWARD_BINARY"]
FULL = os.environ.get("NAMEWARD_FULL") == "1"
LIMIT = 120  # seconds for one command: a hang is a failure, not a stuck test run
PATIENCE = 30.0  # seconds for something that a running command does
START = datetime.datetime(2026, 11, 23, 7, 0, tzinfo=datetime.timezone.utc)
FINE, FAILED, USAGE, CHANGED, CONFIGURATION = 0, 1, 2, 10, 78  # exit codes

SANITIZED = 99  # the exit code of a process whose sanitizer found something: none of the program's own
SANITIZER_WORDS = ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "WARNING: ThreadSanitizer", "runtime error:")
for sanitizer in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
    os.environ[sanitizer] = f"exitcode={SANITIZED}:{os.environ.get(sanitizer, '')}"


@dataclasses.dataclass
class Outcome:
    """How a command ended; what it printed is text whatever bytes are in it."""

    returncode: int
    raw: bytes  # stdout as it came
    stderr: str

    @property
    def stdout(self):
        return self.raw.decode("utf-8", "surrogateescape")

    def rows(self, kind=None):
        """The NDJSON rows; every line has to be one."""
        rows = [json.loads(line) for line in self.stdout.splitlines()]
        return [row for row in rows if kind in (None, row["kind"])]


def start(*words, before=(), **options):
    """`before`: a command that starts the program, such as unshare(1)."""
    return subprocess.Popen([*before, BINARY, *words], stdin=subprocess.DEVNULL,
                            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})


def finish(process, signals=()):
    """The outcome of a started command. A crash is a failure; `signals` are those that may end it."""
    try:
        out, err = process.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    err = (err or b"").decode("utf-8", "surrogateescape")
    check_health(process.returncode, err, signals)
    return Outcome(process.returncode, out or b"", err)


def check_health(returncode, err, signals=()):
    assert returncode >= 0 or -returncode in signals, f"ended by signal {-returncode}: {err}"
    assert returncode != SANITIZED and not any(word in err for word in SANITIZER_WORDS), f"a sanitizer reports: {err}"


def call(*words, **options):
    return finish(start(*words, **options))


def wait_until(condition, what, seconds=PATIENCE):
    """The condition's first true value; a failure that says `what` (text, or called for it) where there is none."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what() if callable(what) else what}")
        time.sleep(0.02)
    return value


def has_terminals():
    """Whether pseudo-terminals can be had: not in a chroot without /dev/pts."""
    try:
        for descriptor in pty.openpty():
            os.close(descriptor)
        return True
    except OSError:
        return False


needs_terminal = unittest.skipUnless(has_terminals(), "no pseudo-terminal can be had here: mount devpts at /dev/pts")


def moment(text):
    """A time as the rows have it; None stays None."""
    return text and datetime.datetime.fromisoformat(text)


class Post:
    """One request to the webhook."""

    def __init__(self, entry):
        body = json.loads(entry["body"])
        self.id, self.signature = entry["id"], entry["signature"]
        self.type, self.data, self.alert = body["type"], body["data"], body["data"]["alert"]
        sent = int(entry["headers"]["webhook-timestamp"])
        self.at = datetime.datetime.fromtimestamp(sent, datetime.timezone.utc)


class Mail:
    """One message, as a person reads it."""

    def __init__(self, entry):
        message = email.message_from_string(entry["message"], policy=email.policy.default)
        self.subject = message["subject"]
        self.alert = message["X-Nameward-Id"]
        self.id = message["Message-ID"]
        self.at = message["Date"].datetime
        self.text = message.get_body(("plain",)).get_content()
        self.html = message.get_body(("html",)).get_content()

    def says(self, text):
        """Whether the text stands in it, however its lines are broken."""
        return "".join(text.split()) in "".join(self.text.split())


class Inbox:
    """What the receivers were given since the last look into it."""

    def __init__(self, lab):
        self.lab = lab
        self.skip()

    def skip(self):
        self.posts_seen, self.mails_seen = len(self.lab.webhook.messages()), len(self.lab.mail.messages())

    def take(self):
        """(webhook bodies, mails) that are new. A webhook whose signature is not good is a failure."""
        posts = self.lab.webhook.messages()[self.posts_seen:]
        mails = self.lab.mail.messages()[self.mails_seen:]
        self.skip()
        bad = [post["signature"] for post in posts if post["signature"] != "good"]
        assert not bad, f"a webhook's signature is not good: {bad[0]}"
        return [json.loads(post["body"]) for post in posts], [Mail(entry) for entry in mails]


def told_of(bodies, mails, change):
    """The webhook's row of a change, and the mails that tell it; (None, []) where nobody did."""
    for body in bodies:
        for row in body["data"]["changes"]:
            if row["id"] == change["id"]:
                return row, [mail for mail in mails if mail.alert == body["data"]["alert"]]
    return None, []


class Monitor:
    """One configuration with a store of its own, and a clock that only moves when told to. What its commands print is
    kept beside the store."""

    def __init__(self, lab, domains, name, **overrides):
        overrides.setdefault("sink", {"min_severity": "info"})
        self.lab, self.now = lab, START
        self.config = lab.write_config(domains, lab.folder / ("monitor-" + name), **overrides)
        self.store = pathlib.Path(overrides.get("store", {}).get("path", self.config.replace(".toml", ".db")))
        self.folder = pathlib.Path(self.config).parent
        self.said = self.folder / "said"
        self.daemon = None  # that runs on this configuration
        self.webhooks_before, self.mails_before = len(lab.webhook.messages()), len(lab.mail.messages())

    def words(self, *words):
        if self.daemon and words[0] in ("sweep", "test-alert", "reload"):  # it goes by its own clock
            return [BINARY, *words, "--config", self.config]
        return [BINARY, *words, "--config", self.config, "--now", self.now.strftime("%Y-%m-%dT%H:%M:%SZ")]

    def start(self, *words, **options):
        """A command that runs beside the test; finish() waits for it."""
        return start(*self.words(*words)[1:], **options)

    def run(self, *words, expect=None, **options):
        done = finish(self.start(*words, **options))
        self.keep(done.stdout, done.stderr)
        if expect is not None and done.returncode not in expect:
            raise AssertionError(f"{' '.join(words)} ended with {done.returncode}, expected {expect}\n"
                                 f"{done.stdout}{done.stderr}")
        return done

    def keep(self, *texts):
        with open(self.said, "a", encoding="utf-8", errors="surrogateescape") as said:
            said.writelines(texts)

    def rows(self, *words, expect=None):
        return self.run(*words, "--json", expect=expect).rows()

    def sweep(self, expect=(0, CHANGED)):
        return self.rows("sweep", expect=expect)

    def next_sweep(self, *words):
        """A pass, five minutes later."""
        self.later(minutes=5)
        return self.run("sweep", "--json", *words)

    def changes(self):
        return self.rows("history", expect=(0,))

    def status(self):
        done = self.run("status", "--json")
        return done.returncode, done.rows()

    def values(self, domain, *words):
        """What `show` knows: {property: values}, None where it is unknown."""
        rows = self.run("show", domain, "--json", *words).rows("observation")
        return {row["property"]: None if row["state"] == "unknown" else row["values"] for row in rows}

    def unsent(self, sink):
        """The deliveries to a sink that `status` shows."""
        return [row for row in self.status()[1] if row["kind"] == "delivery" and row["sink"] == sink]

    def query(self, sql, *values):
        """Reads the store beside everybody."""
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=10)) as store:
            return store.execute(sql, values).fetchall()

    def rewrite(self, old, new):
        """Replaces words of the configuration."""
        path = pathlib.Path(self.config)
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old} is not in {path}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def later(self, **delta):
        self.now += datetime.timedelta(**delta)

    def webhooks(self):
        """What arrived since this monitor was made, as bodies."""
        return [json.loads(message["body"]) for message in self.lab.webhook.messages()[self.webhooks_before:]]

    def mails(self):
        return self.lab.mail.messages()[self.mails_before:]

    def health(self):
        return [body["data"] for body in self.webhooks() if body["type"] == "nameward.health"]

    def incidents(self):
        return [body["data"] for body in self.webhooks() if body["type"].startswith("nameward.incident")]

    def open_store(self):
        """The database itself, beside whoever writes it."""
        return contextlib.closing(sqlite3.connect(self.store, timeout=10, isolation_level=None))

    def told(self, domain="example.com", name="delegation.ns"):
        """The changes of this property that the webhook was told."""
        return [change for data in self.incidents() for change in data["changes"]
                if (change["domain"], change["property"]) == (domain, name)]

    def seen(self, domain="example.com"):
        """When the domain's parent was last seen; None where nobody looks."""
        rows = [row for row in self.status()[1] if row["kind"] == "status"]
        return next((row["last_ok"] for row in rows if (row["domain"], row["source"]) == (domain, "parent")), None)

    def findings(self, domain):
        """Those that are open."""
        return [row for row in self.status()[1] if row["kind"] == "finding" and row["domain"] == domain]

    @contextlib.contextmanager
    def started(self, *words):
        """A process that runs beside the test; it is ended with it, by its id. A crash of its own is a failure."""
        with open(self.said, "ab") as said:
            before = said.tell()
            process = self.start(*words, stdout=said, stderr=said)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(timeout=LIMIT)
        talk = self.said.read_bytes()[before:].decode("utf-8", "replace")
        check_health(process.returncode, talk, (signal.SIGKILL, signal.SIGTERM))



def wait_told(monitor, domain="example.com"):
    """The hijack of the domain, once it arrived at both receivers."""
    wait_until(lambda: monitor.told(domain), f"{domain} at the webhook")
    wait_until(lambda: [mail for mail in monitor.mails() if domain in mail["subject"]], f"{domain} in the mailbox")
    return monitor.told(domain)


class LabTestCase(unittest.TestCase):
    """A laboratory for each class; for each test it is as it was at first."""

    @classmethod
    def setUpClass(cls):
        cls.lab = cls.enterClassContext(Lab("default"))

    def setUp(self):
        self.lab.reset()
        self.lab.webhook.behave("200")
        self.lab.mail.behave("250")

    def monitor(self, *domains, name="", **overrides):
        """One with a store of its own, which bears the name of the test."""
        name = self._testMethodName.removeprefix("test_") + name
        return Monitor(self.lab, domains or ["example.com"], name, **overrides)

    def hijack(self, domain="example.com"):
        self.lab.set(domain, "ns.parent", "ns1.evil.net", "ns2.evil.net")

    def behave(self, behaviour, *servers):
        self.lab.apply([[server, "behaviour", behaviour] for server in servers])
        self.addCleanup(self.lab.apply, [[server, "behaviour", "ok"] for server in servers])


class ServiceManager:
    """The datagram socket that systemd would hold: what a service told it, and when."""

    def __init__(self, path):
        self.path, self.heard, self.texts = str(path), [], []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        while text := self.socket.recv(65536).decode():
            self.heard.append((time.monotonic(), text.splitlines()))

    def times(self, line):
        return [at for at, lines in list(self.heard) if line in lines]

    def value(self, name):
        """What was last said of it (STATUS, MONOTONIC_USEC)."""
        values = [line.partition("=")[2] for _, lines in list(self.heard) for line in lines
                  if line.startswith(name + "=")]
        return values[-1] if values else None

    def close(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.path)
        self.thread.join()
        self.socket.close()


numbers = itertools.count()  # of daemons
ENDS = (signal.SIGKILL, signal.SIGTERM, signal.SIGABRT, signal.SIGSTOP)


class Daemon:
    """`nameward run` as a process of the test's own under a service manager of its own; ended by its id, whatever
    happens in the `with`."""

    def __init__(self, monitor, environment=None):
        self.monitor, self.folder = monitor, pathlib.Path(monitor.config).parent
        self.words, self.log_path = monitor.words("run"), self.folder / "daemon.log"
        self.environment = {key: value for key, value in os.environ.items()
                            if key not in ("RUNTIME_DIRECTORY", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")}
        self.environment |= environment or {}

    def __enter__(self):
        self.manager = ServiceManager(self.monitor.lab.folder / f"notify-{next(numbers)}")
        self.environment["NOTIFY_SOCKET"] = self.manager.path
        with open(self.log_path, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env=self.environment)
        self.monitor.daemon = self
        try:
            return self.wait_ready()
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        self.monitor.daemon = None
        if self.process.poll() is None:
            self.kill()
        self.manager.close()
        os.unlink(self.manager.path)
        check_health(self.process.returncode, self.log(), ENDS)

    def wait_ready(self):
        def ready():
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.log()}"
            return self.manager.times("READY=1")
        wait_until(ready, lambda: "READY=1\n" + self.log())
        return self

    def log(self):
        """Everything that all daemons on this configuration said."""
        return self.log_path.read_text(encoding="utf-8")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def terminate(self, seconds=LIMIT):
        """(exit code, how long it took)"""
        began = time.monotonic()
        self.process.terminate()
        return self.process.wait(timeout=seconds), time.monotonic() - began


def main_in_parallel(at_once=5):
    """unittest.main(), but each class in a process and a laboratory of its own: most of their time is waiting."""
    module = sys.modules["__main__"]
    classes = [name for name, thing in vars(module).items() if isinstance(thing, type)
               and issubclass(thing, unittest.TestCase) and unittest.defaultTestLoader.getTestCaseNames(thing)]
    if len(sys.argv) > 1 or len(classes) < 2:
        unittest.main()
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        results = list(pool.map(lambda name: subprocess.run(
            [sys.executable, "-B", module.__file__, name], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", timeout=5 * LIMIT, check=False), classes))
    for name, done in zip(classes, results):
        print(f"== {name}\n{done.stdout}", flush=True)
    sys.exit(max(abs(done.returncode) for done in results))
