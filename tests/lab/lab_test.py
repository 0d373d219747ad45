"""The laboratory does what it says: every operation, seen with dnspython as a client sees it."""

import base64
import hmac
import os
import pathlib
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import tomllib
import unittest
import urllib.error
import urllib.request

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype

import name_server
from world import Lab, LabError

HERE = pathlib.Path(__file__).resolve().parent
ROOT, ROOT_B = "127.0.1.1", "127.0.1.2"
COM, COM_B = "127.0.2.1", "127.0.2.2"
GOOD, GOOD_B = "127.0.10.1", "127.0.10.2"
INSIDE = "127.0.11.1"
EVIL = "127.0.66.1"
DS = "12345 13 2 3f0e0d2c9b8a79685746352413021100ffeeddccbbaa99887766554433221100"


class Client:
    """Asks one server of the laboratory one question."""

    def __init__(self, port):
        self.port = port

    def udp(self, address, name, kind, timeout=2.0, **more):
        query = dns.message.make_query(name, kind, flags=0, use_edns=0)
        return dns.query.udp(query, address, port=self.port, timeout=timeout, **more)

    def tcp(self, address, name, kind, timeout=2.0):
        query = dns.message.make_query(name, kind, flags=0, use_edns=0)
        return dns.query.tcp(query, address, port=self.port, timeout=timeout)

    def values(self, address, name, kind, section="answer"):
        return values(self.udp(address, name, kind), name, kind, section)

    def referral(self, address, name):
        return self.values(address, name, "NS", "authority")


def values(message, name, kind, section="answer"):
    """The set of one name and type as sorted text."""
    wanted = dns.rdatatype.from_text(kind)
    return sorted(rdata.to_text() for rrset in getattr(message, section)
                  if rrset.rdtype == wanted and rrset.name.to_text() == name + "." for rdata in rrset)


lab = None  # one for all tests but those of the last class: each test finds it as it came up


def setUpModule():
    global lab
    lab = unittest.enterModuleContext(Lab("default"))


class LabTest(unittest.TestCase):
    def setUp(self):
        self.lab = lab
        self.client = Client(lab.dns_port)

    def tearDown(self):
        lab.reset()

    def assert_silent(self, ask):
        with self.assertRaises(dns.exception.Timeout):
            ask()


class Rotation(LabTest):
    def test_gives_some_of_the_addresses_and_others_each_time(self):
        every = [f"127.0.20.{n}" for n in range(10, 16)]
        self.lab.set("example.com", "record", "pool", "A", *every)
        self.lab.set("ns1.good.net", "behaviour", "rotating:2")
        answers = [self.client.values(GOOD, "pool.example.com", "A") for _ in range(12)]
        self.assertEqual({len(answer) for answer in answers}, {2})
        self.assertGreater(len({tuple(answer) for answer in answers}), 2)
        self.assertLessEqual({address for answer in answers for address in answer}, set(every))
        self.assertEqual(self.client.values(GOOD, "example.com", "MX"), ["10 mail.example.com.", "20 mail2.example.com."])
        self.assertEqual(len(values(self.client.tcp(GOOD, "pool.example.com", "A"), "pool.example.com", "A")), 2)


