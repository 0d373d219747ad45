"""What the receivers of the lab share: a control file that says how to behave, and a log that is written first."""

import datetime
import json
import threading


class Behaviour:
    """The control file. Each line serves one customer, the last one all further ones; "" and no file mean `usual`."""

    def __init__(self, path, usual):
        self.path = path
        self.usual = usual
        self.text = None
        self.served = 0
        self.lock = threading.Lock()

    def next(self):
        with self.lock:
            text = self.read()
            if text != self.text:
                self.text, self.served = text, 0
            lines = [line.strip() for line in text.splitlines() if line.strip()] or [self.usual]
            line = lines[min(self.served, len(lines) - 1)]
            self.served += 1
            return line

    def read(self):
        if not self.path:
            return ""
        try:
            with open(self.path, encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""


class Log:
    """One JSON line each, on disk before append() returns."""

    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()

    def append(self, **fields):
        line = json.dumps({"at": utc_now(), **fields})
        with self.lock, open(self.path, "a", encoding="utf-8") as file:
            file.write(line + "\n")


def utc_now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")


def listen_address(text):
    """ "127.0.0.1:0" or "[::1]:0"."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)
