"""What the program prints and sends: rows with every promised field, nothing hostile in what people read, names with
their Unicode form, data on stdout and talk on stderr."""

import csv
import datetime
import itertools
import os
import pathlib
import pty
import re
import select
import subprocess
import time
import unittest

from harness import (BINARY, CHANGED, FAILED, FINE, LIMIT, Inbox, Lab, Monitor, call, check_health, finish,
                     needs_terminal)

WORLD = pathlib.Path(__file__).with_name("commands.toml")
GOOD, EVIL = ["ns1.good.net", "ns2.good.net"], ["ns1.evil.net"]
EVERYTHING = {"delegation": "5m", "records": "5m", "registration": "4h", "tenant": "12h"}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\udc80-\udcff]")


def setUpModule():
    global lab
    lab = unittest.enterModuleContext(Lab(WORLD))


def put_right():
    lab.reset()
    lab.webhook.behave("200")
    lab.mail.behave("250")


class Output(unittest.TestCase):
    def setUp(self):
        put_right()
        self.inbox = Inbox(lab)
        self.monitors = 0

    def looked_at(self, *domains, **overrides):
        self.monitors += 1
        folder = f"{self.id().rpartition('.')[2]}-{self.monitors}"
        monitor = Monitor(lab, domains or ["example.com"], folder, **overrides)
        monitor.next_sweep()
        return monitor


# -- rows


def moment(value):
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value)) and datetime.datetime.fromisoformat(value)


def one_of(*words):
    return lambda value: value in words


def texts(value):
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def values(value):
    return texts(value) and value == sorted(set(value))


def of_kind(letter):
    return lambda value: bool(re.fullmatch(f"{letter}-[0-9a-f]{{32}}", value))


def maybe(check):
    return lambda value: value is None or check(value)


def text(value):
    return isinstance(value, str)


def name(value):
    return isinstance(value, str) and value != ""


def count(value):
    return isinstance(value, int) and value >= 1


severity = one_of("info", "notice", "warning", "critical")
layer = one_of("registrar", "registry", "dns_operator", "mail", "resolver", "route", "tenant", "certificate", "host",
               "monitor")
FIELDS = {
    "change": {
        "id": of_kind("c"), "sequence": count, "at": moment, "domain": name, "subject": name, "property": name,
        "source": name, "before": values, "after": values, "added": values, "removed": values, "severity": severity,
        "state": one_of("suspected", "confirmed", "retracted", "unconfirmed"), "layer": layer,
        "incident": maybe(of_kind("i")), "attack": texts, "summary": name,
        "evidence": lambda ids: all(map(of_kind("e"), ids)), "planned_by": maybe(name), "acknowledged_by": maybe(name),
        "reverted_by": maybe(of_kind("c"))},
    "finding": {
        "id": of_kind("f"), "type": name, "domain": name, "subject": name, "severity": severity, "layer": layer,
        "opened": moment, "closed": maybe(moment), "summary": name, "incident": maybe(of_kind("i"))},
    "observation": {
        "domain": name, "subject": name, "property": name, "source": name,
        "state": one_of("present", "absent", "unknown"), "values": values, "reason": text, "since": moment,
        "last_seen": maybe(moment)},
    "status": {
        "domain": name, "collector": name, "source": text, "state": one_of("fresh", "blind", "never", "off"),
        "last_ok": maybe(moment), "blind_since": maybe(moment), "reason": text, "next_run": maybe(moment),
        "interval": lambda value: bool(re.fullmatch("([0-9]+[smhd])?", value))},
    "delivery": {
        "id": of_kind("d"), "alert": of_kind("a"), "incident": maybe(of_kind("i")), "sink": name,
        "state": one_of("pending", "parked", "sent"), "attempts": count, "next_attempt": maybe(moment),
        "last_error": text, "severity": severity, "domain": name},
}


