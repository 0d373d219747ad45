"""A thousand looks at answers whose order, TTLs and serials never rest: no change, no word. The next look brings a real
change, and it is told. Half of them are looks at the delegation, half at the records. NAMEWARD_FULL=1: a thousand
passes over one domain, instead of twenty-five domains in twenty."""

import pathlib
import random
import unittest

import dns.message
import dns.query

from harness import CHANGED, FINE, FULL, Inbox, Lab, Monitor, told_of

WORLD = pathlib.Path(__file__).with_name("silence.toml")
DOMAINS, PASSES = (1, 1000) if FULL else (25, 20)
PARENT, CHILD = "127.0.2.1", "127.0.10.1"
TAKEN = "d1.com"


def another_face(domains, pass_number):
    """What the zones look like in this pass, otherwise than in the one before."""
    chance = random.Random(pass_number)
    of_parents = [["com", "order", "shuffled"], ["com", "ttl", str(chance.randrange(1, 86400))],
                  [".", "order", "shuffled"], ["good.net", "order", "shuffled"]]
    of_children = [["order", "shuffled"], ["ttl", str(chance.randrange(1, 86400))]]
    bumped = ["serial", str(2026010101 + 1000 * pass_number)]
    return of_parents + [[domain, *change] for domain in domains for change in (*of_children, bumped)]


class Silence(unittest.TestCase):
    def test_a_thousand_restless_looks_tell_nothing_and_the_next_one_tells_the_change(self):
        domains = [f"d{n}.com" for n in range(1, DOMAINS + 1)]
        with Lab(WORLD, domains=DOMAINS) as lab:
            monitor, inbox = Monitor(lab, domains, "silence", schedule={"records": "5m"}), Inbox(lab)
            self.assertEqual(monitor.next_sweep().returncode, FINE)
            faces = {PARENT: set(), CHILD: set()}
            for pass_number in range(PASSES):
                lab.apply(another_face(domains[pass_number % 3::3] or domains, pass_number))
                self.note_faces(lab, faces)
                outcome = monitor.next_sweep()
                self.assertEqual((outcome.returncode, outcome.rows()), (FINE, []),
                                 f"pass {pass_number}: {outcome.stderr}")
            self.assert_restless(faces)
            self.assertEqual(monitor.changes(), [])
            self.assertEqual(inbox.take(), ([], []))
            self.assertEqual({row["state"] for row in monitor.run("status", "--json").rows("status")
                              if row["collector"] in ("delegation", "records")}, {"fresh"})
            self.assert_the_change_is_told(lab, monitor, inbox)

    def note_faces(self, lab, faces):
        """What a client sees of one domain: the records as they stand in the answer, with their TTLs."""
        for server, seen in faces.items():
            for kind in ("NS", "SOA"):
                question = dns.message.make_query(TAKEN, kind, flags=0, id=0)
                seen.add(dns.query.udp(question, server, port=lab.dns_port, timeout=5).to_wire())

    def assert_restless(self, faces):
        """The laboratory did what the test is about."""
        for server, seen in faces.items():
            self.assertGreater(len(seen), PASSES / 2, server)

    def assert_the_change_is_told(self, lab, monitor, inbox):
        lab.set(TAKEN, "ns.parent", "ns1.evil.net", "ns2.evil.net")
        outcome = monitor.next_sweep()
        self.assertEqual(outcome.returncode, CHANGED, outcome.stderr)
        self.assertEqual({row["domain"] for row in outcome.rows("change")}, {TAKEN})
        change = next(row for row in outcome.rows("change") if row["property"] == "delegation.ns")
        self.assertEqual((change["after"], change["severity"]), (["ns1.evil.net", "ns2.evil.net"], "critical"))
        posted, mails = told_of(*inbox.take(), change)
        self.assertEqual(posted, change)
        self.assertEqual([mail.subject.split()[1:3] for mail in mails], [["CRITICAL", f"{TAKEN}:"]])


if __name__ == "__main__":
    unittest.main()