class TheDefaultWorld(LabTest):
    def test_is_delegated_from_the_root_down(self):
        self.assertEqual(self.client.referral(ROOT, "com"), ["a.gtld-servers.net.", "b.gtld-servers.net."])
        self.assertEqual(self.client.values(ROOT, "a.gtld-servers.net", "A", "additional"), [COM])
        self.assertEqual(self.client.referral(COM, "example.com"), ["ns1.good.net.", "ns2.good.net."])
        self.assertEqual(self.client.values(COM_B, "example.com", "DS"), [DS])
        answer = self.client.udp(GOOD, "www.example.com", "A")
        self.assertEqual(values(answer, "www.example.com", "A"), ["127.0.20.2", "127.0.20.3"])
        self.assertTrue(answer.flags & dns.flags.AA)

    def test_has_glue_for_name_servers_inside_the_domain(self):
        answer = self.client.udp(COM, "example.net", "NS")
        self.assertEqual(values(answer, "ns1.example.net", "A", "additional"), ["127.0.11.1", "127.0.11.2"])
        self.assertEqual(self.client.values("127.0.11.2", "ns1.example.net", "A"), ["127.0.11.1", "127.0.11.2"])

    def test_says_nxdomain_for_what_does_not_exist(self):
        for address, name in ((ROOT, "test"), (COM, "unregistered.com"), (GOOD, "no.example.com")):
            answer = self.client.udp(address, name, "A")
            self.assertEqual((answer.rcode(), bool(answer.flags & dns.flags.AA)), (dns.rcode.NXDOMAIN, True), name)

    def test_answers_over_tcp_too(self):
        answer = self.client.tcp(GOOD, "example.com", "MX")
        self.assertEqual(values(answer, "example.com", "MX"), ["10 mail.example.com.", "20 mail2.example.com."])

    def test_has_another_version_of_our_domain_at_the_attacker(self):
        self.assertEqual(self.client.values(EVIL, "www.example.com", "A"), ["127.0.66.80"])

    def test_refuses_what_a_server_does_not_serve(self):
        self.assertEqual(self.client.udp(GOOD, "example.org", "SOA").rcode(), dns.rcode.REFUSED)

    def test_gives_root_hints_that_name_its_root(self):
        hints = pathlib.Path(self.lab.root_hints).read_text()
        self.assertIn("a.root-servers.net.  3600000  A  127.0.1.1", hints)
        self.assertIn(".  3600000  NS  b.root-servers.net.", hints)


class AChangeAtTheParent(LabTest):
    def test_of_the_name_servers_is_not_known_to_the_child(self):
        self.lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
        for address in (COM, COM_B):
            self.assertEqual(self.client.referral(address, "example.com"), ["ns1.evil.net.", "ns2.evil.net."])
        self.assertEqual(self.client.values(GOOD, "example.com", "NS"), ["ns1.good.net.", "ns2.good.net."])

    def test_of_the_ds_can_replace_and_remove_it(self):
        other = "777 8 2 " + "ab" * 32
        self.lab.set("example.com", "ds", DS, other)
        self.assertEqual(self.client.values(COM, "example.com", "DS"), sorted([DS, other]))
        self.lab.set("example.com", "ds", "none")
        answer = self.client.udp(COM_B, "example.com", "DS")
        self.assertEqual((answer.rcode(), answer.answer), (dns.rcode.NOERROR, []))

    def test_of_the_glue_does_not_move_the_host(self):
        self.lab.set("example.net", "glue", "ns1.example.net", "127.0.66.9")
        self.assertEqual(values(self.client.udp(COM, "example.net", "NS"), "ns1.example.net", "A", "additional"),
                         ["127.0.66.9"])
        self.assertEqual(self.client.values(INSIDE, "ns1.example.net", "A"), ["127.0.11.1", "127.0.11.2"])
        self.lab.set("example.net", "glue", "none")
        self.assertEqual(self.client.udp(COM, "example.net", "NS").additional, [])

    def test_can_take_the_delegation_away_and_bring_it_back(self):
        self.lab.set("example.com", "delegation", "none")
        for address in (COM, COM_B):
            self.assertEqual(self.client.udp(address, "example.com", "NS").rcode(), dns.rcode.NXDOMAIN)
        self.assertEqual(self.client.udp(GOOD, "example.com", "NS").rcode(), dns.rcode.NOERROR)
        self.lab.set("example.com", "delegation", "restored")
        self.assertEqual(self.client.referral(COM, "example.com"), ["ns1.good.net.", "ns2.good.net."])
        self.assertEqual(self.client.values(COM, "example.com", "DS"), [DS])

    def test_can_be_made_at_one_of_its_servers_only(self):
        self.lab.set("example.com", "delegation", "none", at="b.gtld-servers.net")
        self.assertEqual(self.client.udp(COM_B, "example.com", "NS").rcode(), dns.rcode.NXDOMAIN)
        self.assertEqual(self.client.referral(COM, "example.com"), ["ns1.good.net.", "ns2.good.net."])


