"""Every way of failing, of every endpoint that the program asks: no change, the source is blind with a reason, that is told
once and its end once, and the real change that follows is told. Then what a registry, a registrar and a tenant have to
say, and how often, before it is believed that something is gone."""

import unittest

from harness import CHANGED, FINE, main_in_parallel
from property_table import EVERYTHING_OFF
from sources import BEARABLE, HTTP, WHOIS, Case, SourceTest, each_alone

MANAGED = {"state": "managed", "tenant_id": "11111111-1111-4111-8111-111111111111", "brand": "Example Holding"}
FEDERATED = {**MANAGED, "state": "federated", "auth_url": "https://sts.example.net/adfs/ls/"}


def cases_of(failures, prefix="f", tld="t{}", bearable=()):
    """A domain for each failure, and a TLD where the servers of one must not be those of another."""
    return [Case(failure, f"{prefix}{number}." + tld.format(number),
                 failure.partition(":")[0] in {*BEARABLE, *bearable}) for number, failure in enumerate(failures, 1)]


class Grouped(SourceTest):
    """Each case has a registry and a registrar of its own; so all fail at once."""

    failures, bearable, registry, endpoint = HTTP, (), {}, ""

    @classmethod
    def setUpClass(cls):
        cls.cases = cases_of(cls.failures, bearable=cls.bearable)
        cls.registrars = {"good": {"name": "Good Registrar, Inc.", "iana_id": "8001"}} | {
            f"k{number}": {"name": f"Registrar {number}", "iana_id": str(7000 + number)}
            for number in range(1, len(cls.cases) + 1)}
        cls.zones = {case.domain: {"registration": {"registrar": f"k{number}"}}
                     for number, case in enumerate(cls.cases, 1)} | {"well.tld": {}}
        cls.registries = {case.tld: cls.registry for case in cls.cases} | {"tld": cls.registry}
        super().setUpClass()

    def check(self, after):
        monitor = self.monitor([*(case.domain for case in self.cases), "well.tld"], name=self.endpoint)
        troubles = self.fail_and_recover(monitor, self.endpoint, self.cases, self.endpoint, after)
        troubles += ["one that works is told of"] * bool(self.health(monitor, ["well.tld"]))
        self.assertEqual(troubles, [])


class RdapRegistry(Grouped):
    """A 404 is an answer: what it says is in dispute while the domain is delegated."""

    endpoint, bearable = "rdap.registry", ("404",)
    failures = [*HTTP, "redirect:https://rdap.registry-{tld}.example/{tld}/domain/{domain}"]  # to itself, for ever

    def test_failing(self):
        self.check(lambda domain: [domain, "registration.registrar_id", "9001"])


class RdapRegistrar(Grouped):
    endpoint, bearable = "rdap.registrar", ("404",)

    def test_failing(self):
        self.check(lambda domain: [domain, "registration.contact", "registrant", "email", "mallory@other.example"])


class WhoisRegistry(Grouped):
    endpoint, failures, registry = "whois.registry", [*WHOIS, "half"], {"style": "none"}
    bearable = ("no-match", "empty")  # some say it without a word

    def test_failing(self):
        self.check(lambda domain: [domain, "registration.registrar_id", "9001"])


class WhoisRegistrar(Grouped):
    endpoint, failures, registry, bearable = "whois.registrar", WHOIS, {"style": "none"}, ("no-match", "empty")

    def test_failing(self):
        self.check(lambda domain: [domain, "registration.contact", "registrant", "email", "mallory@other.example"])


