"""The laboratory's services do what they say: IANA's bootstrap file, RDAP, WHOIS and Microsoft, and each failure."""

import datetime
import email.utils
import gzip
import http.client
import json
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import time
import unittest
import zlib

import failures
import registrations
import service_world
from world import Lab, LabError

lab = None  # one for all tests: each finds it as it came up
COM, ORG, CTLD = (f"rdap.registry-{tld}.example" for tld in ("com", "org", "ctld"))
GOOD, EVIL = "rdap.registrar-good.example", "rdap.registrar-evil.example"
LOGIN, LOGIN_US, LOGIN_CN = "login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"
DOMAIN = "/com/domain/example.com"
GUID = "11111111-1111-4111-8111-111111111111"
REALM = "/GetUserRealm.srf?login=example.com&json=1"
OPENID = "/example.com/.well-known/openid-configuration"
USER_REALM = "/common/userrealm/example.com?api-version=1.0"
EVERYWHERE = {"bootstrap": ("data.iana.org", "/rdap/dns.json"), "rdap.registry": (COM, DOMAIN),
              "rdap.registrar": (GOOD, "/rdap/domain/example.com"), "microsoft.oidc": (LOGIN, OPENID),
              "microsoft.realm": (LOGIN, REALM), "microsoft.userrealm": (LOGIN, USER_REALM)}


def setUpModule():
    global lab
    lab = unittest.enterModuleContext(Lab("default"))


def connect(host, timeout=5.0):
    """A connection to one of the HTTPS hosts, whose certificate is looked at as a client does."""
    context = ssl.create_default_context(cafile=lab.description["ca_file"])
    plain = socket.create_connection(("127.0.0.1", lab.description["services"]["ports"]["https"]), timeout)
    return context.wrap_socket(plain, server_hostname=host, suppress_ragged_eofs=False)


def get(host, path, **headers):
    """(status, headers, body as sent)"""
    with connect(host) as connection:
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n".encode())
        answer = http.client.HTTPResponse(connection, method="GET")
        answer.begin()
        return answer.status, answer.headers, answer.read()


def load(host, path):
    status, _, body = get(host, path)
    return status, json.loads(body)


def whois(endpoint, query, timeout=5.0):
    """The text that came until the end; ConnectionResetError holds what came before it."""
    port = lab.description["services"]["ports"][endpoint]
    received, end = b"", time.monotonic() + timeout
    with socket.create_connection(("127.0.0.1", port), timeout) as connection:
        connection.sendall(query.encode() + b"\r\n")
        try:
            while piece := connection.recv(65536):
                received += piece
                connection.settimeout(max(end - time.monotonic(), 0.001))
        except ConnectionResetError as error:
            error.received = received
            raise
    return received.decode()


def raw(host, path, seconds):
    """What came of an HTTP answer in this time, and how it stood then: "open", "closed" or "broken"."""
    received = b""
    with connect(host, timeout=seconds) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            connection.settimeout(left)
            try:
                piece = connection.recv(65536)
            except TimeoutError:
                break
            except (ConnectionResetError, ssl.SSLError):
                return received, "broken"
            if not piece:
                return received, "closed"
            received += piece
    return received, "open"


class ServicesTest(unittest.TestCase):
    def tearDown(self):
        lab.reset()


class Bootstrap(ServicesTest):
    def listed(self):
        document = load("data.iana.org", "/rdap/dns.json")[1]
        return {tld: urls for tlds, urls in document["services"] for tld in tlds}

    def test_lists_the_tlds_that_have_rdap(self):
        self.assertEqual(self.listed(), {tld: [f"https://rdap.registry-{tld}.example/{tld}/"]
                                         for tld in ("com", "net", "org", "ctld")})

    def test_forgets_a_tld_and_lists_it_again(self):
        lab.set("com", "bootstrap", "unlisted")
        self.assertNotIn("com", self.listed())
        lab.set("com", "bootstrap", "listed")
        self.assertIn("com", self.listed())

    def test_says_304_to_who_has_it(self):
        status, headers, _ = get("data.iana.org", "/rdap/dns.json")
        self.assertEqual(status, 200)
        self.assertTrue(email.utils.parsedate_to_datetime(headers["Last-Modified"]))
        status, _, body = get("data.iana.org", "/rdap/dns.json", If_None_Match=headers["ETag"])
        self.assertEqual((status, body), (304, b""))
        lab.set("com", "bootstrap", "unlisted")
        self.assertEqual(get("data.iana.org", "/rdap/dns.json", If_None_Match=headers["ETag"])[0], 200)


