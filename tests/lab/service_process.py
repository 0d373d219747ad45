"""The process of services.py: its certificates, its life, and what it is told of the world."""

import json
import select
import subprocess
import sys
import time

import certificates
from name_server import ServerError
from receivers import HERE

DEADLINE = 30.0  # seconds until it listens or has learnt something; both take a fraction of one


class ServiceProcess:
    def __init__(self, folder, tls, world):
        self.folder = folder / "services"
        self.folder.mkdir(exist_ok=True)
        self.https_hosts, self.whois_hosts = world.registrations.hosts()
        certificates.make_server(tls, self.https_hosts, "services-good")
        certificates.make_server(tls, self.https_hosts, "services-expired", days=-1)
        certificates.make_server(tls, ["elsewhere.example"], "services-wrong")
        self.known = {}  # what it was told: domain -> (registration, delegation, tenant)
        self.bootstrap = None
        self.log = self.folder / "requests.jsonl"
        # The signal at the lab's death: it does not outlive the lab, not even a killed one.
        command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-B", str(HERE / "services.py"), "--tls", str(tls),
                   "--log", str(self.log)]
        with open(self.folder / "output", "w") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output,
                                            text=True)

    def wait(self):
        words = self._line().split(" ", 3)
        if words[:1] != ["listening"]:
            raise ServerError(f"the services do not listen: {self._said()}")
        self.ports = json.loads(words[3])

    def tell(self, world, failures):
        """All that is new since the last time; it is in force when this returns."""
        facts = world.registrations
        now = {domain: (facts.domains[domain], world.delegation_of(domain), facts.tenants[domain])
               for domain in facts.domains}
        new = [domain for domain, known in now.items() if self.known.get(domain) != known]
        registries = {tld: {"tld": tld, "style": registry.style, "thick": registry.thick, "whois": registry.whois,
                            "listed": registry.listed, "rdap_host": registry.rdap_host,
                            "whois_host": registry.whois_host, "rdap_base": registry.rdap_base}
                      for tld, registry in facts.registries.items()}
        news = {"registries": registries, "failures": failures,
                "registrars": {registrar.rdap_host: key for key, registrar in facts.registrars.items()},
                "registrations": {domain: world.registration_views(domain) for domain in new},
                "tenants": {domain: facts.tenant_views(domain) for domain in new}}
        if registries != self.bootstrap:
            self.bootstrap, news["bootstrap_changed"] = registries, int(time.time())
        self.process.stdin.write(json.dumps(news) + "\n")
        self.process.stdin.flush()
        if not self._line():
            raise ServerError(f"the services have ended: {self._said()}")
        self.known = now

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def description(self):
        """`connect_to`: for Nameward's configuration, so that every host of the world leads here."""
        connect_to = [f"{host}:443:127.0.0.1:{self.ports['https']}" for host in self.https_hosts]
        connect_to += [f"{host}:43:127.0.0.1:{self.ports[endpoint]}" for host, endpoint in self.whois_hosts.items()]
        return {"ports": self.ports, "log": str(self.log), "control": "", "connect_to": connect_to}

    def _line(self):
        ready, _, _ = select.select([self.process.stdout], [], [], DEADLINE)
        return self.process.stdout.readline() if ready else ""

    def _said(self):
        return (self.folder / "output").read_text()[-500:] or "no word from it"