class WhoisReferrals(Grouped):
    """What the registry's answer says of the registrar's server."""

    endpoint, registry = "whois.registry", {"style": "none"}
    failures = ["referral:127.0.0.77", "referral:whois.registry-{tld}.example", "referral:whois.godaddy",
                "referral:[::1]:43", "referral:-"]

    def test_failing(self):
        """The registry's own word stands."""
        monitor = self.monitor([case.domain for case in self.cases])
        self.baseline(monitor)
        self.lab.apply([[self.endpoint, "failure", case.failure.format(tld=case.tld), case.domain]
                        for case in self.cases])
        for _ in range(3):
            self.look(monitor, expect=(FINE, CHANGED))
        self.assertEqual(monitor.changes(), [])
        self.assertEqual({row["state"] for row in self.states(monitor, "whois.registry").values()}, {"fresh"})


class WhoisRoot(SourceTest):
    cases = [Case(case.failure, case.tld, bearable=True) for case in cases_of(WHOIS)]
    zones = {f"f.{case.domain}": {} for case in cases}
    registries = {case.domain: {"style": "none"} for case in cases}

    def test_failing(self):
        """Whether the registry's server is remembered or not: nothing changes, and what changes later is told."""
        def run(case):
            domain = f"f.{case.domain}"
            monitor = self.monitor([domain], name=case.domain)
            self.baseline(monitor)
            self.lab.set("whois.root", "failure", case.failure, case.domain, domain)
            for _ in range(2):
                self.look(monitor, expect=(FINE, CHANGED), hours=4)
            troubles = [f"{case}: told {change['summary']}" for change in monitor.changes()]
            self.lab.set("whois.root", "failure", "ok", case.domain, domain)
            for _ in range(2):
                self.look(monitor, expect=(FINE, CHANGED), hours=25)
            row = self.states(monitor, "whois.registry")[domain]
            if row["state"] != "fresh":
                troubles.append(f"{case}: {row['state']}: {row['reason']}")
            return troubles + self.of_a_real_change(monitor, [domain],
                                                    lambda name: [name, "registration.registrar_id", "9001"])
        self.assertEqual(each_alone(self.cases, run), [])


class Bootstrap(SourceTest):
    zones = {"example.com": {}}

    def test_failing(self):
        """The copy that is there stands; who asks for the first time does without, and asks WHOIS."""
        troubles = []
        for number, failure in enumerate(failure for failure in HTTP if failure != "many-values-json"):
            self.lab.reset()
            monitor = self.monitor(["example.com"], name=f"-{number}")
            self.baseline(monitor)
            self.lab.set("bootstrap", "failure", failure)
            self.look(monitor, expect=(FINE, CHANGED), hours=25)
            troubles += [f"{failure}: told {change['summary']}" for change in monitor.changes()]
            row = self.states(monitor, "rdap.registry")["example.com"]
            if row["state"] != "fresh":
                troubles.append(f"{failure}: the registry is {row['state']}: {row['reason']}")
            troubles += [f"{failure}: {trouble}" for trouble in self.of_a_real_change(
                monitor, ["example.com"], lambda name: [name, "registration.registrar_id", "9001"])]
        self.assertEqual(troubles, [])

    def test_is_fetched_once_a_day_and_not_again_where_it_is_the_same(self):
        monitor = self.monitor(["example.com"])
        before = len(self.lab.requests("bootstrap"))
        self.baseline(monitor)
        for _ in range(5):
            self.look(monitor)
        self.assertEqual(len(self.lab.requests("bootstrap")) - before, 1)
        self.look(monitor, hours=25)
        requests = self.lab.requests("bootstrap")[before:]
        self.assertEqual(len(requests), 2)
        self.assertIn("if-none-match", requests[1]["headers"])


class Login(SourceTest):
    """One host answers for all domains: each case has a monitor of its own."""

    collector = "tenant"
    certificates = ("wrong-certificate", "expired-certificate")  # are shown to everybody

    def check(self, endpoint, source, failures, after):
        cases = cases_of([failure for failure in failures if failure not in self.certificates], tld="com")
        troubles = each_alone(cases, lambda case: self.one(case, endpoint, source, after))
        for number, failure in enumerate(self.certificates, len(cases) + 1):
            troubles += self.one(Case(failure, f"f{number}.com", scoped=False), endpoint, source, after)
        self.assertEqual(troubles, [])

    def one(self, case, endpoint, source, after):
        monitor = self.monitor([case.domain], name=case.domain)
        return self.fail_and_recover(monitor, endpoint, [case], source, after)


