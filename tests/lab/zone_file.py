"""A version of a zone as the text of a zone file. Everything is parsed before it is written, so that a mistake in a
value is told to the person who asked and never reaches the name server."""

import functools

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

import model
import names


def text(world, zone_name, version):
    origin = dns.name.from_text(names.absolute(zone_name))
    lines = []
    for owner, kind, ttl, values in model.rrsets(world, zone_name, version):
        for value in values:
            lines.append(f"{names.absolute(owner)} {ttl} IN {kind} {_rdata(owner, kind, value, origin)}")
    return "\n".join(lines) + "\n"


@functools.lru_cache(maxsize=None)
def _rdata(owner, kind, value, origin):
    if kind in ("TXT", "SPF") and not value.startswith('"'):
        value = _quoted(value)
    try:
        rdata = dns.rdata.from_text(dns.rdataclass.IN, kind, value, origin=origin, relativize=False)
    except (dns.exception.DNSException, ValueError) as error:
        raise model.WorldError(f"{owner} {kind}: {value!r} is no such record: {error}") from None
    return rdata.to_text()


def _quoted(value):
    """Plain text as character strings of at most 255 bytes (RFC 1035 3.3)."""
    escaped = [piece.replace("\\", "\\\\").replace('"', '\\"') for piece in
               (value[start:start + 255] for start in range(0, len(value), 255))]
    return " ".join(f'"{piece}"' for piece in escaped)
