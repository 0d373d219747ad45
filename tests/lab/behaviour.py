"""What a name server can do wrong. A behaviour is a short text; here it becomes replies, purely: bytes in, bytes out.

    ok                     the real server answers
    lame, lame:referral    an upward referral to the root, without AA
    lame:cached            the true answer as a cache would give it: RA, no AA
    silent                 nothing, over UDP and TCP
    refused servfail nxdomain notimp formerr     that rcode for every question
    truncated              TC over UDP; TCP accepts and stays silent
    half-open              TC over UDP; TCP sends the first half of the true answer and then nothing
    forged:KIND[+true]     false replies first: KIND is id, question, source, case or all. They are never followed by
                           a true one (TCP stays silent), with +true they are, and TCP answers truly
    bytes:FILE             the bytes of the file, with the id of the question
    bytes+question:FILE    the same, with the question section put in as well
    bytes+tcp:FILE         TC over UDP; TCP sends the file with the id and the question put in
    random[:SEED]          the id and the question, then noise
    delayed:MILLISECONDS   the true answer, late
    rotating:N             of the addresses of the true answer N in turn; whichever server is asked, the next ones
"""

import collections
import dataclasses
import itertools
import random
import struct

import dns.message
import dns.rdatatype
import dns.rrset

RCODES = {"formerr": 1, "servfail": 2, "nxdomain": 3, "notimp": 4, "refused": 5}
LARGEST = 65507  # bytes in one datagram
FORGERIES = ("id", "question", "source", "case")
BYTES = ("bytes", "bytes+question", "bytes+tcp")
PLAIN = {"ok", "lame", "silent", "truncated", "half-open", "random", *RCODES}

HEADER = 12
QR, AA, TC, RD, RA = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080


class BehaviourError(Exception):
    pass


@dataclasses.dataclass(frozen=True)
class Behaviour:
    text: str  # as it was asked for
    kind: str
    argument: str = ""
    then_true: bool = False
    content: bytes = b""  # of the file


def parse(text):
    kind, _, argument = text.partition(":")
    if kind in PLAIN and (not argument or kind == "random" or (kind == "lame" and argument in ("referral", "cached"))):
        return Behaviour(text, kind, argument)
    if kind in ("delayed", "rotating") and argument.isdigit():
        return Behaviour(text, kind, argument)
    if kind == "forged":
        which, plus, rest = argument.partition("+")
        if which in (*FORGERIES, "all") and rest == ("true" if plus else ""):
            return Behaviour(text, kind, which, then_true=bool(plus))
    if kind in BYTES and argument:
        return Behaviour(text, kind, argument, content=_content(argument))
    raise BehaviourError(f"unknown behaviour {text}; tests/lab/behaviour.py has the list")


def _content(path):
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise BehaviourError(f"the file cannot be read: {error}") from None
    if len(content) > LARGEST:
        raise BehaviourError(f"{path} has more than the {LARGEST} bytes of a datagram")
    return content


@dataclasses.dataclass(frozen=True)
class Reply:
    data: bytes
    from_elsewhere: bool = False  # sent from another port and address than the server's
    after: float = 0.0  # seconds


def question_end(query):
    """Where the question section of a query ends; None where it is not one plain question."""
    if len(query) < HEADER or struct.unpack_from("!H", query, 4)[0] != 1:
        return None
    at = HEADER
    while at < len(query) and 0 < query[at] < 64:
        at += query[at] + 1
    return at + 5 if at + 5 <= len(query) and query[at] == 0 else None


def concerns(query, only):
    """Whether a query asks for a name in one of these domains; without domains every query is meant."""
    end = question_end(query)
    asked = query[HEADER:end - 4].lower() if end else b""
    return not only or any(asked.endswith(wire_name(domain)) for domain in only)


def needs_truth(behaviour, tcp):
    """Whether the replies are made from what the real server says."""
    return (behaviour.kind in ("delayed", "rotating") or (behaviour.kind, behaviour.argument) == ("lame", "cached")
            or (behaviour.kind == "forged" and behaviour.then_true) or (behaviour.kind == "half-open" and tcp))


def replies(behaviour, query, truth, tcp):
    """What is sent back for one query. `truth` is the real server's answer where needs_truth said so."""
    end = question_end(query)
    if end is None or behaviour.kind == "silent":
        return []
    if needs_truth(behaviour, tcp) and truth is None:
        return []
    if behaviour.kind in RCODES:
        return [Reply(_header(query, end, AA if behaviour.kind == "nxdomain" else 0, RCODES[behaviour.kind]))]
    return {"lame": _lame, "truncated": _truncated, "half-open": _half_open, "forged": _forged, "bytes": _bytes,
            "bytes+question": _bytes, "bytes+tcp": _bytes_over_tcp, "random": _random,
            "delayed": _delayed, "rotating": _rotating}[behaviour.kind](behaviour, query, end, truth, tcp)


