"""What sources_test.py does with each endpoint and each way in which it can fail."""

import concurrent.futures
import dataclasses
import pathlib
import tempfile
import unittest

from harness import CHANGED, FINE, FULL, Lab, Monitor
from property_table import EVERYTHING_OFF, world

# of failures.py; {tld} and {domain} are those of the case
STATUSES = ["404", "429", "429+retry:3600", "429+retry:3600d", "403-quota", "422-quota", "500", "503", "503+retry:3600"]
BODIES = ["html", "half-json", "empty", "binary", "deep-json", "many-values-json", "huge", "gzip-bomb", "double-gzip-bomb",
          "endless-headers"]
CONNECTIONS = ["reset", "reset-after-data", "drip", "hang", "wrong-certificate", "expired-certificate"]
REDIRECTS = ["redirect:https://127.0.0.77/x", "redirect-private"]
HTTP = [*STATUSES, *BODIES, *CONNECTIONS, *REDIRECTS]
WHOIS = ["throttle-phrase", "throttle-phrase:Your connection limit exceeded.", "error-phrase", "no-match", "html", "empty",
         "binary", "huge", "reset", "reset-after-data", "drip", "hang"]
# what a source may survive: the answer is whole, or says that the registrar has nothing
BEARABLE = {"many-values-json", "reset-after-data"}
BLIND_AFTER = 2  # intervals; the looks at servers that stand still take half a minute each
HOURS = {"registration": 4, "tenant": 12}


@dataclasses.dataclass(frozen=True)
class Case:
    failure: str
    domain: str
    bearable: bool = False  # the source need not be blind
    scoped: bool = True  # the failure is this domain's alone

    @property
    def tld(self):
        return self.domain.rpartition(".")[2]


class SourceTest(unittest.TestCase):
    """A laboratory of made domains, and what every test of a failing source asks for."""

    maxDiff = None
    zones, registries, registrars = {}, {}, {}
    collector = "registration"

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="nameward-e2e-")))
        (folder / "made.toml").write_text(world(cls.zones, cls.registries, registrars=cls.registrars))
        cls.lab = cls.enterClassContext(Lab(folder / "made.toml"))

    def setUp(self):
        self.lab.reset()

    def monitor(self, domains, name="", **overrides):
        schedule = {**EVERYTHING_OFF, self.collector: f"{HOURS[self.collector]}h"}
        return Monitor(self.lab, domains, self._testMethodName.removeprefix("test_") + name,
                       **{"schedule": schedule, "health": {"blind_after": BLIND_AFTER}, **overrides})

    def look(self, monitor, expect=(FINE,), hours=None):
        monitor.later(hours=hours or HOURS[self.collector], minutes=2)  # a look takes up to a minute
        return monitor.sweep(expect=expect)

    def baseline(self, monitor):
        self.assertEqual(monitor.sweep(expect=(FINE,)), [])

    def states(self, monitor, source):
        """domain -> its row in `status`"""
        return {row["domain"]: row for row in monitor.status()[1]
                if row["kind"] == "status" and row["source"] == source and row["collector"] == self.collector}

    def health(self, monitor, domains):
        """The severities of the messages about the sight of these domains since the monitor was made, in order."""
        return [data["severity"] for data in monitor.health()
                if {finding["domain"] for finding in data["findings"]} & set(domains)]

    # -- one failing source, one case or many at once

    def fail_and_recover(self, monitor, endpoint, cases, source, after):
        """`after`: (domain) -> the laboratory's change that is told once the source works again. Returns what was not
        as it has to be, a line each."""
        self.baseline(monitor)
        self.lab.apply([[endpoint, "failure", case.failure.format(domain=case.domain, tld=case.tld),
                         *([case.domain] if case.scoped else [])] for case in cases])
        for _ in range(BLIND_AFTER + (3 if FULL else 1)):
            self.look(monitor, expect=(FINE, CHANGED))  # news of blindness alone
        troubles = [f"{endpoint}: {change['domain']}: told {change['summary']}" for change in monitor.changes()]
        states = self.states(monitor, source)
        troubles += [f"{case}: {trouble}" for case in cases
                     for trouble in self.of_blind(monitor, case, states[case.domain])]

        self.lab.apply([[endpoint, "failure", "ok", *([case.domain] if case.scoped else [])] for case in cases])
        for _ in range(2):  # whoever was to be left in peace for a day is asked again
            self.look(monitor, expect=(FINE, CHANGED), hours=25)
        states = self.states(monitor, source)
        troubles += [f"{case}: {trouble}" for case in cases
                     for trouble in self.of_recovered(monitor, case, states[case.domain])]
        troubles += [f"{endpoint}: {change['domain']}: told {change['summary']}" for change in monitor.changes()]
        return troubles + self.of_a_real_change(monitor, [case.domain for case in cases], after)

    def of_blind(self, monitor, case, row):
        if case.bearable:
            return
        if row["state"] != "blind":
            yield f"the source is {row['state']} after {BLIND_AFTER} intervals, not blind"
        if not row["reason"] or not row["blind_since"]:
            yield f"no reason or no time: {row}"
        if self.health(monitor, [case.domain]) != ["warning"]:
            yield f"blindness is told once, not as {self.health(monitor, [case.domain])}"

    def of_recovered(self, monitor, case, row):
        if row["state"] != "fresh":
            yield f"the source works and is {row['state']}: {row['reason']}"
        if not case.bearable and self.health(monitor, [case.domain]) != ["warning", "notice"]:
            yield f"its end is told once, not as {self.health(monitor, [case.domain])}"

    def of_a_real_change(self, monitor, domains, after):
        self.lab.apply([after(domain) for domain in domains])
        self.look(monitor, expect=(CHANGED,))
        told = {change["domain"] for data in monitor.incidents() for change in data["changes"]}
        return [f"{domain}: the real change afterwards was not told" for domain in sorted(set(domains) - told)]


def each_alone(cases, run, at_once=4):
    """The troubles of all cases, some of which run at a time: `run` takes one and returns its own."""
    def guarded(case):
        try:
            return run(case)
        except AssertionError as error:
            return [f"{case}: {error}"]
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        return [trouble for troubles in pool.map(guarded, cases) for trouble in troubles]
