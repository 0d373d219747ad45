"""Receivers that fail: what is tried again and when, what is parked, what is told elsewhere, and what a repeat carries."""
import datetime
import email.utils
import itertools
import json
import unittest

import leaks
from harness import CHANGED, FAILED, FINE, FULL, LIMIT, START, Lab, Mail, Monitor, Post, moment, wait_until

import certificates  # of the laboratory, whose folder the harness has opened

MOVES = {"example.com": itertools.cycle([("ns.parent", "ns1.evil.net", "ns2.evil.net"),
                                         ("ns.parent", "ns1.good.net", "ns2.good.net")]),
         "example.org": itertools.cycle([("soa.rname", "first.example.org"), ("soa.rname", "second.example.org")])}
OTHER = {"webhook": "email", "email": "webhook"}
SECOND, HOUR, DAY = (datetime.timedelta(seconds=seconds) for seconds in (1, 3600, 86400))
SLOW = 30 * SECOND  # what a sweep on a busy machine may take, at the most

WORTH_REPEATING = {
    "webhook": ["500", "408", "425", "502", "503", "reset", "reset-early", "garbage"],
    "email": ["451 later", "data 452 full", "greeting 421 busy", "auth 454 later", "no-starttls", "drop-greeting",
              "drop-rcpt", "drop-data"],
}
REFUSALS = {
    "webhook": {"404": "HTTP 404", "401": "HTTP 401", "307 location={elsewhere}": "HTTP 307"},
    "email": {"550 no such user": "550", "data 554 no": "554", "auth 535 wrong password": "535"},
}
HANGS = {"webhook": "hang", "email": "data hang"} if FULL else {"webhook": "hang"}  # a mail server is given a minute

lab = None
hanging = {}


def setUpModule():
    global lab
    lab = unittest.enterModuleContext(Lab("default"))
    for sink in HANGS:
        hanging[sink] = begin_to_hang(sink)


def tearDownModule():
    leaks.check(lab)


def receiver(sink):
    return lab.webhook if sink == "webhook" else lab.mail


def recover():
    lab.webhook.behave("200")
    lab.mail.behave("250")


class Watch(Monitor):
    """A monitor that has seen its domains once, with both receivers at work. Nobody expects it to look often: whole
    weeks pass between its sweeps, and only deliveries count here."""

    def __init__(self, name, *domains, start=START):
        recover()
        super().__init__(lab, domains or ["example.com"], name, schedule={"delegation": "365d", "records": ""},
                         log={"level": "debug"})
        self.now = start
        self.sweep(expect=(FINE,))
        self.seen = {sink: len(receiver(sink).log()) for sink in OTHER}

    def change(self, domain="example.com"):
        """Something that the next pass has to tell."""
        lab.set(domain, *next(MOVES[domain]))
        self.later(minutes=5)

    def alarm(self, domain="example.com"):
        self.change(domain)
        self.sweep(expect=(CHANGED,))

    def log(self, sink):
        """All that the receiver wrote down since then, refusals and broken connections too."""
        return receiver(sink).log()[self.seen[sink]:]

    def arrived(self, sink):
        """The messages that reached the receiver, whatever it answered."""
        if sink == "webhook":
            return [Post(entry) for entry in self.log(sink) if "body" in entry]
        return [Mail(entry) for entry in self.log(sink) if "message" in entry]

    def sweep_at(self, when):
        """A pass at that moment, by a process of its own: (new messages at the webhook, in the mailbox)."""
        before = {sink: len(self.arrived(sink)) for sink in OTHER}
        self.now = when
        self.sweep(expect=(FINE,))
        return tuple(len(self.arrived(sink)) - before[sink] for sink in OTHER)

    def row(self, sink):
        """The one delivery to this sink that is not sent."""
        rows = self.unsent(sink)
        assert len(rows) == 1, rows
        return rows[0]

    def due(self, sink):
        return moment(self.row(sink)["next_attempt"])


