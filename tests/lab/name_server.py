"""One NSD process for one address: its configuration, its life, and the wait until it serves what it was given."""

import os
import pathlib
import signal
import subprocess
import time

import dns.exception
import dns.message
import dns.query

import names

MARKER = "generation.lab.invalid"  # a zone in every server of the laboratory; says which of our writes is served
DEADLINE = 30.0  # seconds, on a busy machine; a server starts in well under one
PATIENCE = 1.0  # seconds; NSD forgets a reload that it is told of while it ends another one


class ServerError(Exception):
    pass


def find_program():
    """NSD as the build unpacked it, or the one that NAMEWARD_LAB_NSD names."""
    named = os.environ.get("NAMEWARD_LAB_NSD")
    root = pathlib.Path(__file__).resolve().parents[2]
    candidates = [pathlib.Path(named)] if named else sorted(root.glob("build/*/tests/lab/nsd/usr/sbin/nsd"))
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return str(candidate)
    raise ServerError("no NSD found: build the target lab_server (cmake --build --preset check --target lab_server), "
                      "or name the program in NAMEWARD_LAB_NSD" + (f" (now {named})" if named else ""))


class NameServer:
    def __init__(self, program, folder, address):
        self.program, self.folder, self.address, self.port = program, pathlib.Path(folder), address, None
        self.process = None
        self.generation = 0
        self.zone_files = {}
        self.folder.mkdir(parents=True, exist_ok=True)

    def write(self, zones):
        """zones: name -> text. Returns at once; `start` or `reload` makes the server read it."""
        for zone, text in zones.items():
            path = self.folder / (zone.strip(".").replace("/", "_") + ".zone" if zone != "." else "root.zone")
            _replace(path, text)
            self.zone_files[zone] = path

    def start(self, port):
        """Begins to start; `wait` says when it answers."""
        self.port = port
        self._next_generation()
        configuration = self.folder / "nsd.conf"
        configuration.write_text(self._configuration())
        # The signal at the lab's death: no server outlives it, not even a killed one.
        command = ["setpriv", "--pdeathsig", "TERM", self.program, "-d", "-c", str(configuration)]
        with open(self.folder / "nsd.log", "a") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def reload(self):
        """Begins to read the changed zone files; `wait` says when they are served."""
        self._next_generation()
        self._read_again()

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def wait(self):
        """Returns when only a process that read our last write answers here."""
        end = time.monotonic() + DEADLINE
        again = time.monotonic() + PATIENCE
        while not (self._serves_our_last() and self._is_alone()):
            now = time.monotonic()
            if self.process.poll() is not None:
                raise ServerError(f"the name server at {self.address} port {self.port} ended: {self.log()}")
            if now > again and self._served_generation() is not None:
                self._read_again()
                again = now + PATIENCE
            if now > end:
                raise ServerError(f"the name server at {self.address} port {self.port} did not serve what it was "
                                  f"given within {DEADLINE:.0f} s: {self.log()}")
            time.sleep(0.002)

    def soa_serial(self, zone):
        query = dns.message.make_query(names.absolute(zone), "SOA", flags=0)
        answer = dns.query.udp(query, self.address, port=self.port, timeout=2)
        return next((rdata.serial for rrset in answer.answer for rdata in rrset if rrset.rdtype == 6), None)

    def _next_generation(self):
        self.generation += 1
        owner = names.absolute(MARKER)
        _replace(self.folder / "generation", f"{owner} 0 SOA . . {self.generation} 1 1 1 0\n{owner} 0 NS .\n"
                                             f"{owner} 0 TXT {self.generation}\n")

    def _read_again(self):
        self.process.send_signal(signal.SIGHUP)

    def _serves_our_last(self):
        return self._served_generation() == str(self.generation).encode()

    def _served_generation(self):
        query = dns.message.make_query(MARKER, "TXT", flags=0)
        try:
            answer = dns.query.udp(query, self.address, port=self.port, timeout=0.2)
        except (OSError, dns.exception.DNSException):
            return None
        return answer.answer[0][0].strings[0] if answer.answer else None

    def _is_alone(self):
        """A reload leaves the old serving process running for a moment beside the new one."""
        main = children(self.process.pid)
        return len(main) == 1 and len(children(main[0])) == 1

    def log(self):
        lines = (self.folder / "nsd.log").read_text(errors="replace").splitlines()
        return " / ".join(line for line in lines[-20:] if "error" in line)[-500:] or "nothing in its log"

    def _configuration(self):
        zones = dict(self.zone_files) | {MARKER: self.folder / "generation"}
        clauses = "".join(f'zone:\n  name: "{name}"\n  zonefile: "{path}"\n' for name, path in zones.items())
        return f"""server:
  ip-address: {self.address}@{self.port}
  server-count: 1
  username: ""
  chroot: ""
  database: ""
  zonesdir: ""
  zonelistfile: "{self.folder}/zone.list"
  xfrdfile: ""
  xfrdir: "{self.folder}"
  pidfile: ""
  logfile: ""
  round-robin: yes
  rrl-size: 100
  rrl-ratelimit: 0
  tcp-count: 100
  tcp-timeout: 30
  xfrd-tcp-max: 4
  xfrd-tcp-pipeline: 4
remote-control:
  control-enable: no
{clauses}"""


def children(pid):
    """The living processes whose parent is pid. NSD leaves one that has ended unburied for as long as it likes."""
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                with open(f"/proc/{entry.name}/stat") as file:
                    state, parent = file.read().rpartition(")")[2].split()[:2]
            except (OSError, ValueError):
                continue  # it has ended meanwhile
            if int(parent) == pid and state != "Z":
                found.append(int(entry.name))
    return found


def _replace(path, text):
    """Writes a file anew, with a time of change that differs from the one before: NSD compares it."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text)
    after = path.stat().st_mtime_ns
    if after <= before:
        os.utime(path, ns=(before + 1_000_000, before + 1_000_000))
