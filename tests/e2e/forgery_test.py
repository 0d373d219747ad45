"""Forged replies are never believed: wrong id, question, source or case, alone and followed by the true answer."""

import unittest

from harness import FINE, finish
from liars import Liars, own, servers_of

KINDS = ("id", "question", "source", "case", "all")  # a seat each
FALSE = ("forged", "127.0.66.66", "wrong.example")  # what the laboratory's forgeries tell of


class Forged(Liars):
    def setUp(self):
        self.bring_up(KINDS, witnesses=False)

    def test_what_they_say_is_never_believed_and_what_is_true_still_is(self):
        self.forge(then_true=False)
        self.assert_that_nothing_is_known_now()
        self.forge(then_true=True)
        self.assert_silent(self.monitor.next_sweep())
        for domain in self.domains:
            self.assertEqual(self.monitor.values(domain), self.truth[domain])
            self.assertEqual(self.looked(self.monitor.start("look", "--json", domain)), self.truth[domain])
        self.assert_a_real_change_is_told("all")

    def forge(self, then_true):
        self.behave({server: f"forged:{kind}" + ("+true" if then_true else "")
                     for kind in KINDS for server in servers_of(kind)})

    def assert_that_nothing_is_known_now(self):
        """Not to who knew the truth, nor to who never saw it, nor to who only looks. Nobody else could tell it."""
        stranger = self.monitor_called("stranger")
        looks = {domain: self.monitor.start("look", "--json", domain) for domain in self.domains}
        first = stranger.start("sweep", "--json")
        self.assert_silent(self.monitor.next_sweep())
        self.assert_nothing_false(finish(first))
        for domain in self.domains:
            self.assert_unseen(domain, self.monitor.values(domain))
            self.assert_unseen(domain, self.looked(looks[domain]))
            self.assert_unseen(domain, stranger.values(domain))
            self.assert_nothing_false(stranger.run("show", domain))

    def looked(self, process):
        outcome = finish(process)
        self.assert_nothing_false(outcome)
        return {row["property"]: None if row["state"] == "unknown" else row["values"]
                for row in outcome.rows("observation") if row["collector"] == "delegation"}

    def assert_unseen(self, domain, values):
        self.assert_true_or_unknown(domain, values)
        lied_about = ("authority.ns", "authority.soa") if domain in map(own, KINDS) else ("delegation.ns",)
        for name in lied_about:
            self.assertIsNone(values[name], f"{domain} {name}")

    def assert_silent(self, outcome):
        self.assertEqual((outcome.returncode, outcome.rows()), (FINE, []), outcome.stderr)
        self.assertEqual(self.monitor.changes(), [])
        self.assertEqual(self.inbox.take(), ([], []))

    def assert_nothing_false(self, outcome):
        for word in FALSE:
            self.assertNotIn(word, outcome.stdout)


if __name__ == "__main__":
    unittest.main()
