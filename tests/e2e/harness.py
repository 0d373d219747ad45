"""The real binary on the laboratory: runs commands, moves the clock, reads rows and what the receivers got.

The binary may be built with sanitizers: what they report is a failure of the command."""
import contextlib
import dataclasses
import datetime
import email
import email.policy
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

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


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}"
        time.sleep(0.01)


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
        self.webhooks_before, self.mails_before = len(lab.webhook.messages()), len(lab.mail.messages())

    def words(self, *words):
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
