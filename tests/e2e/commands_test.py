"""Every command does what it says, and its exit code says how it ended."""

import csv
import datetime
import fnmatch
import json
import pathlib
import re
import subprocess
import unittest

import dns.message
import dns.name
import dns.rdatatype

from harness import CHANGED, CONFIGURATION, FAILED, FINE, START, USAGE, Inbox, Lab, Monitor, call, wait_until

WORLD = pathlib.Path(__file__).with_name("commands.toml")
CLOSED = "127.0.0.1:9"  # nothing listens there
GOOD, EVIL = ["ns1.good.net", "ns2.good.net"], ["ns1.evil.net"]
DS = ["12345 13 2 3F0E0D2C9B8A79685746352413021100FFEEDDCCBBAA99887766554433221100"]
SEVERITIES = ["info", "notice", "warning", "critical"]
COMMANDS = {"look", "init", "check-config", "run", "sweep", "status", "history", "show", "evidence", "test-alert",
            "reload", "properties", "parse"}
CONFIGURED = [["look", "example.com"], ["init", "example.com"], ["check-config"], ["run"], ["sweep"], ["status"],
              ["history"], ["show", "example.com"], ["evidence", "c-12345678"], ["test-alert"], ["reload"]]


def setUpModule():
    global lab
    lab = unittest.enterModuleContext(Lab(WORLD))