class Receivers(unittest.TestCase):
    def begin(self, *domains):
        self.watch = Watch(self.id().rsplit(".", 1)[1].removeprefix("test_")[:60], *domains)
        return self.watch

    def assert_one_message(self, sink):
        """However often it came: the receiver can know that it is one."""
        arrived = self.watch.arrived(sink)
        self.assertEqual(len({message.id for message in arrived}), 1)
        self.assertEqual(len({message.alert for message in arrived}), 1)
        if sink == "webhook":
            self.assertEqual({post.signature for post in arrived}, {"good"})

    def assert_nothing_waits(self, sink):
        self.assertEqual(self.watch.unsent(sink), [])
        self.assertEqual(self.watch.status()[0], FINE)

    def assert_quiet_afterwards(self):
        for later in (HOUR, DAY, 8 * DAY):
            self.assertEqual(self.watch.sweep_at(self.watch.now + later), (0, 0))

    def assert_not_before(self, due, sink):
        """Halfway there a pass does not even knock."""
        knocks = len(self.watch.log(sink))
        self.assertEqual(self.watch.sweep_at(self.watch.now + (due - self.watch.now) / 2), (0, 0))
        self.assertEqual(len(self.watch.log(sink)), knocks)


class TriedAgain(Receivers):
    def assert_put_off(self, sink, attempts):
        """Pending, by the schedule; nobody is needed. Returns when it is due."""
        row = self.watch.row(sink)
        self.assertEqual((row["state"], row["attempts"]), ("pending", attempts))
        self.assertTrue(row["last_error"])
        self.assertEqual(self.watch.status()[0], FINE, "what will be tried again needs nobody")
        exact = min(30 * 2 ** (attempts - 1), 3600) * SECOND
        wait = self.watch.due(sink) - self.watch.now
        self.assertTrue(0.8 * exact <= wait <= 1.2 * exact + SLOW, f"attempt {attempts}: {wait} instead of {exact}")
        return self.watch.due(sink)

    def meet(self, sink, troubles):
        """One alert meets one trouble after the other, each attempt at its time and in a process of its own."""
        receiver(sink).behave(troubles[0])
        self.watch.alarm()
        self.assertEqual(len(self.watch.arrived(OTHER[sink])), 1, "the other sink has it at once")
        for attempts, trouble in enumerate([*troubles[1:], None], 1):
            due = self.assert_put_off(sink, attempts)
            self.assert_not_before(due, sink)
            receiver(sink).behave(trouble) if trouble else recover()
            before = len(self.watch.arrived(sink))
            self.watch.sweep_at(due)
            for message in self.watch.arrived(sink)[before:]:
                self.assertGreaterEqual(message.at, due)

    def test_what_is_worth_repeating_is_tried_again_by_the_schedule_until_it_is_taken(self):
        for sink, troubles in WORTH_REPEATING.items():
            with self.subTest(sink=sink):
                self.begin()
                self.meet(sink, troubles)
                self.assert_nothing_waits(sink)
                self.assert_one_message(sink)
                self.assert_quiet_afterwards()
                self.assertEqual(len(self.watch.arrived(OTHER[sink])), 1, "the other sink had it once")

    def test_no_mail_and_no_password_is_sent_without_tls(self):
        watch = self.begin()
        lab.mail.behave("no-starttls")
        watch.alarm()
        self.assertIn("STARTTLS", watch.row("email")["last_error"])
        self.assertEqual(watch.log("email"), [], "neither login nor message")

    def test_a_certificate_of_another_authority_gets_nothing_and_is_tried_again(self):
        watch = self.begin()
        other = watch.folder / "other"
        other.mkdir()
        certificates.make_authority(other)
        right, wrong = (json.dumps(str(file)) for file in (lab.description["ca_file"], other / "ca.pem"))
        watch.rewrite(right, wrong)
        watch.alarm()
        due = [self.assert_put_off(sink, 1) for sink in OTHER]
        for sink in OTHER:
            self.assertIn("its issuer is not trusted here", watch.row(sink)["last_error"])
        self.assertEqual([list(entry) for entry in watch.log("webhook")], [["at", "handshake"]])
        self.assertEqual(watch.log("email"), [])
        watch.rewrite(wrong, right)
        self.assertEqual(watch.sweep_at(max(due)), (1, 1))
        self.assert_quiet_afterwards()

    def test_a_secret_that_cannot_be_read_delays_and_loses_nothing(self):
        watch = self.begin()
        for kind in ("secret_file", "password_file"):
            watch.rewrite(f'"{kind}" = "', f'"{kind}" = "/nonexistent')
        watch.alarm()
        due = [self.assert_put_off(sink, 1) for sink in OTHER]
        for sink in OTHER:
            self.assertIn("secret file /nonexistent", watch.row(sink)["last_error"])
        self.assertEqual((watch.log("webhook"), watch.log("email")), ([], []))
        watch.rewrite("/nonexistent", "")
        self.assertEqual(watch.sweep_at(max(due)), (1, 1))

    def test_a_receiver_is_left_alone_by_every_process_for_as_long_as_it_asks(self):
        watch = self.begin("example.com", "example.org")
        lab.webhook.behave("429 retry-after=3600")
        watch.alarm("example.com")
        asked = watch.arrived("webhook")[0]
        recover()
        watch.alarm("example.org")
        self.assertEqual([len(watch.arrived(sink)) for sink in OTHER], [1, 2], "the next alert is held back, too")
        for minutes in (30, 58):
            self.assertEqual(watch.sweep_at(asked.at + minutes * 60 * SECOND), (0, 0))
        self.assertEqual(watch.sweep_at(asked.at + HOUR + SLOW), (2, 0))
        self.assert_nothing_waits("webhook")
        self.assertIn(asked.id, [post.id for post in watch.arrived("webhook")[1:]])
        self.assert_quiet_afterwards()

    def test_retry_after_is_heard_as_a_date_and_up_to_a_day_and_brings_nothing_forward(self):
        watch = self.begin()
        date = watch.now + 3 * HOUR
        lab.webhook.behave(f"503 retry-after={email.utils.format_datetime(date, usegmt=True)}")
        watch.alarm()
        self.assertTrue(-SECOND <= watch.due("webhook") - date <= SLOW, "by our clock")
        lab.webhook.behave("429 retry-after=0")
        watch.sweep_at(watch.due("webhook"))
        due = self.assert_put_off("webhook", 2)
        lab.webhook.behave("429 retry-after=99999999")
        watch.sweep_at(due)
        due = watch.due("webhook")
        self.assertTrue(DAY <= due - watch.now <= DAY + SLOW, due)
        recover()
        self.assert_not_before(due, "webhook")
        self.assertEqual(watch.sweep_at(due), (1, 0))
        self.assert_one_message("webhook")