class Rdap(ServicesTest):
    def entity(self, answer, role):
        return next(entity for entity in answer["entities"] if role in entity["roles"])

    def card(self, answer, role):
        return {name: value for name, _, _, value in self.entity(answer, role)["vcardArray"][1]}

    def test_a_registry_says_what_is_registered_as_it_is_delegated(self):
        status, answer = load(COM, DOMAIN)
        self.assertEqual((status, answer["ldhName"], answer["status"]),
                         (200, "EXAMPLE.COM", ["client transfer prohibited"]))
        self.assertEqual([server["ldhName"] for server in answer["nameservers"]], ["ns1.good.net", "ns2.good.net"])
        self.assertEqual(answer["secureDNS"]["dsData"][0]["keyTag"], 12345)
        registrar = self.entity(answer, "registrar")
        self.assertEqual(registrar["publicIds"], [{"type": "IANA Registrar ID", "identifier": "8001"}])
        self.assertEqual([link["href"] for link in answer["links"] if link["rel"] == "related"],
                         [f"https://{GOOD}/rdap/domain/example.com"])
        lab.set("example.com", "ns.parent", "ns1.evil.net")
        self.assertEqual([server["ldhName"] for server in load(COM, DOMAIN)[1]["nameservers"]], ["ns1.evil.net"])

    def test_a_thin_registry_has_no_contacts_and_the_registrar_has_them_without_what_is_redacted(self):
        self.assertEqual([entity["roles"] for entity in load(COM, DOMAIN)[1]["entities"]], [["registrar"]])
        answer = load(GOOD, "/rdap/domain/example.com")[1]
        self.assertEqual(self.card(answer, "registrant")["fn"], "Dana Example")
        self.assertNotIn("email", self.card(answer, "registrant"))
        self.assertEqual([entry["name"]["description"] for entry in answer["redacted"]],
                         ["Registrant Email", "Registrant Phone", "Admin Email"])
        lab.set("example.com", "registration.redacted", "none")
        answer = load(GOOD, "/rdap/domain/example.com")[1]
        self.assertEqual(self.card(answer, "registrant")["email"], "dana@example.com")
        self.assertNotIn("redacted", answer)

    def test_a_country_registry_writes_otherwise(self):
        lab.set("example.ctld", "registration.redacted", "registrant.email")
        answer = load(CTLD, "/ctld/domain/example.ctld")[1]
        self.assertNotIn("publicIds", self.entity(answer, "registrar"))
        self.assertEqual(self.entity(answer, "registrar")["roles"], "registrar")
        self.assertIn({"eventAction": "last update", "eventDate": "2025-02-01T09:00:00+00:00"}, answer["events"])
        self.assertEqual(self.card(answer, "registrant")["email"], "REDACTED FOR PRIVACY")
        self.assertEqual(self.entity(answer, "registrant")["remarks"][0]["title"], "REDACTED FOR PRIVACY")
        self.assertEqual([link["rel"] for link in answer["links"]], ["self"])

    def test_every_field_can_be_changed(self):
        lab.apply([["example.org", "registration." + field, *values] for field, *values in (
            ("registrar", "evil"), ("statuses", "ok", "serverHold"), ("created", "2020-01-01T00:00:00Z"),
            ("updated", "none"), ("expires", "2027-01-01T00:00:00Z"), ("name_servers", "NS9.good.net"),
            ("ds", "1 8 2 AB CD"), ("contact", "registrant", "email", "x@evil.net"),
            ("contact", "technical", "none"), ("contact", "abuse", "email", "abuse@evil.net"))])
        answer = load(ORG, "/org/domain/example.org")[1]
        self.assertEqual(self.card(answer, "registrar")["fn"], "Evil Registrar LLC")
        self.assertEqual(answer["status"], ["active", "server hold"])
        self.assertEqual({event["eventAction"]: event["eventDate"][:4] for event in answer["events"]},
                         {"registration": "2020", "expiration": "2027", "last update of RDAP database": "2026"})
        self.assertEqual(answer["nameservers"][0]["ldhName"], "NS9.good.net")
        self.assertEqual(answer["secureDNS"]["dsData"],
                         [{"keyTag": 1, "algorithm": 8, "digestType": 2, "digest": "ABCD"}])
        self.assertEqual(self.card(answer, "registrant")["email"], "x@evil.net")
        self.assertNotIn(["technical"], [entity["roles"] for entity in answer["entities"]])
        abuse, = self.entity(answer, "registrar")["entities"]
        self.assertIn(["email", {}, "text", "abuse@evil.net"], abuse["vcardArray"][1])
        self.assertEqual(load(GOOD, "/rdap/domain/example.org")[0], 404)
        self.assertEqual(load(EVIL, "/rdap/domain/example.org")[0], 200)

    def test_names_and_ids_of_a_registrar_can_be_anything(self):
        lab.apply([["example.com", "registration.registrar_name", "GOOD REGISTRAR INC"],
                   ["example.com", "registration.registrar_id", "none"]])
        answer = load(COM, DOMAIN)[1]
        self.assertEqual(self.card(answer, "registrar")["fn"], "GOOD REGISTRAR INC")
        self.assertNotIn("publicIds", self.entity(answer, "registrar"))

    def test_one_endpoint_can_say_it_alone(self):
        lab.set("example.com", "registration.statuses", "ok", at="rdap.registry")
        self.assertEqual(load(COM, DOMAIN)[1]["status"], ["active"])
        self.assertEqual(load(GOOD, "/rdap/domain/example.com")[1]["status"], ["client transfer prohibited"])
        lab.set("example.com", "registration.statuses", "clientHold")  # said everywhere, it is said everywhere
        self.assertEqual(load(COM, DOMAIN)[1]["status"], ["client hold"])

    def test_says_404_of_what_is_not_registered(self):
        self.assertEqual(load(COM, "/com/domain/nobody.com")[0], 404)
        lab.set("example.com", "registration.state", "unregistered", at="rdap.registry")
        status, answer = load(COM, DOMAIN)
        self.assertEqual((status, answer["errorCode"]), (404, 404))
        self.assertEqual(load(GOOD, "/rdap/domain/example.com")[0], 200)

    def test_reserved_names_have_no_registrar(self):
        lab.set("example.com", "registration.state", "reserved")
        answer = load(COM, DOMAIN)[1]
        self.assertEqual((answer["status"], "entities" in answer), (["reserved"], False))


    def test_noise_is_the_same_in_other_words(self):
        lab.set("example.org", "registration.statuses", "clientTransferProhibited", "clientDeleteProhibited")
        before = load(ORG, "/org/domain/example.org")[1]
        lab.set("example.org", "registration.noise", "7")
        after = load(ORG, "/org/domain/example.org")[1]
        self.assertEqual(after["status"], before["status"][::-1])
        self.assertEqual([server["ldhName"] for server in after["nameservers"]], ["NS2.OTHER.NET", "NS1.OTHER.NET"])
        self.assertEqual([entity["roles"] for entity in after["entities"]],
                         [entity["roles"] for entity in before["entities"]][::-1])
        self.assertNotEqual(after["handle"], before["handle"])
        lab.set("example.com", "tenant.noise", "7")
        self.assertEqual(load(LOGIN, REALM)[1]["UserState"], 2)
        self.assertEqual(load(LOGIN, OPENID)[1]["claims_supported"], ["claim-7"])