class AChangeAtTheChild(LabTest):
    def test_of_the_name_servers_is_not_known_to_the_parent(self):
        self.lab.set("example.com", "ns.child", "ns1.good.net", "ns1.evil.net")
        for address in (GOOD, GOOD_B):
            self.assertEqual(self.client.values(address, "example.com", "NS"), ["ns1.evil.net.", "ns1.good.net."])
        self.assertEqual(self.client.referral(COM, "example.com"), ["ns1.good.net.", "ns2.good.net."])

    def test_with_ns_is_made_at_the_parent_too(self):
        self.lab.set("example.org", "ns", "ns1.other.net", "ns1.evil.net")
        self.assertEqual(self.client.referral("127.0.3.1", "example.org"), ["ns1.evil.net.", "ns1.other.net."])
        self.assertEqual(self.client.values("127.0.12.1", "example.org", "NS"), ["ns1.evil.net.", "ns1.other.net."])

    def test_of_any_record_replaces_and_removes_the_set(self):
        for kind, value in (("A", "127.0.0.5"), ("AAAA", "::1"), ("TXT", '"plain text"'), ("CAA", '0 issue "ca.test"'),
                            ("TLSA", "3 1 1 " + "ab" * 32), ("HTTPS", "1 . alpn=\"h2\"")):
            self.lab.set("example.com", "record", "new", kind, value)
            self.assertEqual(self.client.values(GOOD, "new.example.com", kind), [value.replace('alpn=h2', 'alpn="h2"')])
        self.lab.set("example.com", "record", "new", "A", "none")
        self.assertEqual(self.client.values(GOOD_B, "new.example.com", "A"), [])

    def test_of_a_long_text_makes_several_strings(self):
        self.lab.set("example.com", "record", "@", "TXT", "v=spf1 " + "x" * 300 + ' "quoted"')
        answer = self.client.udp(GOOD, "example.com", "TXT")
        self.assertEqual(b"".join(answer.answer[0][0].strings), b"v=spf1 " + b"x" * 300 + b' "quoted"')

    def test_of_the_soa_shows_in_it(self):
        self.lab.apply([["example.com", "soa.mname", "ns9.evil.net"], ["example.com", "soa.rname", "root.evil.net"],
                        ["example.com", "serial", 42]])
        soa = self.client.udp(GOOD, "example.com", "SOA").answer[0][0]
        self.assertEqual((soa.mname.to_text(), soa.rname.to_text(), soa.serial),
                         ("ns9.evil.net.", "root.evil.net.", 42))

    def test_counts_the_serial_up(self):
        before = self.client.udp(GOOD, "example.com", "SOA").answer[0][0].serial
        self.lab.set("example.com", "serial")
        self.assertEqual(self.client.udp(GOOD, "example.com", "SOA").answer[0][0].serial, before + 1)

    def test_of_the_ttl_leaves_the_records_alone(self):
        self.lab.set("example.com", "ttl", 77)
        answer = self.client.udp(GOOD, "example.com", "MX").answer[0]
        self.assertEqual((answer.ttl, len(answer)), (77, 2))
        self.lab.set("example.com", "record", "ttl", "A", "ttl=5", "127.0.0.1")
        self.assertEqual(self.client.udp(GOOD, "ttl.example.com", "A").answer[0].ttl, 5)

    def test_of_the_order_gives_the_same_set_in_another_order(self):
        def orders():
            return {tuple(rdata.to_text() for rdata in self.client.udp(GOOD, "pool.example.com", "A").answer[0])
                    for _ in range(8)}
        addresses = [f"127.0.20.{n}" for n in range(30, 36)]
        self.lab.set("example.com", "record", "pool", "A", *addresses)
        self.assertGreater(len(orders()), 1, "NSD goes round")
        before = orders()
        self.lab.set("example.com", "order", "shuffled")
        self.assertNotEqual(orders(), before)
        self.assertEqual({frozenset(order) for order in orders()}, {frozenset(addresses)})

    def test_can_be_made_at_one_of_its_servers_only(self):
        self.lab.set("example.com", "record", "split", "A", "127.0.0.1")
        self.lab.set("example.com", "record", "split", "A", "127.0.0.2", at="ns2.good.net")
        self.assertEqual(self.client.values(GOOD, "split.example.com", "A"), ["127.0.0.1"])
        self.assertEqual(self.client.values(GOOD_B, "split.example.com", "A"), ["127.0.0.2"])

    def test_leaves_the_attackers_version_alone(self):
        self.lab.set("example.com", "record", "www", "A", "127.0.0.7")
        self.assertEqual(self.client.values(EVIL, "www.example.com", "A"), ["127.0.66.80"])
        self.lab.set("example.com", "record", "www", "A", "127.0.66.81", at="ns1.evil.net")
        self.assertEqual(self.client.values(EVIL, "www.example.com", "A"), ["127.0.66.81"])
        self.assertEqual(self.client.values(GOOD, "www.example.com", "A"), ["127.0.0.7"])