class Parked(Receivers):
    def assert_parked(self, sink, error, attempts):
        row = self.watch.row(sink)
        self.assertEqual((row["state"], row["attempts"]), ("parked", attempts))
        self.assertIn(error, row["last_error"])
        said = self.watch.run("status")
        self.assertEqual(said.returncode, FAILED, "it needs a person")
        self.assertIn(error, said.stdout)
        return moment(row["next_attempt"])

    def refuse(self, sink, refusals):
        """One alert is refused every day, one way after the other. Returns when it is due again."""
        elsewhere, due = lab.description["webhook"]["url"] + "/elsewhere", None
        for attempts, (refusal, error) in enumerate(refusals.items(), 1):
            receiver(sink).behave(refusal.format(elsewhere=elsewhere))
            if due:
                self.assert_not_before(due, sink)
                self.watch.sweep_at(due)
            else:
                self.watch.alarm()
            due = self.assert_parked(sink, error, attempts)
            self.assertTrue(DAY <= due - self.watch.now <= DAY + SLOW, due)
        return due

    def test_a_refused_alert_is_parked_shown_and_tried_once_a_day(self):
        for sink, refusals in REFUSALS.items():
            with self.subTest(sink=sink):
                watch = self.begin()
                due = self.refuse(sink, refusals)
                recover()
                self.assert_not_before(due, sink)
                watch.sweep_at(due)
                self.assert_nothing_waits(sink)
                self.assert_one_message(sink)
                self.assert_quiet_afterwards()
                self.assertEqual(len(watch.arrived(OTHER[sink])), 1, "the other sink had it once")
        self.assertFalse([entry for entry in lab.webhook.log() if "/elsewhere" in entry.get("path", "")],
                         "a redirect is not followed")

    def test_410_parks_for_good_and_holds_up_no_other_alert(self):
        watch = self.begin()
        lab.webhook.behave("410")
        watch.alarm()
        self.assertIsNone(self.assert_parked("webhook", "HTTP 410", 1))
        recover()
        self.assert_quiet_afterwards()
        watch.alarm()
        self.assertIsNone(self.assert_parked("webhook", "HTTP 410", 1))
        self.assertEqual([len(watch.arrived(sink)) for sink in OTHER], [2, 2], "what comes next is delivered")

    # -- given up

    def fail_for(self, days, sink, each=False):
        """Attempts for so long, each one that is due or a few. Returns how many."""
        watch, attempts = self.watch, 0
        end = watch.now + days * DAY
        while watch.now < end:
            due = max(moment(row["next_attempt"]) for row in watch.unsent(sink))
            watch.now = due if each else max(due, watch.now + 40 * HOUR)
            watch.sweep(expect=(FINE,))
            attempts += 1
        return attempts

    def given_up(self, sink):
        """(headline, text, severity) of all that the other sink is told of this one."""
        if sink == "webhook":
            told = [(mail.subject, mail.text, mail.subject.split()[1].lower()) for mail in self.watch.arrived("email")]
        else:
            told = [(post.data["summary"], post.data["story"], post.data["severity"])
                    for post in self.watch.arrived("webhook") if post.type == "nameward.health"]
        return [each for each in told if each[0].endswith(f"alerts do not reach {sink}")]

    def assert_told_once(self, sink, alert):
        self.assertEqual(len(self.given_up(sink)), 1)
        _, text, severity = self.given_up(sink)[0]
        self.assertEqual(severity, "warning")
        for words in (alert, "example.com", "name servers changed at the registry", "for 7 days"):
            self.assertIn("".join(words.split()), "".join(text.split()))

    def test_after_a_week_it_is_told_elsewhere_and_parked_and_later_sent_exactly_once(self):
        for sink, trouble in (("webhook", "503"), ("email", "451 later")):
            with self.subTest(sink=sink):
                watch = self.begin()
                receiver(sink).behave(trouble)
                watch.alarm()
                alert = watch.row(sink)["alert"]
                self.assertLessEqual(self.fail_for(6.5, sink, each=FULL), 6.5 * 40, "attempts in these days")
                self.assertEqual((watch.row(sink)["state"], self.given_up(sink)), ("pending", []))
                self.fail_for(1, sink, each=FULL)
                due = self.assert_parked(sink, trouble[:3], watch.row(sink)["attempts"])
                self.assert_told_once(sink, alert)
                watch.sweep_at(due)
                self.assert_told_once(sink, alert)
                recover()
                watch.sweep_at(due + DAY + SLOW)
                self.assert_nothing_waits(sink)
                self.assert_one_message(sink)
                self.assert_quiet_afterwards()

    def test_many_alerts_that_are_given_up_make_one_message(self):
        watch = self.begin("example.com", "example.org")
        lab.webhook.behave("503")
        for domain in ("example.com", "example.org", "example.com"):
            watch.alarm(domain)
        self.fail_for(8, "webhook")
        self.assertEqual([row["state"] for row in watch.unsent("webhook")], ["parked"] * 3)
        self.assertEqual(len(self.given_up("webhook")), 1)
        recover()
        self.assertEqual(watch.sweep_at(watch.now + DAY + HOUR), (3, 0))
        self.assert_nothing_waits("webhook")

    def test_two_dead_receivers_do_not_tell_of_each_other_for_ever(self):
        watch = self.begin()
        lab.webhook.behave("503")
        lab.mail.behave("451 later")
        watch.alarm()
        counts = []
        for _ in range(5):
            for _ in range(3):
                watch.sweep_at(watch.now + 3 * DAY)
            counts.append(watch.query("SELECT count(*) FROM alert")[0][0])
        self.assertEqual(counts, [3] * 5, "the alert, and one word on it for each of the two")