FAILURES = [*HTTP, "400-invalid"]


class MicrosoftOpenid(Login):
    zones = {f"f{number}.com": {"tenant": MANAGED} for number in range(1, len(FAILURES) + 1)}

    def test_failing(self):
        self.check("microsoft.oidc", "microsoft.oidc@commercial", FAILURES,
                   lambda domain: [domain, "tenant.tenant_id", "99999999-9999-4999-8999-999999999999"])


class MicrosoftRealm(Login):
    zones = {f"f{number}.com": {"tenant": MANAGED} for number in range(1, len(HTTP) + 1)}

    def test_failing(self):
        self.check("microsoft.realm", "microsoft.realm@commercial", HTTP, lambda domain: [domain, "tenant.brand", "Other"])


class MicrosoftWitness(Login):
    """common/userrealm: without it a flip is told all the same, as unconfirmed, and what only it says is unknown."""

    zones = {f"f{number}.com": {"tenant": FEDERATED} for number in range(1, len(HTTP) + 1)} | {
        f"g{number}.com": {"tenant": MANAGED} for number in range(1, 4)}

    def test_failing(self):
        def run(case):
            monitor = self.monitor([case.domain], name=case.domain)
            self.baseline(monitor)
            self.lab.set("microsoft.userrealm", "failure", case.failure, case.domain)
            for _ in range(2):
                self.look(monitor, expect=(FINE, CHANGED))
            troubles = [f"{case}: told {change['summary']}" for change in monitor.changes()]
            self.lab.set("microsoft.userrealm", "failure", "ok", case.domain)
            for _ in range(2):
                self.look(monitor, expect=(FINE, CHANGED), hours=25)
            troubles += [f"{case}: told {change['summary']}" for change in monitor.changes()]
            return troubles + self.of_a_real_change(
                monitor, [case.domain], lambda name: [name, "tenant.auth_url", "https://any.sts/adfs/ls/"])
        cases = cases_of([failure for failure in HTTP if failure not in self.certificates], tld="com")
        self.assertEqual(each_alone(cases, run), [])

    def test_a_flip_that_it_cannot_confirm_is_told_as_unconfirmed(self):
        for number, failure in enumerate(("500", "html", "reset"), 1):
            domain = f"g{number}.com"
            monitor = self.monitor([domain], name=domain)
            self.baseline(monitor)
            self.lab.apply([["microsoft.userrealm", "failure", failure, domain], [domain, "tenant.state", "federated"]])
            self.look(monitor, expect=(CHANGED,))
            state = next(change for change in monitor.changes() if change["property"] == "tenant.microsoft.state")
            self.assertEqual((state["after"], state["severity"], state["state"]),
                             (["federated"], "critical", "unconfirmed"), failure)
            self.assertIn(state["id"], [change["id"] for data in monitor.incidents() for change in data["changes"]])


class Patience(SourceTest):
    """Who asks to be left in peace is."""

    zones = {"example.com": {"tenant": MANAGED}}

    def test_retry_after_is_honoured_by_every_later_process(self):
        monitor = self.monitor(["example.com"])
        self.baseline(monitor)
        self.lab.set("rdap.registry", "failure", "429+retry:86400")
        self.look(monitor, expect=(FINE, CHANGED))
        asked = len(self.lab.requests("rdap.registry"))
        for _ in range(3):
            self.look(monitor, expect=(FINE, CHANGED))
        self.assertEqual(len(self.lab.requests("rdap.registry")), asked)
        row = self.states(monitor, "rdap.registry")["example.com"]
        self.assertEqual(row["state"], "blind")
        self.assertIn("429", row["reason"])
        self.lab.set("rdap.registry", "failure", "ok")
        self.look(monitor, expect=(FINE, CHANGED), hours=25)
        self.assertEqual(self.states(monitor, "rdap.registry")["example.com"]["state"], "fresh")

    def test_a_look_asks_each_endpoint_once(self):
        monitor = self.monitor(["example.com"], schedule={**EVERYTHING_OFF, "registration": "4h", "tenant": "12h"})
        self.baseline(monitor)
        before = len(self.lab.requests())
        self.look(monitor)
        asked = sorted(line["endpoint"] for line in self.lab.requests()[before:])
        self.assertEqual(asked, ["microsoft.oidc", "microsoft.realm", "rdap.registrar", "rdap.registry"])


