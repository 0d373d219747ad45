"""What the services can do wrong. A failure is a short text; here it becomes an answer, purely.

    ok                      the true answer
    STATUS                  400 to 599 with a short JSON body, as 404, 429, 500, 503
    STATUS+retry:SECONDS    the same with Retry-After, a date where SECONDS ends with "d"
    403-quota, 422-quota    a quota in the words of registries that do not say 429
    400-invalid             400 with Microsoft's code 900023: neither a tenant nor none
    html                    200 with the page of a captive portal
    half-json               the true body up to its half, as if that were all
    empty                   200 without a body; over WHOIS nothing
    binary                  200 with noise
    deep-json               100,000 levels
    many-values-json        the true answer and 20,000 more members in it that say nothing
    huge                    64 MiB as they are
    gzip-bomb               128 MiB from 130 KiB
    double-gzip-bomb        128 MiB from less than 1 KiB, compressed twice
    endless-headers         headers of 4 MiB
    redirect:URL            302
    redirect-private        302 to an address of this machine where somebody listens
    related:URL             the true answer of a registry, with the registrar's answer said to be at URL
    reset                   resets the connection when it was asked
    reset-after-data        the first half of the answer, then a reset; over WHOIS all of it, then a reset
    drip                    one byte a second
    hang                    says nothing for two minutes
    wrong-certificate       a certificate of the laboratory's authority for another host
    expired-certificate     one that is over since yesterday

and over WHOIS, besides html, empty, binary, huge, reset, reset-after-data, drip, hang:

    throttle-phrase[:TEXT]  "Query rate limit exceeded", or that text
    error-phrase            that the database is not there
    no-match                that there is no such domain
    half                    the true answer up to its half
    referral:HOST           the true answer, with another WHOIS server named in it
"""

import dataclasses
import email.utils
import functools
import gzip
import io
import json
import random

import microsoft_answers
import rdap_answers
import whois_answers

MIB = 1024 * 1024
HTTP = ("400-invalid", "403-quota", "422-quota", "html", "half-json", "empty", "binary", "deep-json",
        "many-values-json", "huge", "gzip-bomb", "double-gzip-bomb", "endless-headers", "redirect",
        "redirect-private", "related", "reset",
        "reset-after-data", "drip", "hang", "wrong-certificate", "expired-certificate")
WHOIS = ("throttle-phrase", "error-phrase", "no-match", "half", "referral", "html", "empty", "binary", "huge", "reset",
         "reset-after-data", "drip", "hang")
NEEDS_ARGUMENT = ("redirect", "related", "referral")
CERTIFICATES = {"wrong-certificate": "wrong", "expired-certificate": "expired"}
PORTAL = b"<!DOCTYPE html><html><title>Sign in</title><body>Please sign in to this network.</body></html>\n"


class FailureError(Exception):
    pass


@dataclasses.dataclass(frozen=True)
class Failure:
    kind: str  # "ok", a name from the lists, or "status"
    argument: str = ""
    status: int = 0
    retry: str = ""


@dataclasses.dataclass(frozen=True)
class Answer:
    """Of HTTP; over WHOIS the body alone counts."""

    status: int = 200
    headers: tuple = (("Content-Type", "application/json"),)
    body: bytes = b""
    ending: str = ""  # "" goes on; reset, reset-after-data, drip, hang


def parse(text, endpoint):
    """The failure that a text means at an endpoint of services.py."""
    kind, _, argument = text.partition(":")
    whois = endpoint.startswith("whois.")
    known = WHOIS if whois else HTTP
    if text == "ok":
        return Failure("ok")
    if kind in known and bool(argument) == (kind in NEEDS_ARGUMENT) or (kind == "throttle-phrase" and whois):
        return Failure(kind, argument)
    number, _, retry = text.partition("+retry:")
    if not whois and number.isdigit() and 400 <= int(number) <= 599 and retry.rstrip("d").isdigit() == ("+" in text):
        return Failure("status", status=int(number), retry=retry)
    raise FailureError(f"unknown failure {text} of {endpoint}; tests/lab/failures.py has the list")