def begin_to_hang(sink):
    """A sweep whose alert is at a receiver that says nothing; it goes on while other tests run."""
    watch = Watch(f"{sink} hangs", start=START - DAY)  # an alert's id is made of what happened, and when
    receiver(sink).behave(HANGS[sink])
    watch.change()
    watch.process = unittest.enterModuleContext(watch.started("sweep"))
    wait_until(lambda: watch.arrived(sink), "the alert at the receiver that hangs")
    wait_until(lambda: watch.arrived(OTHER[sink]), "the alert at the other one")
    assert watch.process.poll() is None, "it has ended although nobody has answered it"
    watch.first = watch.arrived(sink)[0]
    recover()
    return watch


class Waiting(Receivers):
    def test_a_receiver_that_hangs_is_left_at_its_deadline_and_holds_up_no_other(self):
        for sink, self.watch in hanging.items():
            with self.subTest(sink=sink):
                self.assertEqual(self.watch.process.wait(LIMIT), CHANGED)
                self.assertEqual(self.watch.row(sink)["state"], "pending")
                self.assertIn("no complete answer within", self.watch.row(sink)["last_error"])
                recover()
                self.watch.now = self.watch.due(sink)
                self.watch.sweep()  # which sees what other tests have done to the world
                self.assert_nothing_waits(sink)
                came = [message for message in self.watch.arrived(sink) if message.alert == self.watch.first.alert]
                self.assertEqual([message.id for message in came], [self.watch.first.id] * 2)


if __name__ == "__main__":
    unittest.main()
