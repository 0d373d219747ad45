"""1,000 looks over shuffled answers, changed TTLs and bumped serials are silent; the 1,001st brings a change."""
import unittest

from harness import CHANGED, FULL, Lab, Monitor

DOMAINS, PASSES = (1, 1000) if FULL else (50, 20)  # 1,000 looks either way


class Silence(unittest.TestCase):
    def test_what_is_normal_is_not_told_and_what_follows_it_is(self):
        with Lab("default", domains=DOMAINS) as lab:
            names = [f"d{number}.com" for number in range(1, DOMAINS + 1)]
            monitor = Monitor(lab, names, "silence")
            monitor.sweep(expect=(0,))
            for number in range(PASSES):
                lab.apply([[zone, *words] for zone in ["com", *names[number % 5::5]]
                           for words in (["order", "shuffled"], ["ttl", str(60 + number)], ["serial"])])
                monitor.later(minutes=5)
                self.assertEqual(monitor.sweep(expect=(0,)), [], f"pass {number} of {PASSES}")
            self.assertEqual(monitor.changes(), [])
            self.assertEqual((monitor.webhooks(), monitor.mails()), ([], []))

            lab.set(names[-1], "ns.parent", "ns1.evil.net", "ns2.evil.net")
            monitor.later(minutes=5)
            monitor.sweep(expect=(CHANGED,))
            self.assertEqual({data["domain"] for data in monitor.incidents()}, {names[-1]})
            self.assertEqual(len(monitor.mails()), 1)


if __name__ == "__main__":
    unittest.main()