class BelievedLate(SourceTest):
    """What is said to be gone."""

    zones = {f"d{number}.{tld}": {} for tld in ("com", "who") for number in range(1, 4)}
    registries = {"who": {"style": "none"}}

    def state_of(self, monitor, domain):
        return [change for change in monitor.changes()
                if (change["domain"], change["property"]) == (domain, "registration.state")]

    def test_a_domain_is_gone_only_when_the_registry_says_so_twice_and_the_delegation_agrees(self):
        for tld, endpoint in (("com", "rdap.registry"), ("who", "whois.registry")):
            with self.subTest(endpoint):
                domain = f"d1.{tld}"
                monitor = self.monitor([domain], name=tld)
                self.baseline(monitor)
                self.lab.set(domain, "registration.state", "unregistered")
                for _ in range(3):  # the registry alone, as often as it likes
                    self.look(monitor, expect=(FINE, CHANGED))
                self.assertEqual(monitor.changes(), [])
                self.lab.set(domain, "delegation", "none")
                asked = len(self.lab.requests(endpoint, domain))
                self.look(monitor, expect=(CHANGED,))
                change, = self.state_of(monitor, domain)
                self.assertEqual((change["before"], change["after"], change["severity"], change["state"]),
                                 (["registered"], ["unregistered"], "critical", "confirmed"))
                self.assertGreaterEqual(len(self.lab.requests(endpoint, domain)) - asked, 2)

    def test_a_lost_delegation_alone_is_no_lost_registration(self):
        for tld in ("com", "who"):
            domain = f"d2.{tld}"
            monitor = self.monitor([domain], name=tld)
            self.baseline(monitor)
            self.lab.apply([[domain, "registration.name_servers", "ns1.good.net", "ns2.good.net"],
                            [domain, "delegation", "none"]])
            self.look(monitor)
            self.assertEqual(monitor.changes(), [])

    def test_a_single_not_found_is_forgotten(self):
        for tld in ("com", "who"):
            domain = f"d3.{tld}"
            monitor = self.monitor([domain], name=tld)
            self.baseline(monitor)
            self.lab.set(domain, "registration.state", "unregistered")
            self.look(monitor, expect=(FINE, CHANGED))
            self.lab.set(domain, "registration.state", "registered")
            self.look(monitor, expect=(FINE, CHANGED))
            self.assertEqual(monitor.changes(), [])