class Whois(ServicesTest):
    def values(self, endpoint, query, key):
        return [line.partition(": ")[2].strip() for line in whois(endpoint, query).splitlines()
                if line.startswith(key + ": ")]

    def test_the_root_refers_to_the_registry(self):
        for query in ("wtld", "example.wtld"):
            self.assertEqual(self.values("whois.root", query, "refer"), ["whois.registry-wtld.example"])
        self.assertEqual(self.values("whois.root", "nowhere", "refer"), [])

    def test_a_registry_says_what_is_registered_and_refers_to_the_registrar(self):
        lab.set("example.wtld", "registration.redacted", "registrant.email")
        for key, wanted in (("Registrar", ["Good Registrar, Inc."]), ("Registrar IANA ID", ["8001"]),
                            ("Registrar WHOIS Server", ["whois.registrar-good.example"]),
                            ("Domain Status",
                             ["clientTransferProhibited https://icann.org/epp#clientTransferProhibited"]),
                            ("Registry Expiry Date", ["2031-03-01T09:00:00Z"]),
                            ("Name Server", ["NS1.GOOD.NET", "NS2.GOOD.NET"]), ("DNSSEC", ["unsigned"]),
                            ("Registrant Name", ["Dana Example"]), ("Registrant Email", ["REDACTED FOR PRIVACY"])):
            self.assertEqual(self.values("whois.registry", "example.wtld", key), wanted, key)
        self.assertEqual(self.values("whois.registrar", "example.wtld", "Admin Name"), ["Dana Administrative"])

    def test_a_thin_one_has_no_contacts(self):
        self.assertEqual(self.values("whois.registry", "domain example.com", "Registrant Name"), [])
        self.assertEqual(self.values("whois.registry", "example.com", "DNSSEC"), ["signedDelegation"])

    def test_what_is_not_there_and_what_is_reserved(self):
        self.assertTrue(whois("whois.registry", "nobody.wtld").startswith('No match for domain "NOBODY.WTLD"'))
        lab.set("example.wtld", "registration.state", "reserved")
        self.assertIn("This name is reserved by the Registry", whois("whois.registry", "example.wtld"))

    def test_noise_is_the_same_in_other_words(self):
        before = whois("whois.registry", "example.wtld")
        lab.set("example.wtld", "registration.noise", "7")
        after = whois("whois.registry", "example.wtld")
        self.assertNotEqual(after, before)
        self.assertEqual(self.values("whois.registry", "example.wtld", "Name Server"), ["ns2.good.net", "ns1.good.net"])

    def test_what_is_only_at_whois(self):
        lab.set("example.com", "registration.registrar", "evil", at="whois.registry")
        self.assertEqual(self.values("whois.registry", "example.com", "Registrar IANA ID"), ["8666"])
        self.assertEqual(self.values("whois.registrar", "example.com", "Registrar IANA ID"), ["8001"])