def of_http(failure, truth, trap, now):
    """`truth` is the true answer, `trap` the URL where redirect-private leads, `now` seconds since 1970."""
    if failure.kind == "status":
        return _status(failure, now)
    if failure.kind in ("reset", "reset-after-data", "drip", "hang"):
        return dataclasses.replace(truth, ending=failure.kind)
    if failure.kind in ("redirect", "redirect-private"):
        return Answer(302, (("Location", failure.argument or trap),))
    if failure.kind == "related":
        return dataclasses.replace(truth, body=_related(truth.body, failure.argument))
    if failure.kind in CERTIFICATES:
        return truth
    return {"400-invalid": _invalid, "403-quota": _quota_403, "422-quota": _quota_422, "html": _html,
            "half-json": _half, "empty": _empty, "binary": _binary, "deep-json": _deep, "many-values-json": _many,
            "huge": _huge, "gzip-bomb": _bomb, "double-gzip-bomb": _double_bomb,
            "endless-headers": _endless_headers}[failure.kind](truth)


def of_whois(failure, truth, name):
    """The bytes that are sent instead of `truth`, to who asked for `name`."""
    return {"throttle-phrase": (failure.argument or "Query rate limit exceeded. Try again later.").encode() + b"\r\n",
            "error-phrase": b"% Internal error: the database cannot be reached.\r\n",
            "no-match": whois_answers.not_found(name), "half": truth[:len(truth) // 2], "html": PORTAL, "empty": b"",
            "binary": _noise(2000), "huge": b"Remark: nothing is said here.\r\n" * 300000,
            "referral": truth}.get(failure.kind, truth)


def _json(status, value, **headers):
    return Answer(status, (("Content-Type", "application/json"), *headers.items()), json.dumps(value).encode())


def _status(failure, now):
    headers = {}
    if failure.retry:
        seconds = int(failure.retry.rstrip("d"))
        headers["Retry-After"] = (email.utils.formatdate(now + seconds, usegmt=True) if failure.retry.endswith("d")
                                  else str(seconds))
    if failure.status == 404:
        return _json(404, rdap_answers.NOT_FOUND)
    return _json(failure.status, {"errorCode": failure.status, "title": "It went wrong"}, **headers)


def _invalid(truth):
    return _json(*microsoft_answers.invalid_name("example"))


def _quota_403(truth):
    return _json(403, {"errorCode": 403, "title": "Number of allowed queries exceeded",
                       "description": ["Number of allowed queries exceeded"]})


def _quota_422(truth):
    return _json(422, {"errorCode": "422", "title": "Unprocessable", "description": ["access is too fast"]})


def _html(truth):
    return Answer(200, (("Content-Type", "text/html"),), PORTAL)


def _half(truth):
    return dataclasses.replace(truth, body=truth.body[:len(truth.body) // 2])


def _empty(truth):
    return dataclasses.replace(truth, status=200, body=b"")


def _noise(size):
    return random.Random(7).randbytes(size)


def _binary(truth):
    return dataclasses.replace(truth, status=200, body=_noise(5000))


def _deep(truth):
    return dataclasses.replace(truth, status=200, body=b'{"objectClassName":"domain","x":' + b"[" * 100_000
                               + b"]" * 100_000 + b"}")


def _many(truth):
    document = json.loads(truth.body)
    document["aside"] = [{"n": n} for n in range(20_000)]
    return dataclasses.replace(truth, body=json.dumps(document, separators=(",", ":")).encode())


def _huge(truth):
    return dataclasses.replace(truth, status=200, body=_spaces())


def _bomb(truth):
    return _packed(truth, "gzip", _bombs()[0])


def _double_bomb(truth):
    return _packed(truth, "gzip, gzip", _bombs()[1])


def _packed(truth, encoding, body):
    return Answer(200, (*truth.headers, ("Content-Encoding", encoding)), body)


def _endless_headers(truth):
    return dataclasses.replace(truth, headers=tuple((f"X-{n}", "x" * 1000) for n in range(4 * 1024)))


@functools.lru_cache(maxsize=None)
def _spaces():
    return b'{"x":"' + b" " * (64 * MIB) + b'"}'


@functools.lru_cache(maxsize=None)
def _bombs():
    once = io.BytesIO()
    with gzip.GzipFile(fileobj=once, mode="wb", compresslevel=6, mtime=0) as file:
        file.write(b'{"x":"')
        for _ in range(128):
            file.write(b" " * MIB)
    return once.getvalue(), gzip.compress(once.getvalue(), 9, mtime=0)


def _related(body, url):
    document = json.loads(body)
    link = {"rel": "related", "type": "application/rdap+json", "href": url}
    document["links"] = [one for one in document.get("links", []) if one["rel"] != "related"] + [link]
    return json.dumps(document).encode()