class AReset(LabTest):
    def test_takes_every_change_back(self):
        fresh = self.lab.status()
        self.lab.apply([["example.com", "delegation", "none"], ["example.com", "ns.child", "ns1.evil.net"],
                        ["ns2.good.net", "behaviour", "refused"]])
        self.lab.set("example.com", "record", "www", "A", "127.0.0.1", at="ns1.good.net")
        self.lab.reset()
        self.assertEqual(self.client.referral(COM, "example.com"), ["ns1.good.net.", "ns2.good.net."])
        for address in (GOOD, GOOD_B):
            self.assertEqual(self.client.values(address, "example.com", "NS"), ["ns1.good.net.", "ns2.good.net."])
            self.assertEqual(self.client.values(address, "www.example.com", "A"), ["127.0.20.2", "127.0.20.3"])
        after = self.lab.status()
        self.assertEqual(after["behaviours"], {})
        self.assertGreater(after["zones"]["com"][0]["serial"], fresh["zones"]["com"][0]["serial"])
        self.assertEqual(after["zones"]["net"], fresh["zones"]["net"])


class AWrongChange(LabTest):
    def test_says_what_is_wrong_and_changes_nothing(self):
        before = self.lab.status()
        for change, why in (
                (["example.com", "record", "www", "A", "not-an-address"], "no such record"),
                (["example.com", "record", "www", "A\n", "127.0.0.1"], "no such record"),
                (["example.com", "colour", "red"], "unknown operation colour"),
                (["example.com", "ns.parent"], "at least one name server"),
                (["nowhere.example", "ttl", 5], "no zone nowhere.example"),
                (["example.com", "ttl", "soon"], "takes a number"),
                (["ns9.good.net", "behaviour", "silent"], "no server ns9.good.net"),
                (["ns1.good.net", "behaviour", "friendly"], "unknown behaviour"),
                (["ns1.good.net", "behaviour", "bytes:/no/such/file"], "cannot be read"),
                (["www.evil.net", "ds", "none"], "is not delegated")):
            with self.subTest(change), self.assertRaisesRegex(LabError, why):
                self.lab.apply([["example.com", "ttl", 9], ["ns2.good.net", "behaviour", "refused"], change])
        self.assertEqual(self.lab.status(), before)
        self.assertEqual(self.client.udp(GOOD_B, "example.com", "MX").answer[0].ttl, 300)


