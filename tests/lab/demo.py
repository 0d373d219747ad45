#!/usr/bin/python3
"""The demonstration: a delegation is hijacked, a domain is transferred away, and a tenant signs people in elsewhere.
Nameward sees, tells and remembers it.

Everything is real but the internet: name servers (NSD), RDAP, the login host and their TLS, the mail server, the webhook
receiver, the database.
usage: demo.py NAMEWARD
"""
import email
import email.policy
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from world import Lab  # noqa: E402

VICTIM, TRANSFERRED, FLIPPED = "example.com", "example.org", "example.net"
LIMIT = 60  # seconds for one command; each takes a few
SCHEDULE = {"delegation": "5m", "records": "5m", "registration": "4h", "tenant": "12h"}


def say(text):
    print("\n\033[1m== " + text + "\033[0m" if sys.stdout.isatty() else "\n== " + text, flush=True)


class Nameward:
    def __init__(self, binary, config):
        self.binary, self.config = binary, config

    def __call__(self, *words, codes=(0,)):
        print("\n$ nameward " + " ".join(words), flush=True)
        done = subprocess.run([self.binary, *words, "--config", str(self.config)], capture_output=True, text=True,
                              timeout=LIMIT, check=False)
        print((done.stdout + done.stderr).strip(), flush=True)
        if done.returncode not in codes:
            sys.exit(f"demo: nameward {' '.join(words)} ended with {done.returncode}, expected {codes}")
        return done.stdout


class Receivers:
    """What arrived since it was last asked for."""

    def __init__(self, lab):
        self.lab, self.posts, self.mails = lab, 0, 0

    def webhook(self, domain, severity="critical"):
        """The body of the message about a domain, printed with its signature."""
        messages = self.lab.webhook.messages()[self.posts:]
        self.posts += len(messages)
        for message in messages:
            body = json.loads(message["body"])
            if body["data"]["domain"] == domain and body["data"]["severity"] == severity:
                print("webhook-id:        " + message["headers"]["webhook-id"])
                print("webhook-signature: " + message["headers"]["webhook-signature"])
                keys = ("property", "source", "before", "after", "severity", "state", "layer", "id")
                body["data"]["changes"] = [{key: change[key] for key in keys} for change in body["data"]["changes"]]
                print(json.dumps(body, indent=2))
                return body
        return sys.exit(f"demo: no {severity} webhook about {domain} arrived; {len(messages)} others did")

    def mail(self, domain):
        """The mail about a domain, printed."""
        messages = self.lab.mail.messages()[self.mails:]
        self.mails += len(messages)
        for message in messages:
            mail = email.message_from_string(message["message"], policy=email.policy.default)
            if domain in mail["subject"]:
                for name in ("From", "To", "Subject", "Date", "Message-ID", "X-Nameward-Id"):
                    print(f"{name}: {mail[name]}")
                print("\n" + mail.get_body(("plain",)).get_content().strip())
                return
        sys.exit(f"demo: no mail about {domain} arrived")


def hijack(lab, nameward, receivers):
    say(f"Somebody takes the registrar account over: the registry now delegates {VICTIM} to ns1.evil.net and "
        "ns2.evil.net. The domain's own servers are untouched and say nothing of it")
    lab.set(VICTIM, "ns.parent", "ns1.evil.net", "ns2.evil.net")
    nameward("sweep", codes=(10,))
    say("The webhook that arrived (signed; the receiver has checked the signature)")
    body = receivers.webhook(VICTIM)
    say("The mail that arrived")
    receivers.mail(VICTIM)
    return next(row["id"] for row in body["data"]["changes"] if row["property"] == "delegation.ns")


def transfer(lab, nameward, receivers):
    say(f"{TRANSFERRED} loses its transfer lock and is with another registrar. No name server changes: to everybody who "
        "visits it all is as before")
    lab.apply([[TRANSFERRED, "registration.registrar", "evil"], [TRANSFERRED, "registration.statuses", "ok"]])
    nameward("sweep", TRANSFERRED, codes=(10,))
    say("The mail that arrived")
    receivers.mail(TRANSFERRED)


def flip(lab, nameward, receivers):
    say(f"The Microsoft tenant of {FLIPPED} is federated: a stranger's server now says who its people are")
    sts = "https://sts.evil.net/adfs/"
    lab.apply([[FLIPPED, "tenant.state", "federated"], [FLIPPED, "tenant.auth_url", sts + "ls/"],
               [FLIPPED, "tenant.metadata_url", sts + "services/trust/mex"],
               [FLIPPED, "tenant.active_url", sts + "services/trust/2005/usernamemixed"]])
    nameward("sweep", "--collector", "tenant", codes=(10,))
    say("The mail that arrived")
    receivers.mail(FLIPPED)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    domains = [VICTIM, TRANSFERRED, FLIPPED]
    say("A small internet comes up on this machine: root, TLDs, operators, registries, registrars, a login host, a mail "
        "server, a webhook receiver")
    with Lab("default") as lab:
        # The owner writes down what is right, so that status can say what is not.
        victim = {"name": VICTIM, "expect": {"name_servers": ["ns1.good.net", "ns2.good.net"]}}
        nameward = Nameward(sys.argv[1], lab.write_config([victim, *domains[1:]], schedule=SCHEDULE))
        receivers = Receivers(lab)
        lab.apply([[name, "registration.contact", role, "none"] for name in domains
                   for role in ("administrative", "technical", "billing")]  # the registrant is enough to be read here
                  + [[FLIPPED, "tenant.state", "managed"]])

        say("The first pass over " + ", ".join(domains) + " is the baseline: nothing is told")
        nameward("sweep")
        nameward("show", VICTIM)
        change = hijack(lab, nameward, receivers)
        transfer(lab, nameward, receivers)
        flip(lab, nameward, receivers)

        say("What the history keeps")
        nameward("history")
        say("How things stand")
        nameward("status", codes=(1,))
        say("The raw answers behind the first change")
        nameward("evidence", change)
    say("That was all of it. With a network, look at a domain of yours: build/check/nameward look example.com")


main()
