"""The running laboratory: name servers, the responder and the receivers, and the changes while it runs."""

import json
import os
import pathlib
import selectors
import signal
import subprocess
import sys

import behaviour as behaviours
import control
import model
import names
import ports
import receivers
import registrations
import zone_file
from failures import FailureError, parse as parse_failure
from name_server import NameServer, ServerError, find_program
from service_process import ServiceProcess

HERE = pathlib.Path(__file__).resolve().parent
COMMANDS = {"set": "_set", "reset": "_reset", "status": "_status", "down": "_down"}


class Laboratory:
    def __init__(self, world, folder):
        self.world = world
        self.first_zones, self.first_registrations = dict(world.zones), world.registrations.copy()
        self.folder = pathlib.Path(folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.behaviours = {}  # address -> (behaviour text, [domains]), where it is not ok
        self.name_servers = {}  # address -> NameServer
        self.failures = {}  # endpoint -> {domain, or "" for all: failure text}
        self.responder = None
        self.receivers = None
        self.services = None

    # -- life

    def claim_folder(self):
        """Before anything else: nothing of a laboratory that runs in this folder is touched."""
        self.control = control.listen(self.folder)
        (self.folder / "lab.json").unlink(missing_ok=True)

    def up(self):
        self.world.zone(".")
        program = find_program()
        addresses = self.world.addresses()
        self.dns_port, self.dns_claim = ports.claim(addresses)
        self.truth_port, self.truth_claim = ports.claim(addresses)
        self.root_hints = self._write_root_hints()
        self._start_responder()
        self.receivers = receivers.Receivers(self.folder)
        self.services = ServiceProcess(self.folder, self.receivers.tls_folder, self.world)
        self._start_name_servers(program)
        self.receivers.wait()
        self.services.wait()
        self.services.tell(self.world, self.failures)
        self._write_description()

    def down(self):
        for server in self.name_servers.values():
            if server.process:
                server.process.terminate()  # all at once; stop() waits for each
        for server in self.name_servers.values():
            server.stop()
        if self.responder:
            self.responder.stdin.close()
            self.responder.wait(timeout=5)
        if self.receivers:
            self.receivers.stop()
        if self.services:
            self.services.stop()
        (self.folder / "lab.json").unlink(missing_ok=True)
        (self.folder / control.NAME).unlink(missing_ok=True)

    def run(self, until_eof):
        """Obeys the control socket until it is told to end: `lab down`, a signal, or (until_eof) the end of stdin."""
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        signal.set_wakeup_fd(write_end)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        waiting = selectors.DefaultSelector()
        waiting.register(self.control, selectors.EVENT_READ)
        waiting.register(read_end, selectors.EVENT_READ)
        if until_eof:
            waiting.register(sys.stdin, selectors.EVENT_READ)
        self.running = True
        while self.running:
            for key, _ in waiting.select():
                if key.fileobj is self.control:
                    control.serve(self.control, self.answer)
                else:
                    self.running = False

    def answer(self, request):
        try:
            return getattr(self, COMMANDS[request["command"]])(request)
        except (model.WorldError, behaviours.BehaviourError, FailureError, ServerError) as error:
            return {"error": str(error)}
        except Exception as error:  # a mistake in the laboratory: whoever asked learns of it, the world goes on
            return {"error": f"the laboratory failed: {type(error).__name__}: {error}"}

    # -- starting

    def _write_root_hints(self):
        lines = []
        for server in self.world.zone(".").servers:
            lines.append(f".  3600000  NS  {names.absolute(server)}")
            for address in self.world.servers[server]:
                lines.append(f"{names.absolute(server)}  3600000  {'AAAA' if ':' in address else 'A'}  {address}")
        path = self.folder / "named.root"
        path.write_text("\n".join(lines) + "\n")
        return path

    def _start_responder(self):
        with open(self.folder / "responder.log", "a") as log:
            self.responder = subprocess.Popen([sys.executable, str(HERE / "responder.py")], stdin=subprocess.PIPE,
                                              stdout=subprocess.PIPE, stderr=log, text=True)

    def _start_name_servers(self, program):
        files = self._files(self.world.zones)
        for address in self.world.addresses():
            server = NameServer(program, self.folder / "servers" / address, address)
            server.write(files.get(address, {}))
            server.start(self.dns_port)
            self.name_servers[address] = server
        for server in self.name_servers.values():
            server.wait()

    def _write_description(self):
        description = {
            "pid": os.getpid(), "dns_port": self.dns_port, "root_hints": str(self.root_hints),
            "control": str(self.folder / control.NAME), "servers": self.world.servers,
            "pids": {"responder": self.responder.pid, **self.receivers.pids(),
                     "services": self.services.process.pid,
                     **{address: server.process.pid for address, server in self.name_servers.items()}},
            "services": self.services.description(), **self.receivers.description()}
        path = self.folder / "lab.json.new"
        path.write_text(json.dumps(description, indent=2) + "\n")
        path.rename(self.folder / "lab.json")

    # -- changing

    def _down(self, request):
        self.running = False
        return {"pid": os.getpid()}

    def _status(self, request):
        behaves = {address: " ".join([text, *only]) for address, (text, only) in sorted(self.behaviours.items())}
        zones = {name: [{"servers": version.servers, "serial": version.soa.serial} for version in zone.versions]
                 for name, zone in self.world.zones.items()}
        return {"dns_port": self.dns_port, "servers": self.world.servers, "behaviours": behaves,
                "sent": self._tell_responder({})["sent"], "zones": zones, "failures": self.failures}

    def _set(self, request):
        return self._transform(lambda: [self._change(*change) for change in request["changes"]])

    def _reset(self, request):
        def reset():
            self.behaviours, self.failures = {}, {}
            self.world.registrations = self.first_registrations.copy()
            return [self.world.restore(self.first_zones)]
        reply = self._transform(reset)
        self.first_zones = dict(self.world.zones)
        return reply

    def _transform(self, change):
        """All of what a request changes or, where something in it is wrong, nothing. `change` returns sets of zones."""
        zones_before, behaviours_before = dict(self.world.zones), dict(self.behaviours)
        registrations_before, failures_before = self.world.registrations.copy(), dict(self.failures)
        try:
            changed = set().union(*change())
            files = self._files(changed)
        except Exception:
            self.world.zones, self.behaviours = zones_before, behaviours_before
            self.world.registrations, self.failures = registrations_before, failures_before
            raise
        self._serve(files)
        self.services.tell(self.world, self.failures)
        self._behave(behaviours_before)
        return {"changed": sorted(changed)}

    def _change(self, target, operation, values, at):
        if operation == "failure":
            return self._fail(target, values, at)
        if operation != "behaviour":
            return self.world.change(target, operation, values, at)
        if not values or at:
            raise model.WorldError("behaviour takes WHAT [DOMAIN...] and no `at`")
        behaviours.parse(values[0])
        for address in self.world.addresses_of(names.normal(target)):
            self.behaviours[address] = (values[0], [names.normal(domain) for domain in values[1:]])
            if values[0] == "ok":
                del self.behaviours[address]
        return set()

    def _fail(self, endpoint, values, at):
        """`failure WHAT [DOMAIN...]` of an endpoint; without domains it holds for all, and what was said before is
        forgotten."""
        if endpoint not in registrations.ENDPOINTS or not values or at:
            raise model.WorldError("failure takes WHAT [DOMAIN...] and no `at`, at one of "
                                   + ", ".join(registrations.ENDPOINTS))
        text, domains = values[0], [names.normal(domain) for domain in values[1:]]
        parse_failure(text, endpoint)
        before = self.failures.get(endpoint, {}) if domains else {}
        after = {**before, **dict.fromkeys(domains or [""], text)}
        self.failures[endpoint] = {domain: said for domain, said in after.items() if said != "ok"}
        return set()

    def _files(self, zones):
        """address -> {zone: text of its zone file} for these zones."""
        files = {}
        for zone in sorted(zones):
            for version in self.world.zones[zone].versions:
                text = zone_file.text(self.world, zone, version)
                for address in [address for server in version.servers for address in self.world.servers[server]]:
                    files.setdefault(address, {})[zone] = text
        return files

    def _serve(self, files):
        for address, texts in files.items():
            self.name_servers[address].write(texts)
            self.name_servers[address].reload()
        for address, texts in files.items():
            self.name_servers[address].wait()
            for zone in texts:
                self._check_served(address, zone)

    def _check_served(self, address, zone):
        wanted = self.world.zones[zone].version_at(self.world.server_of(address)).soa.serial
        served = self.name_servers[address].soa_serial(zone)
        if served != wanted:
            raise ServerError(f"{address} serves {zone} with serial {served}, not {wanted}: "
                              f"{self.name_servers[address].log()}")

    def _behave(self, before):
        """Moves the addresses whose behaviour changed between their name server and the responder."""
        moved = [address for address in self.name_servers if before.get(address) != self.behaviours.get(address)]
        for address in moved:
            text, only = self.behaviours.get(address, ("ok", []))
            server = self.name_servers[address]
            port = self.dns_port if text == "ok" else self.truth_port
            stays = server.port == port
            if not stays:
                server.stop()
            self._tell_responder({"address": address, "port": self.dns_port, "truth_port": self.truth_port,
                                  "behaviour": text, "only": only})
            if not stays:
                server.start(port)
        for address in moved:
            self.name_servers[address].wait()

    def _tell_responder(self, command):
        self.responder.stdin.write(json.dumps(command) + "\n")
        self.responder.stdin.flush()
        line = self.responder.stdout.readline()
        reply = json.loads(line) if line else {"ok": False, "error": "it has ended; see responder.log"}
        if not reply["ok"]:
            raise ServerError(f"the responder at {command.get('address', 'all addresses')}: {reply['error']}")
        return reply
