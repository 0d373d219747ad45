"""Broken packets change nothing and break nothing: those of $NAMEWARD_SHARED_DATA/corpus come from servers that were
asked, over UDP and TCP. A sample, with NAMEWARD_FULL=1 all of them in every way."""

import os
import pathlib
import re
import struct
import subprocess
import unittest

import dns.exception
import dns.flags
import dns.message
import dns.rcode

from harness import CHANGED, FINE, FULL, finish
from liars import Liars, own, servers_of
import behaviour  # of the laboratory

SHARED = os.environ.get("NAMEWARD_SHARED_DATA")
WAYS = ("bytes", "bytes+question", "bytes+tcp")  # the laboratory's behaviours
SERVERS = 60 if FULL else 18  # as many packets in one pass
LARGEST = 65507  # bytes of a datagram
ANSWER = struct.pack("!HHHHHH", 0, 0x8400, 1, 1, 0, 0) + b"\0\0\2\0\1"  # of one record; the root's NS was asked


def packets():
    """[(name, bytes)]: the broken packets of the corpus, and broken answers made of its names and record data."""
    found = [(file.name, file.read_bytes()) for file in folder("dns-wire")]
    for file in folder("dns-wire-hex"):
        found += [(file.name, content) for content in of_hex(file.read_text(errors="replace"))]
    for file in folder("dns-name-wire"):
        name = file.read_bytes()
        found += [(file.name, ANSWER + name + struct.pack("!HHIH", 2, 1, 300, 2) + b"\xc0\x0c"),
                  (file.name, ANSWER + b"\xc0\x0c" + struct.pack("!HHIH", 2, 1, 300, len(name)) + name)]
    for file in folder("dns-rdata-wire"):
        kind, rdata = file.read_bytes()[:4], file.read_bytes()[4:]
        found.append((file.name, ANSWER + b"\xc0\x0c" + kind + struct.pack("!IH", 300, len(rdata)) + rdata))
    return [(name, content) for name, content in found if 12 <= len(content) <= LARGEST and not is_proper(content)]


def is_proper(content):
    """Whether it becomes, with the question put in, a domain's own word on its name servers. Such a packet is not
    broken, and a server that is named in it is news."""
    query = dns.message.make_query(own("s0"), "NS", flags=0)
    reply, = behaviour.replies(behaviour.Behaviour("", "bytes+question", content=content), query.to_wire(), None, False)
    try:
        answer = dns.message.from_wire(reply.data, ignore_trailing=True)
        owner, kind = answer.question[0].name, answer.question[0].rdtype
        said = answer.get_rrset(answer.answer, owner, query.question[0].rdclass, kind)
    except (dns.exception.DNSException, ValueError, IndexError):
        return False
    return bool(said and answer.flags & dns.flags.AA and answer.rcode() == dns.rcode.NOERROR)


def folder(name):
    return sorted((pathlib.Path(SHARED) / "corpus" / name).iterdir())


def of_hex(text):
    """Some files hold a packet in a line, some spread its bytes over the lines up to a comment ";-- ..."."""
    lines = [line for line in text.splitlines() if " " not in line.strip()]
    for piece in lines + re.split("^;--.*$", text, flags=re.MULTILINE):
        digits = "".join(re.sub(";.*", "", piece).split())
        if re.fullmatch("([0-9A-Fa-f]{2}){12,}", digits):
            yield bytes.fromhex(digits)


def in_passes(all_packets):
    """[[(way, packet) for each server]]: everything in every way, or one pass with some in each."""
    if not FULL:
        some = all_packets[3::len(all_packets) // SERVERS][:SERVERS]
        return [[(WAYS[number // 2 % len(WAYS)], packet) for number, packet in enumerate(some)]]
    every = [(way, packet) for way in WAYS for packet in all_packets]
    return [every[at:at + SERVERS] for at in range(0, len(every), SERVERS)]


@unittest.skipUnless(SHARED, "NAMEWARD_SHARED_DATA is not set: the corpus of broken packets is not here")
class Broken(Liars):
    def setUp(self):
        # A packet of the corpus with our id and our question in it may be a proper answer, and its sender the server
        # that was asked: what keeps it from being believed is the other server.
        self.seats = [f"s{number}" for number in range(SERVERS // 2)]
        self.bring_up(self.seats, witnesses=True)
        self.servers = [server for seat in self.seats for server in servers_of(seat)]

    def test_broken_packets_change_nothing_and_break_nothing(self):
        all_packets = packets()
        self.assertGreater(len(all_packets), 750)
        for number, some in enumerate(in_passes(all_packets)):
            with self.subTest([f"{way}:{name}" for way, (name, _) in some]):
                senders = self.send(some, number)
                self.assert_no_change(self.monitor.next_sweep())
                self.assert_sent(senders)
        self.behave({server: "ok" for server in self.servers})
        self.assert_no_change(self.monitor.next_sweep())
        for domain in self.domains:
            self.assertEqual(self.monitor.values(domain), self.truth[domain])
        self.inbox.skip()
        self.assert_a_real_change_is_told(self.seats[0])

    def send(self, some, number):
        """One packet from each server that is returned, as often as it is asked."""
        behaviours = {}
        for server, (way, (_, content)) in zip(self.servers, some):
            file = self.folder / f"{number}-{server}"
            file.write_bytes(content)
            behaviours[server] = f"{way}:{file}"
        self.behave(behaviours)
        return list(behaviours)

    def assert_sent(self, senders):
        sent = self.lab.status()["sent"]
        self.assertEqual([server for server in senders if not sent[self.lab.addresses(server)[0]]], [])

    def assert_no_change(self, outcome):
        """That a server is lame which sends such packets, or does not agree with the other one, may be said."""
        self.assertEqual(outcome.rows("change"), [], outcome.stderr)
        self.assertLessEqual({row["type"] for row in outcome.rows("finding")},
                             {"delegation.lame", "delegation.mismatch"})
        opened = [row for row in outcome.rows("finding") if row["closed"] is None]
        self.assertEqual(outcome.returncode, CHANGED if opened else FINE, outcome.stderr)
        self.assertEqual(self.monitor.changes(), [])
        self.assertEqual([body["data"]["changes"] for body in self.inbox.take()[0] if body["data"]["changes"]], [])


class Broke(unittest.TestCase):
    """What the proof above rests on: a program that breaks is noticed."""

    def test_a_crash_and_what_a_sanitizer_reports_are_failures(self):
        for script in ("kill -SEGV $$", "exit 99", "echo 'dns.cpp:7:3: runtime error: shift exponent 64' >&2",
                       "echo '==1==ERROR: AddressSanitizer: heap-use-after-free' >&2; exit 1"):
            process = subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            with self.subTest(script), self.assertRaises(AssertionError):
                finish(process)


if __name__ == "__main__":
    unittest.main()