class Rows(Output):
    """A hijack, a mismatch that closes, a receiver that fails, servers out of sight, all collectors: every kind of row."""

    @classmethod
    def setUpClass(cls):
        put_right()
        cls.one, cls.rows = Monitor(lab, ["example.com", "other.com"], "rows", schedule=EVERYTHING), []
        cls.one.next_sweep()
        lab.webhook.behave("503")
        lab.apply([["example.com", "ns.parent", *EVIL], ["other.com", "ns.child", "ns1.good.net"],
                   ["other.com", "registration.registrar_id", "8002"], ["other.com", "tenant.state", "managed"]])
        cls.rows += cls.one.next_sweep().rows()
        lab.webhook.behave("404")
        lab.apply([["other.com", "ns.child", "ns1.good.net", "ns2.good.net"],
                   *[[server, "behaviour", "refused"] for server in ("ns1.good.net", "ns2.good.net")]])
        cls.rows += cls.one.next_sweep().rows()
        lab.apply([[server, "behaviour", "ok"] for server in ("ns1.good.net", "ns2.good.net")])
        cls.rows += cls.one.next_sweep().rows()
        for words in (["history"], ["status"], ["show", "example.com"], ["show", "other.com"], ["look", "other.com"],
                      ["test-alert"]):
            cls.rows += cls.one.rows(*words)

    def test_carry_every_field_of_the_contract_as_what_it_is(self):
        for row in self.rows:
            for field, is_right in FIELDS[row["kind"]].items():
                self.assertIn(field, row, row)
                self.assertTrue(is_right(row[field]), f"{field}: {row[field]!r} in {row}")
        self.assertEqual({row["kind"] for row in self.rows}, set(FIELDS))
        self.assertLessEqual({"delegation", "registration", "tenant"},
                             {row["property"].split(".")[0] for row in self.rows if row["kind"] == "change"})
        self.assertEqual({row["closed"] is None for row in self.rows if row["kind"] == "finding"}, {True, False})
        for kind, states in (("change", {"confirmed"}), ("delivery", {"pending", "parked", "sent"}),
                             ("observation", {"present", "absent"}), ("status", {"fresh"})):
            self.assertLessEqual(states, {row["state"] for row in self.rows if row["kind"] == kind}, kind)

    def test_agree_with_themselves(self):
        for row in self.rows:
            if row["kind"] == "change":
                self.assertEqual(row["added"], sorted(set(row["after"]) - set(row["before"])))
                self.assertEqual(row["removed"], sorted(set(row["before"]) - set(row["after"])))
            if row["kind"] == "observation":
                self.assertEqual(row["state"] == "present", bool(row["values"]), row)
                self.assertEqual(row["state"] == "unknown", row["last_seen"] is None, row)
            if row["kind"] == "delivery" and row["state"] != "sent":
                self.assertTrue(row["last_error"], row)

    def test_of_a_webhook_are_the_same(self):
        self.one.later(hours=25)  # what was parked is tried again
        self.one.run("sweep")
        told = [row for body in self.inbox.take()[0] for row in body["data"]["changes"]]
        stored = {row["id"]: row for row in self.one.changes()}
        self.assertTrue(told)
        for row in told:
            self.assertEqual(row, {**stored[row["id"]], "state": row["state"], "reverted_by": row["reverted_by"]})


class States(Output):
    def test_of_a_source_are_never_fresh_blind_and_off(self):
        monitor = Monitor(lab, ["example.com"], "states")
        self.assertEqual(self.states(monitor), {"never"})
        monitor.next_sweep()
        self.assertEqual(self.states(monitor), {"fresh"})
        lab.set("a.gtld-servers.net", "behaviour", "refused")
        monitor.next_sweep()
        blind = [row for row in monitor.status()[1] if row.get("state") == "blind"]
        self.assertEqual([(row["source"], bool(row["reason"]), bool(row["blind_since"])) for row in blind],
                         [("child", True, True), ("parent", True, True)])
        off = Monitor(lab, ["example.com"], "off", schedule={"delegation": ""})
        self.assertEqual(self.states(off), {"off"})

    def states(self, monitor):
        """Of the collector that this laboratory's configuration has on, if this one has."""
        return {row["state"] for row in monitor.status()[1]
                if row["kind"] == "status" and row["collector"] == "delegation"}


# -- hostile remote text

ESCAPES = "\x1b]0;owned\x07\x1b[2j\x08\u202e"  # a terminal's title, its screen, a backspace, right to left
TAGS = "<script>alert(1)</script>"
FORMULA = "=cmd|'/c calc'!a1"
# None of these bytes belongs into a host name.
LABELS = [ESCAPES, TAGS, FORMULA, "<img src=x onerror=alert(1)>", "\0\xff", "fake\r\nline", "a.b,\"c\""]


def host(label):
    """A host name with this first label, as a zone file writes it, and the program too."""
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else f"\\{byte:03}"
                   for byte in label.encode()) + ".evil.net"