class AMisbehavingServer(LabTest):
    """ns1.good.net misbehaves; its twin goes on as before."""

    def behave(self, what, *only):
        self.lab.set("ns1.good.net", "behaviour", what, *only)
        self.assertEqual(self.client.values(GOOD_B, "example.com", "A"), ["127.0.20.1"])

    def ask(self, **more):
        return self.client.udp(GOOD, "example.com", "A", **more)

    def replies(self, kind="A", wait=0.3):
        """Every datagram that comes back, with where it came from."""
        query = dns.message.make_query("eXample.com", kind, flags=0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.sendto(query.to_wire(), (GOOD, self.lab.dns_port))
            client.settimeout(wait)
            found = []
            try:
                while True:
                    found.append(client.recvfrom(65535))
            except TimeoutError:
                return query, found

    def test_that_is_lame_refers_upward_without_aa(self):
        self.behave("lame")
        answer = self.ask()
        self.assertEqual((answer.rcode(), answer.flags & dns.flags.AA, answer.answer), (dns.rcode.NOERROR, 0, []))
        self.assertEqual(answer.authority[0].name.to_text(), ".")

    def test_that_is_lame_can_answer_from_a_cache(self):
        self.behave("lame:cached")
        for answer in (self.ask(), self.client.tcp(GOOD, "example.com", "A")):
            self.assertEqual(values(answer, "example.com", "A"), ["127.0.20.1"])
            self.assertEqual(answer.flags & (dns.flags.AA | dns.flags.RA), dns.flags.RA)

    def test_that_is_silent_answers_nobody(self):
        self.behave("silent")
        self.assert_silent(lambda: self.ask(timeout=0.2))
        self.assert_silent(lambda: self.client.tcp(GOOD, "example.com", "A", timeout=0.2))

    def test_that_refuses_says_so_over_udp_and_tcp(self):
        for what in ("refused", "servfail", "nxdomain", "notimp", "formerr"):
            self.behave(what)
            for answer in (self.ask(), self.client.tcp(GOOD, "example.com", "A")):
                self.assertEqual(dns.rcode.to_text(answer.rcode()), what.upper())

    def test_that_truncates_never_gives_the_rest(self):
        self.behave("truncated")
        self.assertTrue(self.ask().flags & dns.flags.TC)
        self.assert_silent(lambda: self.client.tcp(GOOD, "example.com", "A", timeout=0.2))

    def test_that_is_half_open_gives_half_of_it(self):
        self.behave("half-open")
        self.assertTrue(self.ask().flags & dns.flags.TC)
        with socket.create_connection((GOOD, self.lab.dns_port), timeout=0.3) as connection:
            query = dns.message.make_query("example.com", "A").to_wire()
            connection.sendall(len(query).to_bytes(2, "big") + query)
            announced = int.from_bytes(connection.recv(2), "big")
            self.assertTrue(0 < len(connection.recv(65535)) < announced)
            with self.assertRaises(TimeoutError):
                connection.recv(1)

    def test_that_forges_sends_only_what_a_careful_client_refuses(self):
        for kind, wrong in (("id", self.wrong_id), ("question", self.wrong_question), ("case", self.wrong_question),
                            ("source", self.wrong_source)):
            with self.subTest(kind):
                self.behave(f"forged:{kind}")
                query, found = self.replies()
                self.assertTrue(found)
                for data, source in found:
                    self.assertTrue(wrong(query, data, source))
                    self.assertIn(b"\x7f\x00\x42\x42", data, "the attacker's address")
                self.assert_silent(lambda: self.client.tcp(GOOD, "example.com", "A", timeout=0.1))

    def test_that_forges_can_tell_the_truth_afterwards(self):
        self.behave("forged:all+true")
        query, found = self.replies()
        self.assertGreaterEqual(len(found), 5)
        *forged, (data, source) = found
        self.assertFalse(self.wrong_id(query, data, source) or self.wrong_question(query, data, source)
                         or self.wrong_source(query, data, source))
        self.assertEqual(values(dns.message.from_wire(data), "eXample.com", "A"), ["127.0.20.1"])
        self.assertEqual(values(self.client.tcp(GOOD, "example.com", "A"), "example.com", "A"), ["127.0.20.1"])
        self.assertEqual(len([one for one in forged if b"\x7f\x00\x42\x42" in one[0]]), len(forged))

    def wrong_id(self, query, data, source):
        return data[:2] != query.to_wire()[:2]

    def wrong_question(self, query, data, source):
        wire = query.to_wire()
        return data[12:len(wire)] != wire[12:]

    def wrong_source(self, query, data, source):
        return source != (GOOD, self.lab.dns_port)

    def test_can_send_the_bytes_of_a_file(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"\xff\xff\x84\x00\x00\x01\x00\x01\x00\x00\x00\x00malformed")
            file.flush()
            self.behave(f"bytes:{file.name}")
            query, found = self.replies()
            self.assertEqual([data for data, _ in found],
                             [query.to_wire()[:2] + b"\x84\x00\x00\x01\x00\x01\x00\x00\x00\x00malformed"])

    def test_counts_the_replies_that_it_gave_under_its_behaviour(self):
        self.behave("refused")
        self.ask()
        self.ask()
        self.assertEqual(self.lab.status()["sent"], {GOOD: 2})
        self.behave("servfail")
        self.assertEqual(self.lab.status()["sent"], {GOOD: 0})

    def test_can_put_the_question_into_the_bytes_of_a_file(self):
        true = dns.message.make_response(dns.message.make_query("other.example", "MX"))
        with tempfile.NamedTemporaryFile() as file:
            file.write(true.to_wire() + b"tail")
            file.flush()
            self.behave(f"bytes+question:{file.name}")
            query, found = self.replies()
            self.assertEqual(found[0][0][12:], query.to_wire()[12:] + b"tail")

    def test_can_send_the_bytes_of_a_file_over_tcp_alone(self):
        true = dns.message.make_response(dns.message.make_query("other.example", "MX"))
        with tempfile.NamedTemporaryFile() as file:
            file.write(true.to_wire() + b"tail")
            file.flush()
            self.behave(f"bytes+tcp:{file.name}")
            self.assertTrue(self.ask().flags & dns.flags.TC)
            query = dns.message.make_query("example.com", "A").to_wire()
            with socket.create_connection((GOOD, self.lab.dns_port), timeout=2) as connection:
                connection.sendall(len(query).to_bytes(2, "big") + query)
                size = int.from_bytes(connection.recv(2), "big")
                answer = connection.recv(65535)
            self.assertEqual((size, answer), (len(answer), query[:2] + answer[2:12] + query[12:] + b"tail"))

    def test_can_send_noise_that_is_the_same_for_the_same_seed(self):
        self.behave("random:7")
        first, second = self.replies()[1], self.replies()[1]
        self.assertEqual(first[0][0][2:], second[0][0][2:])

    def test_can_be_late(self):
        self.behave("delayed:200")
        start = time.monotonic()
        self.assertEqual(values(self.ask(), "example.com", "A"), ["127.0.20.1"])
        self.assertGreaterEqual(time.monotonic() - start, 0.2)

    def test_can_misbehave_for_one_domain_only(self):
        self.behave("refused", "example.com")
        self.assertEqual(self.ask().rcode(), dns.rcode.REFUSED)
        self.assertEqual(self.client.udp(GOOD, "www.EXAMPLE.com", "A").rcode(), dns.rcode.REFUSED)
        self.assertEqual(self.client.udp(GOOD, "good.net", "SOA").rcode(), dns.rcode.NOERROR)
        self.assertEqual(self.client.tcp(GOOD, "good.net", "SOA").rcode(), dns.rcode.NOERROR)

    def test_still_learns_of_changes(self):
        self.behave("refused")
        self.lab.set("example.com", "record", "meanwhile", "A", "127.0.0.9")
        self.lab.set("ns1.good.net", "behaviour", "ok")
        self.assertEqual(self.client.values(GOOD, "meanwhile.example.com", "A"), ["127.0.0.9"])

    def test_can_be_one_address_of_a_server_with_two(self):
        self.lab.set("127.0.11.2", "behaviour", "servfail")
        self.assertEqual(self.client.udp("127.0.11.2", "example.net", "A").rcode(), dns.rcode.SERVFAIL)
        self.assertEqual(self.client.udp("127.0.11.1", "example.net", "A").rcode(), dns.rcode.NOERROR)


class TheReceivers(LabTest):
    """Asked with Python's own clients, with the authority and the secrets that a nameward.toml names."""

    def setUp(self):
        super().setUp()
        self.tls = ssl.create_default_context(cafile=lab.description["ca_file"])

    def post(self, body, headers):
        request = urllib.request.Request(self.lab.description["webhook"]["url"], body, headers)
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=self.tls),
                                             urllib.request.ProxyHandler({}))
        try:
            return opener.open(request, timeout=5).status
        except urllib.error.HTTPError as error:
            return error.code

    def test_take_a_webhook_over_tls_and_check_its_signature(self):
        secret = pathlib.Path(self.lab.description["webhook"]["secret_file"]).read_text().strip()
        key, stamp, body = base64.b64decode(secret.removeprefix("whsec_")), str(int(time.time())), b'{"n":1}'
        right = base64.b64encode(hmac.digest(key, b"a-1." + stamp.encode() + b"." + body, "sha256")).decode()
        for signature, verdict in ((right, "good"), (right[::-1], "wrong signature")):
            self.assertEqual(self.post(body, {"webhook-id": "a-1", "webhook-timestamp": stamp,
                                              "webhook-signature": "v1," + signature}), 200)
            self.assertEqual(self.lab.webhook.messages()[-1]["signature"], verdict)

    def test_refuse_where_they_are_told_to(self):
        self.lab.webhook.behave("503 retry-after=7")
        self.assertEqual(self.post(b"{}", {}), 503)
        self.lab.webhook.behave("200")
        self.assertEqual(self.post(b"{}", {}), 200)

    def test_take_mail_over_starttls_with_a_login(self):
        mail = self.lab.description["mail"]
        with smtplib.SMTP("localhost", mail["port"], timeout=5) as client:
            client.starttls(context=self.tls)
            client.login(mail["user"], pathlib.Path(mail["password_file"]).read_text().strip())
            client.sendmail("a@example.org", ["b@example.org"], b"Subject: hello\r\nX-Nameward-Id: a-7\r\n\r\ntext\r\n")
        message = self.lab.mail.messages()[-1]
        self.assertEqual((message["subject"], message["id"], message["tls"]), ("hello", "a-7", True))


