"""The mail server and the webhook receiver of a laboratory, with certificates of its own authority."""

import base64
import os
import pathlib
import secrets
import select
import subprocess
import sys

import certificates

HERE = pathlib.Path(__file__).resolve().parent
DEADLINE = 15.0  # seconds until a receiver listens; it takes a fifth of one
MAIL_USER = "nameward"


class ReceiverError(Exception):
    pass


class Receiver:
    """One program that prints "listening ADDRESS PORT" and logs one JSON line for each message."""

    def __init__(self, folder, program, *options):
        self.log, self.control = folder / "messages.jsonl", folder / "behaviour"
        self.output = folder / "output"
        self.program = program
        # The signal at the lab's death: no receiver outlives it, not even a killed one.
        command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-B", str(HERE / program),
                   "--log", str(self.log), "--control", str(self.control), *map(str, options)]
        with open(self.output, "w") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=output,
                                            text=True)

    def wait(self):
        ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE)
        words = self.process.stdout.readline().split() if ready else []
        if len(words) != 3 or words[0] != "listening":
            said = self.output.read_text()[-500:] or "no word from it"
            raise ReceiverError(f"{self.program} does not listen: {said}")
        self.port = int(words[2])

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def description(self):
        return {"port": self.port, "log": str(self.log), "control": str(self.control)}


class Receivers:
    """Both, in folders below `folder`."""

    def __init__(self, folder):
        self.webhook_secret = _secret_file(
            folder / "webhook" / "secret", "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())
        self.mail_password = _secret_file(folder / "mail" / "password", secrets.token_urlsafe(18))
        tls = self.tls_folder = folder / "tls"
        tls.mkdir(exist_ok=True)
        certificates.make_server(tls, ["localhost", "127.0.0.1"])
        self.ca_file = tls / "ca.pem"
        keys = ["--cert", tls / "server.pem", "--key", tls / "server.key"]
        self.webhook = Receiver(folder / "webhook", "webhook_receiver.py", *keys, "--secret-file", self.webhook_secret)
        self.mail = Receiver(folder / "mail", "smtp_server.py", *keys, "--user", MAIL_USER,
                             "--password-file", self.mail_password)

    def wait(self):
        self.webhook.wait()
        self.mail.wait()

    def stop(self):
        self.webhook.stop()
        self.mail.stop()

    def pids(self):
        return {"webhook": self.webhook.process.pid, "mail": self.mail.process.pid}

    def description(self):
        return {"ca_file": str(self.ca_file),
                "webhook": {**self.webhook.description(), "url": f"https://localhost:{self.webhook.port}/nameward",
                            "secret_file": str(self.webhook_secret)},
                "mail": {**self.mail.description(), "url": f"smtp://localhost:{self.mail.port}",
                         "user": MAIL_USER, "password_file": str(self.mail_password)}}


def _secret_file(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text + "\n")
    return path