class Hostile(Output):
    """Names in NS and SOA that try to be something else: in what is printed, mailed, sent and listed."""

    def setUp(self):
        super().setUp()
        self.one = self.looked_at("example.com", "other.com")
        lab.apply([["example.com", "ns", "ns1.good.net", *map(host, LABELS)], ["other.com", "soa.rname", host(ESCAPES)],
                   ["other.com", "ns.child", "ns1.good.net", host(TAGS)]])
        self.swept = self.one.next_sweep()
        self.assertEqual(self.swept.returncode, CHANGED)

    @needs_terminal
    def test_reaches_no_terminal(self):
        seen = ""
        lab.set("other.com", "soa.rname", host(TAGS))  # for the sweep
        for words in (["history"], ["status"], ["show", "example.com"], ["look", "example.com", "other.com"],
                      ["evidence", self.swept.rows("change")[0]["id"]], ["sweep"]):
            with self.subTest(words):
                shown = on_terminal(self.one.words(*words))
                self.assertIn("evil.net", shown)
                self.assertIsNone(CONTROL.search(COLOUR.sub("", shown)), repr(shown))
                seen += shown
        self.assertIn(host(ESCAPES), seen)

    def test_reaches_no_mail_and_no_page(self):
        bodies, mails = self.inbox.take()
        self.assertEqual(len(mails), len(bodies))
        for mail in mails:
            for part in (mail.subject, mail.text, mail.html):
                self.assertIsNone(CONTROL.search(part.replace("\r\n", "\n")), repr(part))
            self.assertNotRegex(mail.html, "(?i)<(script|img)")
            self.assertTrue(mail.says(host(TAGS)) or mail.says(host(ESCAPES)), mail.text)
            self.assertTrue(host(TAGS) in mail.html or host(ESCAPES) in mail.html)

    def test_reaches_no_spreadsheet_as_a_formula(self):
        lab.set("example.com", "ns.parent", host(FORMULA))
        self.one.next_sweep()
        outcome = self.one.run("history", "--csv")
        self.assertIsNone(CONTROL.search(outcome.stdout.replace("\r\n", "\n")))
        rows = list(csv.reader(outcome.stdout.splitlines()))
        cells = [cell for row in rows for cell in row]
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertEqual([cell for cell in cells if cell[:1] in "=+-@" and cell], [])
        self.assertTrue([cell for cell in cells if cell.startswith(host(FORMULA))])

    def test_is_plain_text_in_rows(self):
        told = [value for row in self.swept.rows("change") for value in row["after"]]
        self.assertLessEqual(set(map(host, (ESCAPES, TAGS, FORMULA))), set(told))
        self.assertNotRegex(self.swept.stdout, "[\x00-\x09\x0b-\x1f\x7f]")

    @needs_terminal
    def test_of_a_receiver_reaches_no_terminal_and_no_page(self):
        monitor = self.looked_at()
        lab.webhook.behave(f"503 body={TAGS}{ESCAPES}")
        lab.set("example.com", "ns.parent", *EVIL)
        for words in (["sweep"], ["status"], ["sweep"], ["sweep"]):  # in the last ones it gives up
            shown = on_terminal(monitor.words(*words))
            self.assertIn(f"{TAGS}\\x1b]0;owned\\x07", shown)
            self.assertIsNone(CONTROL.search(COLOUR.sub("", shown)), repr(shown))
            monitor.later(days=4)
        given_up = next(mail for mail in self.inbox.take()[1] if "do not reach webhook" in mail.subject)
        self.assertTrue(given_up.says(f"{TAGS}\\x1b]0;owned\\x07"), given_up.text)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;\\x1b]0;owned", given_up.html)
        self.assertNotIn("<script", given_up.html)


# -- names with a Unicode form


class International(Output):
    NAME, SHOWN = "xn--bcher-kva.com", "xn--bcher-kva.com (bücher.com)"

    def test_a_domain_configured_as_people_write_it_is_kept_as_dns_writes_it(self):
        monitor = self.looked_at("bücher.com")
        self.assertEqual(set(monitor.values("bücher.com")), set(monitor.values(self.NAME)))
        lab.set(self.NAME, "ns.parent", *EVIL)
        swept = monitor.next_sweep()
        self.assertEqual({row["domain"] for row in swept.rows("change")}, {self.NAME})
        self.assertEqual(monitor.rows("history", "bücher.com"), monitor.rows("history", self.NAME))
        self.assertEqual(monitor.rows("history", "BÜCHER.com."), swept.rows("change"))

    def test_people_see_both_forms(self):
        monitor = self.looked_at(self.NAME)
        lab.set(self.NAME, "ns.parent", *EVIL)
        self.assertIn(self.SHOWN, monitor.run("look", "bücher.com").stdout)
        monitor.next_sweep()
        for words in (["history"], ["status"], ["show", self.NAME],
                      ["evidence", monitor.changes()[0]["id"]]):
            with self.subTest(words):
                self.assertIn(self.SHOWN, monitor.run(*words).stdout)
        _, (mail,) = self.inbox.take()
        self.assertTrue(mail.says(self.SHOWN))
        self.assertIn(self.SHOWN, mail.html)

    def test_a_name_that_is_none_is_refused(self):
        for wrong in ("xn--bücher-kva.com", "b\u200bücher.com", "bücher..com"):
            self.assertEqual(call("look", wrong).returncode, 2, wrong)


# -- streams


