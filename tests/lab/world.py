"""The laboratory for tests in Python:

    with Lab("default") as lab:
        lab.set("example.com", "ns.parent", "ns1.evil.net", "ns2.evil.net")
        lab.set("ns1.good.net", "behaviour", "silent")
        config = lab.write_config(["example.com"])

Every change is served when `set` returns. Nothing of it outlives the `with`, nor the process that holds it.
"""

import functools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

import control
import nameward_config

HERE = pathlib.Path(__file__).resolve().parent
STOP_DEADLINE = 15.0  # seconds; an ordinary end takes a tenth of one


class LabError(Exception):
    pass


class Receiver:
    """The webhook receiver, the mail server or the services: what it was given, and how it is to behave."""

    def __init__(self, description):
        self.description = description
        self.read, self.lines = 0, []  # of the log: how many bytes, and what stood in them
        self.reading = threading.Lock()  # tests ask from several threads

    def log(self):
        """Everything that it wrote down (webhook_receiver.py, smtp_server.py)."""
        path = pathlib.Path(self.description["log"])
        with self.reading:
            if path.exists():
                with open(path, "rb") as log:
                    log.seek(self.read)
                    lines = log.read().split(b"\n")[:-1]  # without one that is being written
                self.read += sum(len(line) + 1 for line in lines)
                self.lines += [json.loads(line) for line in lines]
            return list(self.lines)

    def messages(self):
        """The messages alone, whatever it answered to them."""
        return [line for line in self.log() if "message" in line or "body" in line]

    def behave(self, text):
        """From the next connection on; the receivers' own files have the list of behaviours."""
        new = pathlib.Path(self.description["control"] + ".new")
        new.write_text(text + "\n")
        new.rename(self.description["control"])


class Lab:
    def __init__(self, world="default", domains=None, folder=None):
        """`domains`: how many domains the [series] of the world makes. Without `folder` it is a temporary one."""
        self.own_folder = folder is None
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="nameward-lab-")).resolve()
        self.command = [sys.executable, str(HERE / "lab"), "up", str(world), "--dir", str(self.folder), "--until-eof"]
        if self.own_folder:
            self.command += ["--remove"]  # even where this process is killed
        if domains is not None:
            self.command += ["--domains", str(domains)]

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lab.log", "w+") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                            text=True)
            if not self.process.stdout.readline():
                self.process.communicate()
                log.seek(0)
                self._clean()
                raise LabError(log.read().strip())
        self.description = json.loads((self.folder / "lab.json").read_text())
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=STOP_DEADLINE)
        finally:
            self.process.kill()  # nothing where it has ended
            self._clean()

    def _clean(self):
        self.process.stdout.close()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    # -- where things are

    @property
    def dns_port(self):
        return self.description["dns_port"]

    @property
    def root_hints(self):
        return self.description["root_hints"]

    @functools.cached_property
    def webhook(self):
        return Receiver(self.description["webhook"])

    @functools.cached_property
    def mail(self):
        return Receiver(self.description["mail"])

    @functools.cached_property
    def services(self):
        return Receiver(self.description["services"])

    def requests(self, endpoint=None, domain=None):
        """What RDAP, WHOIS, Microsoft and IANA's servers were asked (services.py), in the order of arrival."""
        return [line for line in self.services.log()
                if endpoint in (None, line["endpoint"]) and domain in (None, line["domain"])]

    def addresses(self, server):
        return self.description["servers"][server]

    # -- what can be done

    def set(self, target, operation, *values, at=()):
        """One change, as `lab set` makes it. `at` names the servers that alone are to say it."""
        self.apply([[target, operation, *values]], at)

    def apply(self, changes, at=()):
        """Many changes [target, operation, value...], all of them or none. One that ends with a dictionary {"at": ...}
        has servers of its own."""
        changes = [control.change(target, operation, [value for value in values if not isinstance(value, dict)],
                                  next((value["at"] for value in values if isinstance(value, dict)), at))
                   for target, operation, *values in changes]
        self._ask({"command": "set", "changes": changes})

    def reset(self):
        """Takes every change back; the serials go on."""
        self._ask({"command": "reset"})

    def status(self):
        return self._ask({"command": "status"})

    def _ask(self, request):
        try:
            return control.ask(self.folder, request)
        except control.ControlError as error:
            raise LabError(str(error)) from None

    def write_config(self, domains, folder=None, **overrides):
        """Writes a nameward.toml for these domains against this laboratory and returns its path
        (nameward_config.py says what it holds and what `overrides` may be)."""
        return nameward_config.write(self.description, pathlib.Path(folder or self.folder / "nameward"), domains,
                                     overrides)
