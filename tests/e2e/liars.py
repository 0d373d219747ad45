"""Servers that can be made to lie, and what is asked of the program then: the truth, or that it does not know."""

import pathlib
import tempfile
import unittest

from harness import CHANGED, FINE, Inbox, Lab, Monitor, told_of

WORLD = """[servers]
"a.root-servers.net" = "127.0.1.1"
"a.gtld-servers.net" = "127.0.2.1"
"b.gtld-servers.net" = "127.0.2.2"
"ns1.good.net" = "127.0.10.1"
"ns2.good.net" = "127.0.10.2"
"ns1.evil.net" = "127.0.66.1"
{servers}
"""


def own(seat):
    return f"own-{seat}.com"


def below(seat):
    return f"below.{seat}"


def servers_of(seat):
    return [f"ns.own-{seat}.com", f"a.nic.{seat}"]


def zone(name, *servers):
    return f'[[zone]]\nname = "{name}"\nservers = [{", ".join(map(repr, servers))}]\n\n'


def world(seats, witnesses):
    """Two domains for each seat, so that a lie comes from a domain's own server ("own-SEAT.com" at ns.own-SEAT.com) and
    from its parent's ("below.SEAT" under the TLD "SEAT" at a.nic.SEAT). With `witnesses` each has a second, honest
    server."""
    addresses = {}
    for number, seat in enumerate(seats, 1):
        addresses |= dict(zip(servers_of(seat), (f"127.0.40.{number}", f"127.0.41.{number}")))
    text = WORLD.format(servers="\n".join(f'"{name}" = "{address}"' for name, address in addresses.items()))
    text += zone(".", "a.root-servers.net") + zone("good.net", "ns1.good.net", "ns2.good.net")
    text += zone("evil.net", "ns1.evil.net")
    text += "".join(zone(tld, "a.gtld-servers.net", "b.gtld-servers.net") for tld in ("com", "net"))
    for seat in seats:
        child, parent = servers_of(seat)
        text += zone(own(seat), child, *["ns2.good.net"][:witnesses])
        text += zone(seat, parent, *["b.gtld-servers.net"][:witnesses])
        text += zone(below(seat), "ns1.good.net", "ns2.good.net")
    return text


class Liars(unittest.TestCase):
    """A laboratory of seats, a monitor that has seen the truth there, and the words on what it says later."""

    def bring_up(self, seats, witnesses):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="nameward-e2e-")))
        (self.folder / "world.toml").write_text(world(seats, witnesses))
        self.lab = self.enterContext(Lab(self.folder / "world.toml"))
        self.domains = [domain for seat in seats for domain in (own(seat), below(seat))]
        self.inbox = Inbox(self.lab)
        self.monitor = self.monitor_called("known")
        self.assertEqual(self.monitor.next_sweep().returncode, FINE)
        self.truth = {domain: self.monitor.values(domain) for domain in self.domains}
        for domain, values in self.truth.items():
            self.assertEqual(len(values), 7, domain)
            self.assertNotIn(None, values.values(), domain)

    def monitor_called(self, name):
        """Without the alarm about blindness, which is another test's subject."""
        return Monitor(self.lab, self.domains, name, health={"blind_after": 1000})

    def behave(self, behaviours):
        """{server: behaviour}"""
        self.lab.apply([[server, "behaviour", behaviour] for server, behaviour in behaviours.items()])

    def assert_true_or_unknown(self, domain, values):
        for name, seen in values.items():
            if seen is not None:
                self.assertEqual(seen, self.truth[domain][name], f"{domain} {name}")

    def assert_a_real_change_is_told(self, seat):
        self.lab.set(own(seat), "ns.parent", "ns1.evil.net")
        outcome = self.monitor.next_sweep()
        self.assertEqual(outcome.returncode, CHANGED, outcome.stderr)
        change = next(row for row in outcome.rows("change") if row["property"] == "delegation.ns")
        self.assertEqual((change["domain"], change["after"]), (own(seat), ["ns1.evil.net"]))
        posted, mails = told_of(*self.inbox.take(), change)
        self.assertEqual(posted, change)
        self.assertEqual(len(mails), 1)
