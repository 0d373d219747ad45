"""Every source of every domain is hostile at once, each in another way: the daemon stays small, ends in time, keeps no
descriptor, changes nothing, and sees a real change afterwards. NAMEWARD_FULL=1: a hundred domains."""

import os
import pathlib
import tempfile
import time
import unittest

from harness import CHANGED, FINE, FULL, Daemon, Lab, Monitor, wait_until
from property_table import world
from sources import HTTP, WHOIS

DOMAINS = 100 if FULL else 32
LARGEST = 128 * 1024  # KiB of memory
LATE = 60.0  # seconds that a pass over hostile sources may take longer
STILL = 30.0  # seconds until idle connections are given back
TENANT = {"state": "federated", "tenant_id": "11111111-1111-4111-8111-111111111111",
          "auth_url": "https://sts.example.net/adfs/ls/"}
LOGIN = ["double-gzip-bomb", "hang", "huge"] if FULL else ["double-gzip-bomb"]  # one host for all: a way for each pass


def domain(number):
    return f"d{number}.{'who' if number % 4 == 0 else 'reg'}{number}"


def hostile(number):
    """What is done to one domain: other endpoints fail in other ways."""
    changes = []
    for step, endpoint in enumerate(("rdap.registry", "rdap.registrar")):
        changes.append([endpoint, "failure", HTTP[(number + 5 * step) % len(HTTP)], domain(number)])
    for step, endpoint in enumerate(("whois.registry", "whois.registrar")):
        changes.append([endpoint, "failure", WHOIS[(number // 4 + 3 * step) % len(WHOIS)], domain(number)])
    return changes


class Hostile(unittest.TestCase):
    def test_every_source_hostile_at_once(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="nameward-e2e-")))
        domains = [domain(number) for number in range(1, DOMAINS + 1)]
        registries = {name.rpartition(".")[2]: {"style": "none"} if ".who" in name else {} for name in domains}
        registrars = {f"k{number}": {"name": f"Registrar {number}", "iana_id": str(7000 + number)}
                      for number in range(1, DOMAINS + 1)}
        zones = {name: {"tenant": TENANT, "registration": {"registrar": f"k{number}"}}
                 for number, name in enumerate(domains, 1)}
        (folder / "made.toml").write_text(world(zones, registries, registrars))
        with Lab(folder / "made.toml") as lab:
            schedule = dict.fromkeys(("delegation", "records", "registration", "tenant"), "24h")
            monitor = Monitor(lab, domains, "hostile", schedule=schedule)
            with Daemon(monitor) as daemon:
                wait_until(lambda: self.seen(monitor, domains), "the baseline of all sources", seconds=120)
                normal = self.timed_pass(monitor)
                small, before = peak(daemon), descriptors(daemon)

                lab.apply([change for number in range(1, DOMAINS + 1) for change in hostile(number)]
                          + [["ns1.good.net", "behaviour", "half-open"], ["ns2.good.net", "behaviour", "random"]])
                durations = [self.hostile_pass(lab, monitor, way) for way in LOGIN]
                print(f"\n{DOMAINS} domains: a pass {normal:.1f} s, over hostile sources "
                      f"{', '.join(f'{seconds:.1f} s' for seconds in durations)}; memory at most {small} KiB, "
                      f"then {peak(daemon)} KiB; {before} descriptors", flush=True)
                self.assertEqual(monitor.changes(), [], "unknown is not changed")
                self.assertLessEqual(max(durations), normal + LATE)
                if not is_sanitized(daemon):
                    self.assertLessEqual(peak(daemon), LARGEST)
                wait_until(lambda: descriptors(daemon) <= before, lambda: f"{before} descriptors, "
                           f"now {descriptors(daemon)}: {open_files(daemon)}", seconds=STILL)

                lab.reset()
                lab.set(domain(1), "ns.parent", "ns1.evil.net")
                monitor.run("sweep", "--collector", "delegation", expect=(CHANGED,))
                self.assertEqual([change["domain"] for change in monitor.changes()
                                  if change["property"] == "delegation.ns"], [domain(1)])

    def seen(self, monitor, domains):
        rows = [row for row in monitor.status()[1] if row["kind"] == "status" and row["state"] == "fresh"]
        return {row["domain"] for row in rows if row["collector"] == "registration"} == set(domains) == {
            row["domain"] for row in rows if row["collector"] == "tenant"}

    def hostile_pass(self, lab, monitor, way):
        lab.apply([[endpoint, "failure", way] for endpoint in ("microsoft.oidc", "microsoft.realm",
                                                               "microsoft.userrealm")])
        return self.timed_pass(monitor)

    def timed_pass(self, monitor):
        begin = time.monotonic()
        monitor.run("sweep", expect=(FINE, CHANGED))
        return time.monotonic() - begin


def peak(daemon):
    """KiB of memory at its worst moment."""
    status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def open_files(daemon):
    folder = pathlib.Path(f"/proc/{daemon.process.pid}/fd")
    files = []
    for entry in folder.iterdir():
        try:
            files.append(os.readlink(entry))
        except FileNotFoundError:
            pass  # closed meanwhile
    return sorted(files)


def descriptors(daemon):
    return len(open_files(daemon))


def is_sanitized(daemon):
    return "san.so" in pathlib.Path(f"/proc/{daemon.process.pid}/maps").read_text()


if __name__ == "__main__":
    unittest.main()
