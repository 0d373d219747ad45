#!/usr/bin/python3
"""The demonstration: a registry's delegation is hijacked, and Nameward sees, tells and remembers it.

Everything is real but the internet: name servers (NSD), TLS, the mail server, the webhook receiver, the database.
usage: demo.py NAMEWARD
"""
import email
import email.policy
import json
import pathlib
import subprocess
import sys
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from world import Lab  # noqa: E402

VICTIM = "example.com"
LIMIT = 60  # seconds for one command; each takes one or two


def three_domains():
    world = tomllib.loads((pathlib.Path(__file__).parent / "worlds" / "default.toml").read_text())
    names = sorted({zone["name"] for zone in world["zone"] if zone["name"].startswith("example.")})
    return [VICTIM] + [name for name in names if name != VICTIM][:2]


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


def show_webhook(lab):
    messages = lab.webhook.messages()
    for message in messages:
        body = json.loads(message["body"])
        if body["data"]["domain"] == VICTIM and body["data"]["severity"] == "critical":
            print("webhook-id:        " + message["headers"]["webhook-id"])
            print("webhook-signature: " + message["headers"]["webhook-signature"])
            body["data"]["changes"] = [{key: change[key] for key in ("property", "source", "before", "after", "severity",
                                                                     "state", "layer", "id")}
                                       for change in body["data"]["changes"]]
            print(json.dumps(body, indent=2))
            return body
    sys.exit(f"demo: no critical webhook about {VICTIM} arrived; {len(messages)} others did")


def show_mail(lab):
    for message in lab.mail.messages():
        mail = email.message_from_string(message["message"], policy=email.policy.default)
        if VICTIM in mail["subject"]:
            for name in ("From", "To", "Subject", "Date", "Message-ID", "X-Nameward-Id"):
                print(f"{name}: {mail[name]}")
            print("\n" + mail.get_body(("plain",)).get_content().strip())
            return
    sys.exit(f"demo: no mail about {VICTIM} arrived")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    domains = three_domains()
    say("A small internet comes up on this machine: root, TLDs, operators, a mail server, a webhook receiver")
    with Lab("default") as lab:
        # The owner writes down what is right, so that status can say what is not.
        victim = {"name": VICTIM, "expect": {"name_servers": ["ns1.good.net", "ns2.good.net"]}}
        config = lab.write_config([victim, *domains[1:]])
        nameward = Nameward(sys.argv[1], config)

        say("The first pass over " + ", ".join(domains) + " is the baseline: nothing is told")
        nameward("sweep")
        nameward("show", VICTIM)

        say(f"Somebody takes the registrar account over: the registry now delegates {VICTIM} to ns1.evil.net and "
            "ns2.evil.net. The domain's own servers are untouched and say nothing of it")
        lab.set(VICTIM, "ns.parent", "ns1.evil.net", "ns2.evil.net")
        nameward("sweep", codes=(10,))

        say("The webhook that arrived (signed; the receiver has checked the signature)")
        body = show_webhook(lab)
        say("The mail that arrived")
        show_mail(lab)

        say("What the history keeps")
        nameward("history")
        say("How things stand")
        nameward("status", codes=(1,))
        say("The raw answers behind the change")
        change = next(row for row in body["data"]["changes"] if row["property"] == "delegation.ns")
        nameward("evidence", change["id"])
    say("That was all of it. With a network, look at a domain of yours: build/dev/nameward look example.com")


main()