def on_terminal(words, **environment):
    """What a terminal is given on stdout, with its line ends as the program wrote them."""
    near, far = pty.openpty()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=far, stderr=subprocess.PIPE,
                               env={**os.environ, "NO_COLOR": "", **environment})
    os.close(far)
    shown, deadline = b"", time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        if select.select([near], [], [], 1.0)[0]:
            try:
                shown += os.read(near, 65536)
            except OSError:  # EIO: the other side is closed
                break
    os.close(near)
    finish(process)
    return shown.decode("utf-8", "surrogateescape").replace("\r\n", "\n")


def through_shell(words, redirection):
    """A finished command whose shell did something to its streams first."""
    done = subprocess.run(["bash", "-c", f'"$@" {redirection}', "bash", *words], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=LIMIT, check=False)
    check_health(done.returncode, done.stderr)
    return done


class Streams(Output):
    def setUp(self):
        super().setUp()
        self.one = self.looked_at()
        lab.set("example.com", "ns.parent", *EVIL)
        self.swept = self.one.next_sweep()

    def test_data_goes_to_stdout_and_talk_to_stderr(self):
        self.assertEqual({row["kind"] for row in self.swept.rows()}, {"change", "delivery"})
        self.assertRegex(self.swept.stderr, r"^nameward: looked at 1 place, \d+ changes\n$")
        for words in (["history"], ["status"], ["show", "example.com"], ["look", "example.com"], ["properties"],
                      ["evidence", self.swept.rows("change")[0]["id"]]):
            with self.subTest(words):
                outcome = self.one.run(*words)
                self.assertEqual((outcome.returncode, outcome.stderr), (FINE, ""))
                self.assertNotEqual(outcome.stdout, "")

    @needs_terminal
    def test_colour_is_for_terminals_that_want_it(self):
        words = self.one.words("history")
        coloured = on_terminal(words)
        self.assertRegex(coloured, COLOUR)
        plain = self.one.run("history").stdout
        self.assertEqual(COLOUR.sub("", coloured), plain)
        self.assertEqual(on_terminal(words, NO_COLOR="1"), plain)

    @needs_terminal
    def test_raw_evidence_is_a_dump_on_a_terminal(self):
        words = ["evidence", "--raw", self.swept.rows("change")[0]["id"]]
        self.assertRegex(on_terminal(self.one.words(*words)), "(?m)^00000000  ([0-9a-f]{2} ){16}")

    def test_a_reader_that_has_enough_ends_it_without_a_word(self):
        commands = ["history"], ["history", "--json"], ["properties"], ["sweep", "--json"]
        for words, ignored in itertools.product(commands, ([], ["env", "--ignore-signal=PIPE"])):
            with self.subTest(words, ignored=ignored):
                self.one.later(minutes=5)
                servers = self.one.values("example.com")["delegation.ns"]  # the sweep shall have something to print
                lab.set("example.com", "ns.parent", *(GOOD if servers == EVIL else EVIL))
                read, write = os.pipe()
                os.close(read)
                process = self.one.start(*words, before=ignored, stdout=write)
                os.close(write)
                _, err = process.communicate(timeout=LIMIT)
                self.assertNotIn(process.returncode, (FINE, CHANGED), "nobody got it")
                self.assertEqual(re.sub(b"nameward: looked at .*\n", b"", err), b"")
        done = through_shell(self.one.words("history"), "| head -1")
        self.assertEqual((done.stdout.split()[0], done.stderr), ("TIME", ""))

    def test_a_stdout_that_cannot_be_written_is_a_failure_with_a_sentence(self):
        for redirection in ("> /dev/full", ">&-"):
            for words in (["history"], ["history", "--json"], ["status"], ["look", "example.com"], ["properties"],
                          ["check-config"], ["init", "example.com"]):
                with self.subTest(f"{words} {redirection}"):
                    done = through_shell(self.one.words(*words), redirection)
                    self.assertEqual(done.returncode, FAILED)
                    self.assertRegex(done.stderr, "(?m)^nameward: cannot write to stdout")
        done = through_shell([BINARY, "--help"], "> /dev/full")
        self.assertEqual(done.returncode, FAILED)

    def test_a_sweep_whose_report_is_lost_has_been_made_all_the_same(self):
        self.one.later(minutes=5)
        lab.set("example.com", "ns.parent", "ns1.good.net", "ns2.good.net")
        done = through_shell(self.one.words("sweep", "--json"), ">&-")
        self.assertEqual(done.returncode, FAILED)
        self.assertIn("cannot write to stdout", done.stderr)
        self.assertEqual(self.one.changes()[-1]["at"], self.one.now.strftime("%Y-%m-%dT%H:%M:%SZ"))


if __name__ == "__main__":
    unittest.main()