class AConfiguration(LabTest):
    def read(self, *arguments, **more):
        with tempfile.TemporaryDirectory() as folder:
            path = self.lab.write_config(*arguments, folder=folder, **more)
            return tomllib.loads(pathlib.Path(path).read_text())

    def test_points_at_the_laboratory_and_nowhere_else(self):
        config = self.read(["example.com", "example.org"])
        self.assertEqual([domain["name"] for domain in config["domain"]], ["example.com", "example.org"])
        self.assertEqual(config["network"]["dns_port"], self.lab.dns_port)
        self.assertEqual(config["network"]["connect_to"][-1], "::127.0.0.1:9")
        self.assertEqual({sink["kind"] for sink in config["sink"]}, {"webhook", "email"})
        for name in ("root_hints", "ca_file"):
            self.assertTrue(pathlib.Path(config["network"][name]).is_file())
        self.assertEqual(config["schedule"]["registration"], "")

    def test_takes_what_a_test_wants_otherwise(self):
        config = self.read([{"name": "example.com", "critical": True, "expect": {"name_servers": ["ns1.good.net"]}}],
                           sinks=["webhook"], sink={"min_severity": "info"}, confirm={"after": "1s"},
                           schedule={"mail": "5m"}, network={"queries_per_second": 5})
        self.assertEqual(config["domain"], [{"name": "example.com", "critical": True,
                                             "expect": {"name_servers": ["ns1.good.net"]}}])
        self.assertEqual([(sink["kind"], sink["min_severity"]) for sink in config["sink"]], [("webhook", "info")])
        self.assertEqual((config["confirm"]["after"], config["schedule"]["mail"], config["schedule"]["delegation"],
                          config["network"]["queries_per_second"]), ("1s", "5m", "5m", 5))