class Microsoft(ServicesTest):
    def test_a_managed_tenant(self):
        status, document = load(LOGIN, OPENID)
        self.assertEqual((status, document["issuer"], document["tenant_region_scope"]),
                         (200, f"https://sts.windows.net/{GUID}/", "EU"))
        self.assertNotIn("tenant_region_sub_scope", document)
        status, document = load(LOGIN, REALM)
        self.assertEqual((status, document["NameSpaceType"], document["DomainName"], document["FederationBrandName"]),
                         (200, "Managed", "example.com", "Example Holding"))
        self.assertEqual(load(LOGIN, USER_REALM)[1]["account_type"], "Managed")

    def test_a_federated_one_by_paths_of_any_case(self):
        document = load(LOGIN, "/getuserrealm.srf?login=nobody@example.org&json=1")[1]
        self.assertEqual((document["NameSpaceType"], document["AuthURL"].partition("?")[0]),
                         ("Federated", "https://sts.example.org/adfs/ls/"))
        document = load(LOGIN, "/common/UserRealm/example.org?api-version=1.0")[1]
        self.assertEqual((document["account_type"], document["federation_protocol"]), ("Federated", "WSTrust"))

    def test_no_tenant(self):
        status, document = load(LOGIN, "/nobody.com/.well-known/openid-configuration")
        self.assertEqual((status, document["error"], document["error_codes"]), (400, "invalid_tenant", [90002]))
        status, document = load(LOGIN, "/GetUserRealm.srf?login=nobody.com&json=1")
        self.assertEqual((status, document["NameSpaceType"], "DomainName" in document), (200, "Unknown", False))
        self.assertEqual(load(LOGIN, "/nobody/.well-known/openid-configuration")[1]["error_codes"], [900023])

    def test_every_field_can_be_changed(self):
        lab.apply([["example.com", "tenant." + field, value] for field, value in (
            ("state", "federated"), ("tenant_id", GUID.replace("1", "9")), ("region_scope", "NA"),
            ("region_sub_scope", "GCC"), ("brand", "Evil"), ("realm_domain", "parent.com"),
            ("auth_url", "https://any.sts/AAAA"), ("protocol", "SAML20"), ("metadata_url", "https://any.sts/mex"),
            ("active_url", "https://any.sts/active"), ("msgraph_host", "graph.example"), ("issuer_uri", "urn:other"))])
        document = load(LOGIN, OPENID)[1]
        self.assertIn(GUID.replace("1", "9"), document["token_endpoint"])
        self.assertEqual([document[key] for key in ("tenant_region_scope", "tenant_region_sub_scope", "msgraph_host")],
                         ["NA", "GCC", "graph.example"])
        document = load(LOGIN, REALM)[1]
        self.assertTrue(document["AuthURL"].startswith("https://any.sts/AAAA?username=example.com&wa="))
        self.assertEqual((document["FederationBrandName"], document["DomainName"], document["CloudInstanceIssuerUri"]),
                         ("Evil", "parent.com", "urn:other"))
        document = load(LOGIN, USER_REALM)[1]
        keys = ("federation_protocol", "federation_metadata_url", "federation_active_auth_url")
        self.assertEqual([document[key] for key in keys], ["SAML20", "https://any.sts/mex", "https://any.sts/active"])
        lab.set("example.com", "tenant.region_scope", "none")
        self.assertNotIn("tenant_region_scope", load(LOGIN, OPENID)[1])

    def test_a_consumer_realm(self):
        lab.set("example.com", "tenant.state", "consumer")
        self.assertEqual(load(LOGIN, REALM)[1]["FederationBrandName"], "MSA Realms")

    def test_a_tenant_is_in_its_cloud(self):
        for cloud, hosts in (("commercial", [LOGIN]), ("gcchigh", [LOGIN, LOGIN_US]), ("china", [LOGIN_CN])):
            lab.set("example.com", "tenant.cloud", cloud)
            knowing = [host for host in (LOGIN, LOGIN_US, LOGIN_CN) if load(host, OPENID)[0] == 200]
            self.assertEqual(knowing, hosts, cloud)
        self.assertEqual(load(LOGIN_CN, OPENID)[1]["cloud_instance_name"], "partner.microsoftonline.cn")

    def test_one_witness_can_say_otherwise(self):
        lab.set("example.com", "tenant.state", "none", at="microsoft.oidc")
        self.assertEqual((load(LOGIN, OPENID)[0], load(LOGIN, REALM)[1]["NameSpaceType"]), (400, "Managed"))


