"""The real binary on the laboratory: runs commands, moves the clock, reads rows and what the receivers got."""
import contextlib
import datetime
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "lab"))
from world import Lab  # noqa: E402,F401

BINARY = os.environ["NAMEWARD_BINARY"]
FULL = os.environ.get("NAMEWARD_FULL") == "1"
LIMIT = 120  # seconds for one command: a hang is a failure, not a stuck test run
START = datetime.datetime(2026, 11, 23, 7, 0, tzinfo=datetime.timezone.utc)
CHANGED = 10


class Monitor:
    """One configuration with a store of its own, and a clock that only moves when told to."""

    def __init__(self, lab, domains, name, **overrides):
        overrides.setdefault("sink", {"min_severity": "info"})
        self.lab, self.now = lab, START
        self.config = lab.write_config(domains, lab.folder / ("monitor-" + name), **overrides)
        self.webhooks_before, self.mails_before = len(lab.webhook.messages()), len(lab.mail.messages())

    def words(self, *words):
        return [BINARY, *words, "--config", self.config, "--now", self.now.strftime("%Y-%m-%dT%H:%M:%SZ")]

    def run(self, *words, expect=None):
        done = subprocess.run(self.words(*words), capture_output=True, text=True, timeout=LIMIT, check=False)
        if done.returncode < 0 or (expect is not None and done.returncode not in expect):
            raise AssertionError(f"{' '.join(words)} ended with {done.returncode}, expected {expect}\n"
                                 f"{done.stdout}{done.stderr}")
        return done

    def rows(self, *words, expect=None):
        return [json.loads(line) for line in self.run(*words, "--json", expect=expect).stdout.splitlines()]

    def sweep(self, expect=(0, CHANGED)):
        return self.rows("sweep", expect=expect)

    def changes(self):
        return self.rows("history", expect=(0,))

    def status(self):
        done = self.run("status", "--json")
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

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
        """A process that runs beside the test; it is ended with it, by its id."""
        process = subprocess.Popen(self.words(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate(timeout=LIMIT)