class ALaboratory(unittest.TestCase):
    def test_with_many_domains_serves_and_changes_all_of_them(self):
        with Lab("default", domains=300) as lab:
            client = Client(lab.dns_port)
            self.assertEqual(client.values(GOOD, "mail.d300.com", "A"), ["127.0.30.3"])
            self.assertEqual(client.udp(COM, "d301.com", "A").rcode(), dns.rcode.NXDOMAIN)
            lab.apply([[f"d{n}.com", "ns.parent", "ns1.evil.net", "ns2.evil.net"] for n in range(1, 301)])
            for n in (1, 150, 300):
                self.assertEqual(client.referral(COM, f"d{n}.com"), ["ns1.evil.net.", "ns2.evil.net."])

    def test_stands_beside_another_one(self):
        with Lab() as one, Lab() as two:
            one.set("example.com", "record", "@", "A", "127.0.0.1")
            self.assertNotEqual(one.dns_port, two.dns_port)
            self.assertEqual(Client(two.dns_port).values(GOOD, "example.com", "A"), ["127.0.20.1"])

    def test_leaves_nothing_behind_even_when_it_is_killed(self):
        for end in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(end), Lab() as lab:
                pids = [lab.process.pid, *lab.description["pids"].values()]
                lab.process.send_signal(end)
                lab.process.wait(timeout=10)
                self.assertEqual(still_running(pids, 5), [])

    def test_does_not_wait_for_a_process_that_has_ended_and_is_not_buried(self):
        with subprocess.Popen(["true"]) as ended, subprocess.Popen(["cat"], stdin=subprocess.PIPE) as living:
            os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
            children = name_server.children(os.getpid())
            self.assertIn(living.pid, children)
            self.assertNotIn(ended.pid, children)

    def test_of_an_impossible_world_says_why_it_is_not(self):
        root = "[[zone]]\nname = '.'\nservers = ['ns']\n"
        for text, why in (("[servers]\n'other' = '127.0.0.1'\n" + root, "unknown server ns"), ("[[zone]\n", "line 1"),
                          ("[servers]\n", "no zone ."), ("[servers]\n'ns' = '192.0.2.1'\n" + root, "not loopback")):
            with tempfile.NamedTemporaryFile("w", suffix=".toml") as file, self.subTest(why):
                file.write(text)
                file.flush()
                with self.assertRaisesRegex(LabError, why), Lab(file.name):
                    pass

    def test_obeys_the_command_line(self):
        with Lab() as lab:
            def command(*words, text=""):
                return subprocess.run([sys.executable, str(HERE / "lab"), *words, "--dir", str(lab.folder)], input=text,
                                      capture_output=True, text=True, timeout=20)
            client = Client(lab.dns_port)
            self.assertEqual(command("set", "example.com", "ds", "none", "--at", "a.gtld-servers.net").returncode, 0)
            self.assertEqual(client.values(COM, "example.com", "DS"), [])
            self.assertEqual(client.values(COM_B, "example.com", "DS"), [DS])
            lines = "example.com ttl 5   # short\n\nexample.com record @ TXT 'v=spf1 -all'\n"
            self.assertEqual(command("apply", text=lines).returncode, 0)
            self.assertEqual(client.udp(GOOD, "example.com", "TXT").answer[0].ttl, 5)
            wrong = command("set", "example.com", "colour", "red")
            self.assertEqual(wrong.returncode, 1)
            self.assertIn("unknown operation colour", wrong.stderr)
            self.assertIn('"serial"', command("status").stdout)
            self.assertIn("runs in", command("up", "default").stderr)
            self.assertEqual(client.udp(GOOD, "example.com", "TXT").answer[0].ttl, 5, "the first one is untouched")
            self.assertEqual(command("down").returncode, 0)
            lab.process.wait(timeout=10)
            self.assertIn("no laboratory answers", command("status").stderr)


def still_running(pids, seconds):
    """Those of the processes that run yet after so long."""
    end = time.monotonic() + seconds
    while (running := [pid for pid in pids if runs(pid)]) and time.monotonic() < end:
        time.sleep(0.02)
    return running


def runs(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    unittest.main()