class AnotherSource(SourceTest):
    """RDAP to WHOIS and back, and a registrar that is not there: no change."""

    zones = {"example.com": {}}

    def test_from_rdap_to_whois_and_back(self):
        monitor = self.monitor(["example.com"])
        self.baseline(monitor)
        self.lab.apply([["com", "bootstrap", "unlisted"],
                        # WHOIS writes some of it otherwise
                        ["example.com", "registration.registrar_name", "GOOD REGISTRAR", {"at": "whois.registry"}],
                        ["example.com", "registration.statuses", "ok", {"at": "whois.registry"}]])
        for _ in range(2):
            self.look(monitor, hours=25)
        self.assertTrue(self.lab.requests("whois.registry", "example.com"), "the laboratory did what this is about")
        self.assertEqual(monitor.changes(), [])
        self.lab.set("com", "bootstrap", "listed")
        for _ in range(2):
            self.look(monitor, hours=25)
        self.assertEqual(monitor.changes(), [])
        self.assertEqual(self.health(monitor, ["example.com"]), [])
        self.assertEqual(self.of_a_real_change(monitor, ["example.com"],
                                               lambda name: [name, "registration.registrar_id", "9001"]), [])

    def test_a_change_is_told_by_whichever_is_asked(self):
        monitor = self.monitor(["example.com"])
        self.baseline(monitor)
        self.lab.set("com", "bootstrap", "unlisted")
        self.look(monitor, hours=25)
        self.lab.set("example.com", "registration.registrar", "evil")
        self.look(monitor, expect=(CHANGED,))
        change = next(change for change in monitor.changes() if change["property"] == "registration.registrar_id")
        self.assertEqual((change["source"], change["after"], change["severity"]), ("whois.registry", ["8666"], "critical"))

    def test_a_registrar_that_is_down_changes_nothing_that_it_said(self):
        monitor = self.monitor(["example.com"])
        self.baseline(monitor)
        before = monitor.run("show", "example.com", "--json").rows("observation")
        self.assertTrue([row for row in before if row["source"] == "rdap.registrar" and row["values"]])
        self.lab.set("rdap.registrar", "failure", "reset")
        for _ in range(3):
            self.look(monitor, expect=(FINE, CHANGED))
        self.assertEqual(monitor.changes(), [])
        self.assertEqual(self.states(monitor, "rdap.registry")["example.com"]["state"], "fresh")
        self.lab.set("rdap.registrar", "failure", "ok")
        self.look(monitor, expect=(FINE, CHANGED), hours=25)
        self.assertEqual(monitor.changes(), [])
        after = monitor.run("show", "example.com", "--json").rows("observation")
        self.assertEqual([(row["property"], row["source"], row["values"]) for row in after],
                         [(row["property"], row["source"], row["values"]) for row in before])


# OpenID configuration and GetUserRealm: what they say of a domain that had a tenant, and whether it is gone then
VERDICTS = [
    ("none", "none", True),
    ("none", "managed", False),  # the domain may belong to another cloud
    ("managed", "none", False),  # how people sign in is in dispute
    ("400-invalid", "none", False),
    ("429", "none", False), ("html", "none", False), ("500", "none", False), ("reset", "none", False),
    ("none", "429", False), ("none", "html", False), ("none", "empty", False), ("none", "500", False),
    ("400-invalid", "429", False),
]


class TenantGone(SourceTest):
    collector = "tenant"
    zones = {f"v{number}.com": {"tenant": MANAGED} for number in range(len(VERDICTS))}

    def test_only_when_both_say_so_twice(self):
        self.assertEqual(each_alone(list(enumerate(VERDICTS)), lambda case: self.one(*case)), [])

    def one(self, number, verdict):
        openid, realm, gone = verdict
        domain = f"v{number}.com"
        monitor = self.monitor([domain], name=domain)
        self.baseline(monitor)
        self.lab.apply([[domain, "tenant.state", said, {"at": endpoint}] if said in ("none", "managed") else
                        [endpoint, "failure", said, domain]
                        for endpoint, said in (("microsoft.oidc", openid), ("microsoft.realm", realm))])
        asked = len(self.lab.requests("microsoft.oidc", domain))
        for _ in range(2):
            self.look(monitor, expect=(FINE, CHANGED))
        told = {(change["property"], change["state"]) for change in monitor.changes() if change["after"] in ([], ["none"])}
        if not gone:
            return [f"{verdict}: told {change['summary']}" for change in monitor.changes()]
        self.assertIn(("tenant.microsoft.state", "confirmed"), told, verdict)
        self.assertIn(("tenant.microsoft.tenant_id", "confirmed"), told, verdict)
        self.assertGreaterEqual(len(self.lab.requests("microsoft.oidc", domain)) - asked, 2)
        return []


if __name__ == "__main__":
    main_in_parallel()
