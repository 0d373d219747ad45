"""The real binary on the laboratory: runs commands, moves the clock, reads rows and what the receivers got."""
import contextlib
import dataclasses
import datetime
import email
import email.policy
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))
from world import Lab  # noqa: E402,F401

BINARY = os.environ["NAMEWARD_BINARY"]
FULL = os.environ.get("NAMEWARD_FULL") == "1"
LIMIT = 120  # seconds for one command: a hang is a failure, not a stuck test run
START = datetime.datetime(2026, 11, 23, 7, 0, tzinfo=datetime.timezone.utc)
FINE, FAILED, USAGE, CHANGED, CONFIGURATION = 0, 1, 2, 10, 78  # exit codes


def moment(text):
    """A time as rows, headers of webhooks and mails have it; None stays None."""
    return text and datetime.datetime.fromisoformat(text)


@dataclasses.dataclass
class Outcome:
    """How a command ended; what it printed is text whatever bytes are in it."""

    code: int
    out: str
    err: str

    def rows(self, kind=None):
        """The NDJSON rows; every line has to be one."""
        rows = [json.loads(line) for line in self.out.splitlines()]
        return [row for row in rows if kind in (None, row["kind"])]


def start(*words):
    return subprocess.Popen([BINARY, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(process):
    """The outcome of a started command; a crash is a failure."""
    try:
        out, err = (text.decode("utf-8", "surrogateescape") for text in process.communicate(timeout=LIMIT))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    assert process.returncode >= 0, f"ended by signal {-process.returncode}: {err}"
    return Outcome(process.returncode, out, err)


def call(*words):
    return finish(start(*words))


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
    """One configuration with a store of its own, and a clock that only moves when told to."""

    def __init__(self, lab, domains, name, **overrides):
        overrides.setdefault("sink", {"min_severity": "info"})
        self.lab, self.now = lab, START
        self.config = lab.write_config(domains, lab.folder / ("monitor-" + name), **overrides)
        self.store = pathlib.Path(overrides.get("store", {}).get("path", self.config.replace(".toml", ".db")))
        self.folder = pathlib.Path(self.config).parent
        self.webhooks_before, self.mails_before = len(lab.webhook.messages()), len(lab.mail.messages())

    def words(self, *words):
        return [BINARY, *words, "--config", self.config, "--now", self.now.strftime("%Y-%m-%dT%H:%M:%SZ")]

    def run(self, *words, expect=None):
        done = subprocess.run(self.words(*words), capture_output=True, text=True, timeout=LIMIT, check=False)
        self.note(done.stdout, done.stderr)
        if done.returncode < 0 or (expect is not None and done.returncode not in expect):
            raise AssertionError(f"{' '.join(words)} ended with {done.returncode}, expected {expect}\n"
                                 f"{done.stdout}{done.stderr}")
        return done

    def rows(self, *words, expect=None):
        return [json.loads(line) for line in self.run(*words, "--json", expect=expect).stdout.splitlines()]

    def start(self, *words):
        """A command that runs beside the test; finish() waits for it."""
        return start(*self.words(*words)[1:])

    def do(self, *words):
        outcome = finish(self.start(*words))
        self.note(outcome.out, outcome.err)
        return outcome

    def note(self, *texts):
        """Everything that a command printed is kept beside the store."""
        with open(self.folder / "said", "a", errors="surrogateescape") as said:
            said.writelines(texts)

    def next_sweep(self, *words):
        """A pass, five minutes later."""
        self.later(minutes=5)
        return self.do("sweep", "--json", *words)

    def values(self, domain, *words):
        """What `show` knows: {property: values}, None where it is unknown."""
        rows = self.do("show", domain, "--json", *words).rows("observation")
        return {row["property"]: None if row["state"] == "unknown" else row["values"] for row in rows}

    def sweep(self, expect=(0, CHANGED)):
        return self.rows("sweep", expect=expect)

    def changes(self):
        return self.rows("history", expect=(0,))

    def status(self):
        done = self.run("status", "--json")
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

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
        text = path.read_text()
        assert old in text, f"{old} is not in {path}"
        path.write_text(text.replace(old, new))

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
        """A process that runs beside the test; it is ended with it, by its id. What it prints is kept, too."""
        with open(self.folder / "said", "ab") as said:
            process = subprocess.Popen(self.words(*words), stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def wait_until(condition, what, seconds=30.0):
    """The condition's first true value; a failure that says `what` (text, or called for it) where there is none."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what() if callable(what) else what}")
        time.sleep(0.02)
    return value