class Failures(ServicesTest):
    def failing(self, text, endpoint="rdap.registry", *domains):
        lab.set(endpoint, "failure", text, *domains)
        return EVERYWHERE.get(endpoint)

    def test_statuses_with_and_without_a_time_to_wait(self):
        for text, status, after in (("429", 429, None), ("429+retry:7", 429, "7"), ("500", 500, None),
                                    ("503+retry:60", 503, "60"), ("404", 404, None)):
            got, headers, body = get(*self.failing(text))
            self.assertEqual((got, headers["Retry-After"]), (status, after), text)
            self.assertEqual(json.loads(body)["errorCode"], status)
        wished = email.utils.parsedate_to_datetime(get(*self.failing("503+retry:3600d"))[1]["Retry-After"])
        self.assertLess(abs((wished - datetime.datetime.now(datetime.timezone.utc)).total_seconds() - 3600), 60)

    def test_quotas_in_other_words(self):
        self.assertEqual(load(*self.failing("403-quota"))[1]["title"], "Number of allowed queries exceeded")
        status, answer = load(*self.failing("422-quota"))
        self.assertEqual((status, answer["errorCode"], answer["description"]), (422, "422", ["access is too fast"]))
        self.assertEqual(load(*self.failing("400-invalid", "microsoft.oidc"))[1]["error_codes"], [900023])

    def test_bodies_that_are_none(self):
        status, headers, body = get(*self.failing("html"))
        self.assertEqual((status, headers["Content-Type"], body[:9]), (200, "text/html", b"<!DOCTYPE"))
        self.assertEqual(get(*self.failing("empty"))[2], b"")
        with self.assertRaises(ValueError):
            json.loads(get(*self.failing("half-json"))[2])
        with self.assertRaises(ValueError):
            json.loads(get(*self.failing("binary"))[2])

    def test_bodies_that_are_too_much(self):
        deep = get(*self.failing("deep-json"))[2]
        self.assertEqual((deep.count(b"["), deep.count(b"]")), (100_000, 100_000))
        many = json.loads(get(*self.failing("many-values-json"))[2])
        self.assertEqual((len(many["aside"]), many["ldhName"]), (20_000, "EXAMPLE.COM"))
        self.assertGreater(len(get(*self.failing("huge"))[2]), 64 * 1024 * 1024)
        received, _ = raw(*self.failing("endless-headers"), seconds=3)
        self.assertGreater(len(received), 4 * 1000 * 1000)
        self.assertNotIn(b"\r\n\r\n", received[:4 * 1000 * 1000])

    def test_bombs(self):
        _, headers, body = get(*self.failing("gzip-bomb"))
        self.assertEqual(headers["Content-Encoding"], "gzip")
        self.assertLess(len(body), 150 * 1024)
        self.assertGreater(self.unpacked_size(body), 100 * 1024 * 1024)
        _, headers, body = get(*self.failing("double-gzip-bomb"))
        self.assertEqual(headers["Content-Encoding"], "gzip, gzip")
        self.assertLess(len(body), 1024)
        self.assertGreater(self.unpacked_size(gzip.decompress(body)), 100 * 1024 * 1024)

    def unpacked_size(self, body):
        unpacker, size = zlib.decompressobj(31), 0
        while body:
            size += len(unpacker.decompress(body, 1024 * 1024))
            body = unpacker.unconsumed_tail
        return size

    def test_ways_to_elsewhere(self):
        status, headers, _ = get(*self.failing("redirect:https://10.0.0.1/x"))
        self.assertEqual((status, headers["Location"]), (302, "https://10.0.0.1/x"))
        _, headers, _ = get(*self.failing("redirect-private"))
        port = lab.description["services"]["ports"]["trap"]
        self.assertEqual(headers["Location"], f"https://127.0.0.1:{port}/")
        self.assertEqual(lab.requests("trap"), [])
        socket.create_connection(("127.0.0.1", port)).close()
        end = time.monotonic() + 5
        while not lab.requests("trap") and time.monotonic() < end:
            time.sleep(0.01)
        self.assertEqual(len(lab.requests("trap")), 1)
        answer = load(*self.failing("related:https://[::1]/domain/example.com"))[1]
        self.assertEqual([link["href"] for link in answer["links"] if link["rel"] == "related"],
                         ["https://[::1]/domain/example.com"])

    def test_connections_that_break_or_stand_still(self):
        self.assertEqual(raw(*self.failing("reset"), seconds=3), (b"", "broken"))
        received, how = raw(*self.failing("reset-after-data"), seconds=3)
        self.assertEqual((received[:15], how), (b"HTTP/1.1 200 La", "broken"))
        self.assertGreater(received.count(b'"'), 20)
        self.assertEqual(raw(*self.failing("hang"), seconds=1.5), (b"", "open"))
        received, how = raw(*self.failing("drip"), seconds=2.5)
        self.assertEqual((received, how), (b"HTT"[:len(received)], "open"))
        self.assertTrue(received)

    def test_certificates_that_are_not_good(self):
        for text, words in (("wrong-certificate", "Hostname mismatch"), ("expired-certificate", "expired")):
            with self.assertRaisesRegex(ssl.SSLCertVerificationError, words):
                get(*self.failing(text))
        self.failing("ok")
        self.assertEqual(get(COM, DOMAIN)[0], 200)

    def test_a_certificate_for_one_domain_is_its_registrys_alone(self):
        self.failing("expired-certificate", "rdap.registry", "example.org")
        self.assertEqual(get(COM, DOMAIN)[0], 200)
        with self.assertRaises(ssl.SSLCertVerificationError):
            get(ORG, "/org/domain/example.org")

    def test_every_endpoint_has_every_failure(self):
        for endpoint, place in EVERYWHERE.items():
            self.failing("500", endpoint)
            self.assertEqual(get(*place)[0], 500, endpoint)
            self.failing("ok", endpoint)
            self.assertEqual(get(*place)[0], 200, endpoint)

    def test_a_failure_can_be_for_one_domain(self):
        self.failing("500", "rdap.registry", "example.com")
        self.assertEqual(get(COM, "/com/domain/example.com")[0], 500)
        self.assertEqual(get(COM, "/com/domain/d1.com")[0], 404)
        self.failing("ok", "rdap.registry", "example.com")
        self.assertEqual(get(COM, DOMAIN)[0], 200)

    def test_what_whois_servers_do_wrong(self):
        truth = whois("whois.registry", "example.wtld")
        for text, words in (("throttle-phrase", "Query rate limit exceeded"), ("error-phrase", "Internal error"),
                            ("throttle-phrase:Too many connections", "Too many connections"),
                            ("no-match", "No match for"), ("html", "<!DOCTYPE html>")):
            self.failing(text, "whois.registry")
            self.assertTrue(words in whois("whois.registry", "example.wtld"), text)
        self.failing("half", "whois.registry")
        self.assertEqual(whois("whois.registry", "example.wtld"), truth[:len(truth) // 2])
        self.failing("empty", "whois.registry")
        self.assertEqual(whois("whois.registry", "example.wtld"), "")
        self.failing("reset", "whois.registry")
        with self.assertRaises(ConnectionResetError) as raised:
            whois("whois.registry", "example.wtld")
        self.assertEqual(raised.exception.received, b"")
        self.failing("reset-after-data", "whois.registry")
        with self.assertRaises(ConnectionResetError) as raised:
            whois("whois.registry", "example.wtld")
        self.assertEqual(raised.exception.received.decode(), truth)
        for text in ("hang", "drip"):
            self.failing(text, "whois.registry")
            with self.assertRaises(TimeoutError):
                whois("whois.registry", "example.wtld", timeout=1.5)
        self.failing("huge", "whois.registry")
        self.assertGreater(len(whois("whois.registry", "example.wtld")), 8 * 1024 * 1024)

    def test_referrals_to_elsewhere(self):
        self.failing("referral:127.0.0.9", "whois.registry")
        self.assertIn("Registrar WHOIS Server: 127.0.0.9", whois("whois.registry", "example.wtld"))
        self.failing("referral:10.0.0.1", "whois.root")
        self.assertIn("refer:        10.0.0.1", whois("whois.root", "wtld"))

    def test_what_is_no_failure_is_refused_and_changes_nothing(self):
        for endpoint, text in (("rdap.registry", "nonsense"), ("rdap.registry", "redirect"), ("rdap.registry", "200"),
                               ("rdap.registry", "throttle-phrase"), ("whois.registry", "429"), ("rdap.other", "500"),
                               ("whois.registry", "referral"), ("rdap.registry", "429+retry:soon")):
            with self.assertRaises(LabError, msg=text):
                self.failing(text, endpoint)
        self.assertEqual(lab.status()["failures"], {})

    def test_the_list_of_failures_names_each(self):
        for kind in (*failures.HTTP, *failures.WHOIS):
            self.assertRegex(failures.__doc__, rf"(?m)^    (\S+, )?{kind}\b|, {kind}\b", kind)


class TheWhole(ServicesTest):
    def test_every_request_is_written_down(self):
        before = len(lab.requests("rdap.registry", "example.com"))
        get(COM, DOMAIN, User_Agent="test/1")
        lab.set("rdap.registry", "failure", "500")
        get(COM, DOMAIN)
        lines = lab.requests("rdap.registry", "example.com")[before:]
        self.assertEqual([(line["host"], line["path"], line["failure"]) for line in lines],
                         [(COM, DOMAIN, "ok"), (COM, DOMAIN, "status")])
        self.assertEqual(lines[0]["headers"]["user-agent"], "test/1")
        whois("whois.root", "wtld")
        self.assertEqual(lab.requests("whois.root")[-1]["path"], "wtld")

    def test_changes_are_made_all_or_none(self):
        with self.assertRaises(LabError):
            lab.apply([["example.com", "registration.registrar", "evil"], ["example.com", "registration.nothing", "x"]])
        self.assertEqual(load(GOOD, "/rdap/domain/example.com")[0], 200)
        for target, operation, *values in (("nobody.com", "registration.state", "registered"),
                                           ("example.com", "registration.registrar", "nobody"),
                                           ("example.com", "tenant.state", "odd"), ("wtld", "bootstrap", "listed"),
                                           ("example.com", "bootstrap", "listed"),
                                           ("example.com", "registration.redacted", "email")):
            with self.assertRaises(LabError):
                lab.set(target, operation, *values)
        with self.assertRaisesRegex(LabError, "says nothing of that"):
            lab.set("example.com", "tenant.state", "none", at="rdap.registry")

    def test_reset_takes_everything_back(self):
        lab.apply([["example.com", "registration.registrar", "evil"], ["com", "bootstrap", "unlisted"],
                   ["example.com", "tenant.state", "none"], ["rdap.registry", "failure", "500"]])
        lab.reset()
        self.assertEqual([get(*place)[0] for place in EVERYWHERE.values()], [200] * len(EVERYWHERE))

    def test_the_configuration_leads_every_host_here(self):
        places = lab.description["services"]["connect_to"]
        for host in ("data.iana.org:443", f"{COM}:443", f"{GOOD}:443", f"{LOGIN}:443", f"{LOGIN_CN}:443",
                     "whois.iana.org:43", "whois.registry-wtld.example:43", "whois.registrar-evil.example:43"):
            self.assertEqual(len([place for place in places if place.startswith(host + ":127.0.0.1:")]), 1, host)
        self.assertIn(places[0], pathlib.Path(lab.write_config(["example.com"])).read_text())

    def test_every_endpoint_is_somewhere(self):
        whois_servers = {"whois.root", "whois.registry", "whois.registrar"}
        self.assertEqual(set(registrations.ENDPOINTS), set(EVERYWHERE) | whois_servers)
        world = service_world.ServiceWorld()
        world.learn({"registries": {}, "registrars": {}})
        self.assertIsNone(world.route("elsewhere.example", "/com/domain/example.com"))

    def test_nothing_of_it_outlives_a_killed_laboratory(self):
        with Lab("default") as other:
            pid = other.description["pids"]["services"]
            other.process.send_signal(signal.SIGKILL)
            other.process.wait()
            end = time.monotonic() + 10
            while pathlib.Path(f"/proc/{pid}").exists() and time.monotonic() < end:
                time.sleep(0.05)
            self.assertFalse(pathlib.Path(f"/proc/{pid}").exists())

    def test_the_command_sets_it_too(self):
        command = [sys.executable, str(pathlib.Path(__file__).with_name("lab")), "set", "--dir", str(lab.folder)]
        subprocess.run([*command, "example.com", "registration.statuses", "ok", "--at", "rdap.registry"], check=True)
        self.assertEqual(load(COM, DOMAIN)[1]["status"], ["active"])


if __name__ == "__main__":
    unittest.main()