def _header(query, end, flags, rcode=0, answers=0, authority=0):
    """A reply that holds the header and the question."""
    flags = QR | flags | (struct.unpack_from("!H", query, 2)[0] & RD) | rcode
    return query[:2] + struct.pack("!HHHHH", flags, 1, answers, authority, 0) + query[HEADER:end]


def _record(owner, kind, rdata, ttl=300):
    return owner + struct.pack("!HHIH", kind, 1, ttl, len(rdata)) + rdata


def wire_name(text):
    labels = [label for label in text.split(".") if label]
    return b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"


def _lame(behaviour, query, end, truth, tcp):
    if behaviour.argument == "cached":
        flags = struct.unpack_from("!H", truth, 2)[0]
        return [Reply(truth[:2] + struct.pack("!H", (flags & ~AA) | RA) + truth[4:])]
    root = _record(b"\0", 2, wire_name("a.root-servers.net"))
    return [Reply(_header(query, end, 0, authority=1) + root)]


def _truncated(behaviour, query, end, truth, tcp):
    return [] if tcp else [Reply(_header(query, end, AA | TC))]


def _half_open(behaviour, query, end, truth, tcp):
    return [Reply(truth[:len(truth) // 2])] if tcp else [Reply(_header(query, end, AA | TC))]


def _delayed(behaviour, query, end, truth, tcp):
    return [Reply(truth, after=int(behaviour.argument) / 1000)]


_turns = collections.defaultdict(itertools.count)  # by question: in turn and not by chance, so that a test sees them all


def _rotating(behaviour, query, end, truth, tcp):
    message = dns.message.from_wire(truth)
    turn = next(_turns[query[HEADER:end].lower()])
    for number, rrset in enumerate(message.answer):
        if rrset.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA):
            every, several = sorted(rrset), min(int(behaviour.argument), len(rrset))
            some = [every[(turn * several + place) % len(every)] for place in range(several)]
            message.answer[number] = dns.rrset.from_rdata_list(rrset.name, rrset.ttl, some)
    return [Reply(message.to_wire())]


def _bytes(behaviour, query, end, truth, tcp):
    content = query[:2] + behaviour.content[2:]
    if behaviour.kind != "bytes":
        old_end = question_end(content)
        content = content[:HEADER] + query[HEADER:end] + content[old_end or HEADER:]
    return [Reply(content)]


def _bytes_over_tcp(behaviour, query, end, truth, tcp):
    return _bytes(behaviour, query, end, truth, tcp) if tcp else [Reply(_header(query, end, AA | TC))]


def _random(behaviour, query, end, truth, tcp):
    seed = behaviour.argument + query[HEADER:end].lower().hex()  # another question, other noise
    noise = random.Random(seed if behaviour.argument else None)
    counts = struct.pack("!HHH", *(noise.randrange(8) for _ in range(3)))
    flags = struct.pack("!HH", QR | AA, 1)
    return [Reply(query[:2] + flags + counts + query[HEADER:end] + noise.randbytes(noise.randrange(400)))]


# -- forgeries: what somebody who cannot see the question, or only part of it, might send


def _forged(behaviour, query, end, truth, tcp):
    true = [Reply(truth)] if behaviour.then_true else []
    if tcp:
        return true
    kinds = FORGERIES if behaviour.argument == "all" else (behaviour.argument,)
    return [reply for kind in kinds for reply in _forgery(kind, query, end)] + true


def _forgery(kind, query, end):
    false = _false_answer(query, end)
    if kind == "id":
        return [Reply(bytes([false[0] ^ mask, false[1] ^ 0x5A]) + false[2:]) for mask in (0, 0xFF)]
    if kind == "source":
        return [Reply(false, from_elsewhere=True)]
    if kind == "case":
        return [Reply(_false_answer(query[:HEADER] + query[HEADER:end].swapcase(), end))]
    other = wire_name("wrong.example") + query[end - 4:end]
    question = query[:HEADER] + other
    return [Reply(_false_answer(question, len(question)))]


def _false_answer(query, end):
    """Tells of the attacker's servers and addresses, whatever was asked."""
    kind = struct.unpack_from("!H", query, end - 4)[0]
    host = wire_name("ns1.forged.example")
    rdata = {1: bytes([127, 0, 66, 66]), 2: host, 5: host, 15: b"\0\5" + host, 16: b"\6forged",
             6: host + host + struct.pack("!IIIII", 1, 60, 60, 60, 60), 28: bytes(15) + b"\1"}.get(kind)
    owner = b"\xc0\x0c"
    answer = _record(owner, kind, rdata) if rdata is not None else b""
    return (_header(query, end, AA, answers=1 if answer else 0, authority=1) + answer + _record(owner, 2, host))