def text_of(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Commands(unittest.TestCase):
    def setUp(self):
        lab.reset()
        lab.webhook.behave("200")
        self.inbox = Inbox(lab)
        self.monitors = 0

    def monitor(self, *domains, **overrides):
        self.monitors += 1
        return Monitor(lab, domains or ["example.com"], f"{self.id().rpartition('.')[2]}-{self.monitors}", **overrides)

    def looked_at(self, *domains, **overrides):
        """A monitor that has seen everything as it should be."""
        monitor = self.monitor(*domains, **overrides)
        first = monitor.next_sweep()
        self.assertEqual((first.returncode, first.rows()), (FINE, []), first.stderr)
        return monitor

    def assert_ended(self, outcome, code, says=""):
        """A failure is talk, and no data."""
        self.assertEqual(outcome.returncode, code, outcome.stdout + outcome.stderr)
        self.assertEqual(outcome.stdout, "")
        self.assertIn(says, outcome.stderr)


class Usage(Commands):
    WRONG = [["nonsense"], ["look"], ["look", "--nonsense", "example.com"], ["look", "bad_name.com"],
             ["look", "https://example.com/"], ["init"], ["sweep", "absent.com"], ["sweep", "--collector", "nothing"],
             ["history", "--since", "never"], ["history", "--until", "2026-13-01"],
             ["history", "--min-severity", "grave"], ["history", "--state", "gone"], ["history", "--json", "--csv"],
             ["show"], ["show", "a.com", "b.com"], ["show", "example.com", "--at", "soon"], ["evidence"],
             ["test-alert", "nobody"], ["status", "surplus"], ["properties", "--csv"], ["parse"], ["parse", "dns"]]

    def test_what_is_asked_wrongly_ends_with_2_and_a_sentence(self):
        monitor = self.monitor()
        for words in self.WRONG:
            with self.subTest(words):
                self.assert_ended(monitor.run(*words), USAGE, "nameward: ")
        self.assert_ended(call(), USAGE, "nameward: a command is needed")
        self.assert_ended(call("status", "--now", "yesterday"), USAGE, "--now: 'yesterday' is not a moment")

    def test_a_wrong_configuration_ends_every_command_with_78_and_says_where(self):
        monitor = self.monitor()
        config = pathlib.Path(monitor.config)
        config.write_text(config.read_text() + '[[domain]]\nname = "other.com"\ncolour = "red"\n')
        line = config.read_text().splitlines().index('colour = "red"') + 1
        for words in CONFIGURED:
            with self.subTest(words):
                self.assert_ended(monitor.run(*words), CONFIGURATION, f"{config}:{line}:1: ")
                self.assert_ended(call(*words, "--config", "/nonexistent/nameward.toml"), CONFIGURATION,
                                  "/nonexistent/nameward.toml: the configuration cannot be read")

    def test_help_and_version_of_every_command(self):
        top = call("--help")
        listed = re.search("Commands:\n((?:  .*\n)+)", top.stdout).group(1)
        self.assertEqual({line.split()[0] for line in listed.splitlines()}, COMMANDS)
        version = call("--version").stdout
        self.assertRegex(version, r"^nameward \d+\.\d+\.\d+\n$")
        for command in COMMANDS:
            with self.subTest(command):
                helped = call(command, "--help")
                self.assertEqual((helped.returncode, helped.stderr), (FINE, ""))
                self.assertTrue(helped.stdout.startswith(f"Usage: nameward {command} "), helped.stdout)
                for option in ("--config", "--now", "--version", "--help"):
                    self.assertIn(f"  {option} ", helped.stdout)
                told = call(command, "--version")
                self.assertEqual((told.returncode, told.stdout, told.stderr), (FINE, version, ""))

    def test_check_config_says_what_is_good(self):
        outcome = self.monitor("example.com", "other.com").run("check-config")
        self.assertEqual(outcome.returncode, FINE)
        self.assertIn("it watches 2 domains and tells 2 sinks", outcome.stdout)
        self.assertEqual(outcome.stderr, "")

    def test_check_config_says_how_often_where_the_budget_of_a_host_stretches_a_schedule(self):
        monitor = self.monitor(*[f"d{n}.com" for n in range(100)], schedule={"tenant": "5m"},
                               network={"http_spacing": "2s"})
        outcome = monitor.run("check-config")
        self.assertEqual(outcome.returncode, FINE)
        self.assertEqual(outcome.stderr, f"{monitor.config}: warning: schedule.tenant: 100 domains ask "
                         "login.microsoftonline.com, and network.http_spacing leaves 2s between two questions: each is "
                         "looked at every 7m, not every 5m\n")


class Failures(Commands):
    def test_what_was_not_possible_ends_with_1_and_a_sentence(self):
        monitor = self.looked_at()
        for words, says in ((["show", "absent.com"], "nothing is known of absent.com"),
                            (["evidence", "c-0123456789"], "there is no change c-0123456789"),
                            (["reload"], "no daemon runs on this store"),
                            (["init", "example.com", "--output", monitor.config], "exists already"),
                            (["init", "example.com", "--output", lab.folder / "absent/file"], "cannot write")):
            with self.subTest(words):
                self.assert_ended(monitor.run(*words), FAILED, says)

    def test_a_sweep_that_cannot_use_its_store_fails(self):
        file = lab.folder / "no-folder"
        file.write_text("a file\n")
        monitor = self.monitor(store={"path": str(file / "nameward.db")})
        self.assert_ended(monitor.run("sweep", "--json"), FAILED, str(file))

    def test_two_sweeps_do_not_write_one_store_at_once(self):
        monitor = self.looked_at(confirm={"after": "30s"})
        lab.set("example.com", "ns.parent", *EVIL)
        monitor.later(minutes=5)
        with monitor.started("sweep"):  # waits for its second look
            wait_until(lambda: monitor.changes(), "a suspicion")
            self.assert_ended(monitor.run("sweep", "--json"), FAILED, "nameward.db")

    def test_a_look_that_sees_nothing_fails(self):
        lab.apply([[server, "behaviour", "refused"] for server in ("a.root-servers.net", "a.gtld-servers.net")])
        monitor = self.monitor(network={"connect_to": [f"::{CLOSED}"]})
        outcome = monitor.run("look", "--json", "example.com")
        self.assertEqual(outcome.returncode, FAILED)
        self.assertEqual({row["state"] for row in outcome.rows()}, {"unknown"})
        self.assertNotIn("", {row["reason"] for row in outcome.rows()})
        self.assertIn("Nothing could be seen: ", monitor.run("look", "example.com").stdout)

    def test_status_calls_for_a_person_when_an_alert_is_parked_and_not_while_it_is_tried_again(self):
        for answer, state, code in (("503", "pending", FINE), ("404", "parked", FAILED)):
            with self.subTest(answer):
                lab.reset()
                monitor = self.monitor(sinks=["webhook"])
                monitor.next_sweep()
                lab.webhook.behave(answer)
                lab.set("example.com", "ns.parent", "ns1.good.net")
                outcome = monitor.next_sweep()
                self.assertEqual(outcome.returncode, CHANGED)
                delivery, = outcome.rows("delivery")
                self.assertEqual((delivery["state"], delivery["attempts"]), (state, 1))
                self.assertIn(answer, delivery["last_error"])
                lab.set("example.com", "ns.child", "ns1.good.net")  # parent and child agree: no finding stays open
                monitor.next_sweep()
                status, rows = monitor.status()
                self.assertEqual(status, code, rows)
                self.assertEqual({row["state"] for row in rows if row["kind"] == "delivery"}, {state})

    def test_test_alert_ends_with_1_where_a_receiver_did_not_take_it(self):
        monitor = self.monitor()
        taken = monitor.run("test-alert", "--json")
        self.assertEqual(taken.returncode, FINE, taken.stderr)
        self.assertEqual({row["sink"]: row["state"] for row in taken.rows("delivery")},
                         {"webhook": "sent", "email": "sent"})
        bodies, mails = self.inbox.take()
        self.assertEqual([body["type"] for body in bodies], ["nameward.test"])
        self.assertTrue(mails[0].says("THIS IS A TEST"))
        lab.webhook.behave("503")
        monitor.later(minutes=1)
        refused = monitor.run("test-alert")
        self.assertEqual(refused.returncode, FAILED)
        self.assertRegex(refused.stdout, "(?m)^webhook: .*503")
        self.assertRegex(refused.stdout, "(?m)^email: took it$")


class Now(Commands):
    def test_the_clock_starts_at_now_and_runs_on(self):
        monitor = self.looked_at()
        lab.set("example.com", "ns.parent", *EVIL)
        monitor.now = datetime.datetime(2031, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)
        outcome = monitor.run("sweep", "--json")
        until = monitor.now + datetime.timedelta(minutes=2)
        for row in outcome.rows("change"):
            self.assertTrue(text_of(monitor.now) <= row["at"] < text_of(until), row["at"])
        sent = lab.webhook.messages()[-1]
        self.assertAlmostEqual(int(sent["headers"]["webhook-timestamp"]), monitor.now.timestamp(), delta=120)
        self.assertIn("Date: Mon, 03 Feb 2031 04:0", lab.mail.messages()[-1]["message"])

    def test_an_age_counts_back_from_now(self):
        monitor = self.looked_at()
        lab.set("example.com", "ns.parent", *EVIL)
        changes = monitor.next_sweep().rows("change")
        monitor.later(days=3)
        self.assertEqual(monitor.rows("history", "--since", "2d"), [])
        self.assertEqual(monitor.rows("history", "--since", "4d"), changes)


class History(Commands):
    """Three days: the name servers of one domain change, come back, and another domain's SOA changes."""

    @classmethod
    def setUpClass(cls):
        lab.reset()
        cls.one, cls.days = Monitor(lab, ["example.com", "other.com"], "history"), []
        cls.one.next_sweep()
        for change in (["example.com", "ns.parent", *EVIL], ["example.com", "ns.parent", *GOOD],
                       ["other.com", "soa.rname", "root.other.com"]):
            cls.one.later(days=1)
            cls.days.append(text_of(cls.one.now))
            lab.apply([change])
            cls.one.run("sweep", expect=(CHANGED,))
        cls.all = cls.one.changes()

    def history(self, *words):
        return self.one.rows("history", *words, expect=(FINE,))

    def test_is_newest_last(self):
        self.assertEqual([row["sequence"] for row in self.all], sorted(row["sequence"] for row in self.all))
        self.assertEqual([row["at"] for row in self.all], sorted(row["at"] for row in self.all))
        self.assertEqual(self.all[-1]["property"], "authority.soa")

    def test_each_filter_leaves_what_it_says(self):
        _, second, third = self.days
        filters = {
            ("--since", second): lambda row: row["at"] >= second,
            ("--until", second): lambda row: row["at"] < second,
            ("--since", second, "--until", third): lambda row: second <= row["at"] < third,
            ("--since", second[:10]): lambda row: row["at"] >= second[:10],
            ("--property", "delegation.*"): lambda row: row["property"].startswith("delegation."),
            ("--property", "*.n?"): lambda row: fnmatch.fnmatchcase(row["property"], "*.n?"),
            ("--property", "authority.soa"): lambda row: row["property"] == "authority.soa",
            ("other.com",): lambda row: row["domain"] == "other.com",
            ("example.com", "--property", "*.soa"):
                lambda row: row["domain"] == "example.com" and row["property"] == "authority.soa",
        }
        for severity in SEVERITIES[2:]:
            filters["--min-severity", severity] = (
                lambda row, least=SEVERITIES.index(severity): SEVERITIES.index(row["severity"]) >= least)
        for words, keeps in filters.items():
            with self.subTest(words):
                kept = [row for row in self.all if keeps(row)]
                self.assertTrue(0 < len(kept) < len(self.all), "the filter has something to do")
                self.assertEqual(self.history(*words), kept)
        for words in (["--min-severity", "info"], ["example.com", "other.com"], ["--property", "*"]):
            self.assertEqual(self.history(*words), self.all)
        self.assertEqual(self.history("--property", "Delegation.*"), [])

    def test_the_state_of_a_change_is_a_filter(self):
        """A suspicion that its process did not live to look at again, and then is none."""
        monitor = self.looked_at("example.com", confirm={"after": "30s"})
        lab.set("example.com", "ns.parent", *EVIL)
        monitor.later(minutes=5)
        with monitor.started("sweep") as process:
            wait_until(lambda: monitor.changes(), "a suspicion")
            process.kill()
        suspected = monitor.rows("history", "--state", "suspected")
        self.assertEqual((suspected, monitor.rows("history", "--state", "retracted")), (monitor.changes(), []))
        lab.set("example.com", "ns.parent", *GOOD)
        monitor.next_sweep()
        self.assertEqual([row["id"] for row in monitor.rows("history", "--state", "retracted")],
                         [row["id"] for row in suspected])
        self.assertEqual(monitor.rows("history", "--state", "suspected"), [])
        self.assertEqual(self.history("--state", "confirmed"), self.all)

    def test_csv_is_the_same_with_a_header(self):
        outcome = self.one.run("history", "--csv")
        self.assertTrue(outcome.stdout.endswith("\r\n"))
        rows = list(csv.DictReader(outcome.stdout.splitlines()))
        self.assertEqual(len(rows), len(self.all))
        for cells, row in zip(rows, self.all):
            for key in ("id", "at", "domain", "subject", "property", "source", "severity", "state", "layer", "summary",
                        "incident"):
                self.assertEqual(cells[key], row[key], key)
            for key in ("before", "after", "added", "removed"):
                self.assertEqual(cells[key], " | ".join(row[key]), key)
            self.assertEqual(int(cells["sequence"]), row["sequence"])

    def test_without_a_change_that_fits_it_says_so_and_prints_nothing(self):
        self.assert_ended(self.one.run("history", "--until", "2020-01-01"), FINE, "no change is recorded that fits")

    def test_show_tells_what_held_at_a_moment(self):
        first, second, third = (datetime.datetime.fromisoformat(day) for day in self.days)
        minute = datetime.timedelta(minutes=1)
        for moment, servers in ((first - minute, GOOD), (first + minute, EVIL), (second - minute, EVIL),
                                (second + minute, GOOD), (third + minute, GOOD)):
            with self.subTest(moment):
                rows = self.one.rows("show", "example.com", "--at", text_of(moment))
                row = next(row for row in rows if row["property"] == "delegation.ns")
                self.assertEqual((row["state"], row["values"]), ("present", servers))
                self.assertLessEqual(row["since"], text_of(moment))
        now, then = self.one.values("example.com"), self.one.values("example.com", "--at", text_of(third + minute))
        self.assertEqual(now, then)
        self.assert_ended(self.one.run("show", "example.com", "--at", text_of(START)), FINE,
                          "nothing was recorded of example.com at ")


class Evidence(Commands):
    def setUp(self):
        super().setUp()
        self.one = self.looked_at()
        lab.set("example.com", "ns.parent", *EVIL)
        changes = self.one.next_sweep().rows("change")
        self.change = next(row for row in changes if row["property"] == "delegation.ns")

    def test_says_who_was_asked_what_and_when_and_what_was_answered(self):
        told = self.one.run("evidence", self.change["id"])
        self.assertEqual(told.returncode, FINE)
        self.assertEqual(self.one.run("evidence", self.change["id"][:10]).stdout, told.stdout)
        self.assertIn("example.com NS over", told.stdout)
        self.assertIn(f"from 127.0.2.1 port {lab.dns_port} at {self.change['at']}", told.stdout)
        for name in (*GOOD, *EVIL):
            self.assertRegex(told.stdout, rf"example\.com +\d+ +NS +{re.escape(name)}")
        self.assertEqual(set(re.findall("e-[0-9a-f]+", told.stdout)), set(self.change["evidence"]))

    def test_raw_gives_the_answers_as_they_came(self):
        told = self.one.run("evidence", self.change["id"]).stdout
        sizes = [int(size) for size in re.findall(r" (\d+) bytes, e-", told)]
        raw = self.one.run("evidence", "--raw", self.change["id"]).raw
        self.assertEqual(len(raw), sum(sizes))
        said = []
        for size in sizes:
            answer, raw = dns.message.from_wire(raw[:size]), raw[size:]
            self.assertEqual(answer.question[0].name, dns.name.from_text("example.com"))
            rrset, = (rrset for rrset in answer.authority if rrset.rdtype == dns.rdatatype.NS)
            said.append(sorted(rdata.target.to_text(omit_final_dot=True) for rdata in rrset))
        self.assertEqual(said[-1], GOOD, "before the change")
        self.assertEqual(said[:-1], [EVIL] * (len(sizes) - 1), "first and second look")
        self.assertGreaterEqual(len(sizes), 3)


class Expectations(Commands):
    def test_are_judged_from_the_first_look_and_told_when_they_are_broken_and_when_they_are_met_again(self):
        monitor = self.monitor({"name": "example.com", "expect": {"name_servers": ["ns1.expected.net"], "ds": DS}},
                               {"name": "other.com", "expect": {"name_servers": GOOD, "ds": []}})
        first = monitor.next_sweep()
        self.assertEqual(first.returncode, CHANGED)
        self.assertEqual(first.rows("change"), [], "first sight is a baseline")
        opened, = first.rows("finding")
        self.assertEqual((opened["type"], opened["domain"], opened["severity"], opened["layer"], opened["closed"]),
                         ("expectation.name_servers", "example.com", "critical", "registry", None))
        self.assert_told(opened, "nameward.incident.opened")
        code, rows = monitor.status()
        self.assertEqual(code, FAILED)
        self.assertIn(opened, rows)

        self.assertEqual(monitor.next_sweep().rows(), [], "it stands, and is told once")
        lab.set("example.com", "ns.parent", "ns1.expected.net")
        met = monitor.next_sweep()
        closed, = (row for row in met.rows("finding") if row["id"] == opened["id"])
        self.assertEqual(closed, {**opened, "closed": closed["closed"], "incident": closed["incident"]})
        self.assertGreater(closed["closed"], opened["opened"])
        self.assert_told(closed, "nameward.incident.updated")  # with the change that met it
        self.assertNotIn(opened["id"], [row.get("id") for row in monitor.status()[1]])

    def assert_told(self, finding, kind):
        bodies, mails = self.inbox.take()
        telling = [body for body in bodies if finding["id"] in [row["id"] for row in body["data"]["findings"]]]
        self.assertEqual(len(telling), 1)
        self.assertIn(finding, telling[0]["data"]["findings"])
        self.assertEqual(telling[0]["type"], kind)
        written = [mail for mail in mails if mail.alert == telling[0]["data"]["alert"]]
        self.assertEqual([mail.says(finding["summary"]) for mail in written], [True])

    def test_that_some_of_what_is_expected_is_missing_is_a_warning(self):
        monitor = self.monitor({"name": "example.com", "expect": {"name_servers": [*GOOD, "ns3.good.net"]}})
        finding, = monitor.next_sweep().rows("finding")
        self.assertEqual(finding["severity"], "warning")

    def test_that_nothing_is_expected_is_an_expectation_too(self):
        monitor = self.monitor({"name": "example.com", "expect": {"ds": []}})
        finding, = monitor.next_sweep().rows("finding")
        self.assertEqual((finding["type"], finding["severity"]), ("expectation.ds", "critical"))


class Look(Commands):
    def test_prints_what_an_outsider_sees_and_stores_nothing(self):
        monitor = self.monitor()
        outcome = monitor.run("look", "--json", "example.com", "other.com")
        self.assertEqual(outcome.returncode, FINE)
        seen = {(row["domain"], row["property"]): row["values"] for row in outcome.rows("observation")}
        self.assertEqual(seen["example.com", "delegation.ns"], GOOD)
        self.assertEqual(seen["example.com", "delegation.ds"], DS)
        self.assertEqual(seen["other.com", "delegation.ds"], [])
        self.assertEqual(seen["other.com", "authority.soa"], ["ns1.good.net hostmaster.other.com"])
        self.assertEqual(outcome.rows("finding"), [])
        self.assertFalse(list(pathlib.Path(monitor.config).parent.glob("*.db*")))
        self.assertIn("Nothing looks wrong.", monitor.run("look", "example.com").stdout)

    def test_tells_what_is_out_of_sight_from_what_is_wrong(self):
        """The registry does not answer, and there is a registrar nobody can name: the rest is there all the same."""
        lab.set("rdap.registry", "failure", "500")
        looked = self.monitor().run("look", "example.com")
        self.assertEqual(looked.returncode, FINE, looked.stderr)
        self.assertRegex(looked.stdout, r"(?m)^example\.com +registration\.\* +rdap\.registry +unknown: .*status 500")
        self.assertRegex(looked.stdout, r"(?m)^example\.com +delegation\.ns +parent +ns1\.good\.net$")
        self.assertRegex(looked.stdout, r"(?m)^example\.com +tenant\.microsoft\.state +microsoft\.realm@commercial +none$")
        self.assertIn("Nothing looks wrong in what could be seen.", looked.stdout)

    def test_prints_what_looks_wrong(self):
        lab.set("example.com", "ns.child", "ns1.good.net")
        monitor = self.monitor()
        finding, = monitor.run("look", "--json", "example.com").rows("finding")
        self.assertEqual((finding["type"], finding["domain"]), ("delegation.mismatch", "example.com"))
        self.assertIn("What looks wrong:", monitor.run("look", "example.com").stdout)

    def test_needs_no_configuration(self):
        """In a network of its own without a way out, so that nobody is asked: every server is out of reach."""
        alone = ["unshare", "--user", "--map-root-user", "--net"]
        if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("a process may not have a network of its own here, and must not ask the real one")
        outcome = call("look", "--json", "example.com", before=alone)
        self.assertEqual(outcome.returncode, FAILED, outcome.stderr)
        rows = outcome.rows("observation")
        self.assertEqual({row["collector"] for row in rows}, {"delegation", "records", "registration", "tenant"})
        self.assertEqual({row["state"] for row in rows}, {"unknown"})
        self.assertNotIn("", {row["reason"] for row in rows})
        for row in rows:
            if row["collector"] in ("delegation", "records"):
                self.assertIn("asked the servers of the root for com NS", row["reason"])


class Init(Commands):
    def test_writes_a_configuration_that_is_good_and_expects_what_is_seen(self):
        folder = lab.folder / "init"
        (folder / "conf.d").mkdir(parents=True)
        file = folder / "nameward.toml"
        written = self.monitor().run("init", "example.com", "other.com", "xn--bcher-kva.com", "--output", file)
        self.assertEqual((written.returncode, written.stdout), (FINE, ""))
        self.assertIn(f"wrote {file}", written.stderr)
        self.join_laboratory(folder)
        checked = call("check-config", "--config", file)
        self.assertEqual(checked.returncode, FINE, checked.stderr)
        self.assertIn("it watches 3 domains", checked.stdout)
        swept = call("sweep", "--json", "--config", file)
        self.assertEqual((swept.returncode, swept.rows("finding"), swept.rows("change")), (FINE, [], []), swept.stderr)

        # They are expectations: what was right then is missed.
        lab.apply([["example.com", "ns.parent", *EVIL], ["example.com", "ds", "none"]])
        missed = call("sweep", "--json", "--config", file)
        self.assertEqual(missed.returncode, CHANGED)
        self.assertLessEqual({"expectation.name_servers", "expectation.ds"},
                             {row["type"] for row in missed.rows("finding")})

    def join_laboratory(self, folder):
        """What `init` cannot know: where the laboratory's root is."""
        text = pathlib.Path(self.monitor().config).read_text()
        tables = re.findall(r"(?ms)^\[(?:network|confirm|schedule)\]\n.*?(?=^\[|\Z)", text)
        self.assertEqual(len(tables), 3)
        (folder / "conf.d" / "laboratory.toml").write_text("".join(tables))

    def test_what_cannot_be_seen_is_said_and_stands_as_a_comment(self):
        monitor = self.monitor()
        for endpoint, says in ((None, ""), ("rdap.registry", "example.com: not everything could be seen")):
            if endpoint:
                lab.set(endpoint, "failure", "503")
            with self.subTest(endpoint):
                printed = monitor.run("init", "example.com")
                self.assertEqual(printed.returncode, FINE)
                self.assertIn(says, printed.stderr)
                self.assertEqual(says == "", printed.stderr == "")
                self.assertIn("\nname_servers = ", printed.stdout)
                self.assertIn('\ntenant_id = ""', printed.stdout)
                for line, value in (("registrar_iana_id", '"8001"'), ("locks", '["clientTransferProhibited"]')):
                    told = rf'\n# {line} = .*; not seen: .*status 503' if endpoint else rf"\n{line} = {re.escape(value)}  #"
                    self.assertRegex(printed.stdout, told)

    def test_prints_the_same_without_output_and_never_writes_over_a_file(self):
        monitor = self.monitor()
        printed = monitor.run("init", "example.com")
        self.assertEqual(printed.returncode, FINE)
        self.assertIn('name_servers = ["ns1.good.net", "ns2.good.net"]', printed.stdout)
        self.assertIn(f'ds = ["{DS[0]}"]', printed.stdout)
        file = lab.folder / "mine.toml"
        file.write_text("mine\n")
        self.assert_ended(monitor.run("init", "example.com", "--output", file), FAILED, "exists already")
        self.assertEqual(file.read_text(), "mine\n")


class Sweep(Commands):
    def test_of_one_collector_looks_at_nothing_else_though_it_is_off_in_the_schedule(self):
        monitor = self.monitor()
        first = monitor.run("sweep", "--json", "--collector", "registration", "--collector", "tenant")
        self.assertEqual((first.returncode, first.rows()), (FINE, []), first.stderr)
        self.assertIn("looked at 2 places", first.stderr)
        lab.apply([["example.com", "ns.parent", *EVIL], ["example.com", "registration.statuses", "ok"],
                   ["example.com", "tenant.state", "managed"]])
        monitor.later(hours=4)
        swept = monitor.run("sweep", "--json", "--collector", "registration")
        self.assertEqual(swept.returncode, CHANGED, swept.stderr)
        self.assertIn(("registration.statuses", ["clientTransferProhibited"], ["ok"]),
                      [(row["property"], row["before"], row["after"]) for row in swept.rows("change")])
        self.assertEqual({row["property"].split(".")[0] for row in swept.rows("change")}, {"registration"})


class Parse(Commands):
    def test_reads_an_answer_of_any_kind_and_ends_with_0(self):
        for words, answer, kind in (
                (["parse", "rdap"], '{"objectClassName": "domain", "ldhName": "EXAMPLE.COM"}', "found"),
                (["parse", "whois"], 'No match for domain "EXAMPLE.COM".', "not_found"),
                (["parse", "whois"], "Query rate limit exceeded", "throttled"),
                (["parse", "rdap"], "<html>", "error")):
            with self.subTest(answer):
                file = lab.folder / "answer"
                file.write_text(answer)
                told = call(*words, "--domain", "example.com", str(file))
                self.assertEqual((told.returncode, told.stderr), (FINE, ""))
                self.assertEqual(json.loads(told.stdout)["class"], kind)


def fits(pattern, fact):
    """Whether property and source are those of a row of `properties`, where <...> stands for one label."""
    return all(re.fullmatch(re.sub("<[^>]+>", "[^.]+", re.sub(r"([.*])", r"\\\1", open)), word)
               for open, word in zip(pattern, fact))


class Properties(Commands):
    def test_lists_each_with_its_source_and_weights(self):
        rows = call("properties", "--json").rows("property")
        self.assertIn(("delegation.ns", "parent", "registry", "critical"),
                      [(row["property"], row["source"], row["layer"], row["on_replace"]) for row in rows])
        lines = call("properties").stdout.splitlines()
        self.assertEqual([line.split(" (")[0] for line in lines], [row["property"] for row in rows])
        look = self.monitor().run("look", "--json", "example.com").rows("observation")
        for collector in {row["collector"] for row in rows}:
            listed = {(row["property"], row["source"]) for row in rows if row["collector"] == collector}
            seen = {(row["property"], row["source"]) for row in look if row["collector"] == collector}
            self.assertEqual([fact for fact in seen if not any(fits(one, fact) for one in listed)], [])
            if collector in ("delegation", "records"):  # the others ask one of two ways, and see what there is
                self.assertEqual(seen, listed)


if __name__ == "__main__":
    unittest.main()
