"""Private and special addresses, in all their spellings, as strangers would have us ask them: in a redirect, a related
link, a WHOIS referral, glue, and the 307 of a webhook's receiver. Listeners stand on all of them and hear nothing.

It runs in a network of its own, in which every address is this machine: whatever was sent anywhere would be heard. Where
such a network is not granted (a locked-down container) it prints why and is left out."""

import fcntl
import os
import pathlib
import select
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

INSIDE = "NAMEWARD_TEST_NETWORK"
WAYS = (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"])

# address -> how it can be written in a URL; the first one is that of glue
SPELLINGS = {
    "127.0.0.77": ["127.0.0.77", "127.0.77", "127.77", "2130706509", "0x7f00004d", "0x7f.0.0.0x4d", "0177.0.0.0115",
                   "127.0.0.77.", "[::ffff:127.0.0.77]", "[::ffff:7f00:4d]", "[0:0:0:0:0:ffff:7f00:004d]",
                   "%31%32%37.0.0.77", "１２７.0.0.77"],
    "10.0.0.1": ["10.0.0.1", "10.1", "167772161", "012.0.0.1", "[::ffff:10.0.0.1]"],
    "172.16.0.1": ["172.16.0.1", "0xac100001"], "172.31.255.1": ["172.31.255.1"],
    "192.168.1.1": ["192.168.1.1", "3232235777", "0300.0250.01.01"],
    "169.254.169.254": ["169.254.169.254", "2852039166", "[::ffff:a9fe:a9fe]"],
    "100.64.0.1": ["100.64.0.1", "[::ffff:100.64.0.1]"], "198.18.0.1": ["198.18.0.1"], "192.0.0.1": ["192.0.0.1"],
    "192.0.2.1": ["192.0.2.1"], "240.0.0.1": ["240.0.0.1"], "0.0.0.0": ["0.0.0.0", "0", "[::ffff:0.0.0.0]"],
    "224.0.0.1": ["224.0.0.1"], "255.255.255.255": ["255.255.255.255"],
    "::1": ["[::1]", "[0:0:0:0:0:0:0:1]"], "::": ["[::]"], "fd00::1": ["[fd00::1]"], "fc00::1": ["[fc00::1]"],
    "fe80::1": ["[fe80::1]"], "fec0::1": ["[fec0::1]"], "2001:db8::1": ["[2001:db8::1]"], "ff02::1": ["[ff02::1]"],
    "64:ff9b::7f00:4d": ["[64:ff9b::7f00:4d]", "[64:ff9b::127.0.0.77]"], "64:ff9b::a00:1": ["[64:ff9b::a00:1]"],
    "64:ff9b:1::a00:1": ["[64:ff9b:1::a00:1]"], "2002:7f00:4d::1": ["[2002:7f00:4d::1]"],
    "2002:a00:1::1": ["[2002:a00:1::1]"], "::7f00:4d": ["[::7f00:4d]", "[::127.0.0.77]"],
}
NAMES = ["localhost", "LOCALHOST.", "private.elsewhere.example", "private6.elsewhere.example", "mapped.elsewhere.example"]
HOSTS = [spelling for spellings in SPELLINGS.values() for spelling in spellings] + NAMES
OPEN = "203.0.113.77"  # listed as allowed: shows that the listeners hear
PORTS = (43, 80, 443, 8443)


def main():
    if os.environ.get(INSIDE):
        prepare_network()
        unittest.main()
    probe = [sys.executable, "-B", "-c", "import addresses_test; addresses_test.prepare_network()"]
    for way in WAYS:  # a container may grant the network and not its interfaces
        if subprocess.run([*way, *probe], cwd=os.path.dirname(os.path.abspath(__file__)), capture_output=True,
                          check=False).returncode == 0:
            command = [*way, sys.executable, "-B", *sys.argv]
            sys.exit(subprocess.run(command, env={**os.environ, INSIDE: "1"}, check=False).returncode)
    print("left out: no network of its own is granted here (unshare --net), and without one it would ask real addresses")


# -- the network: the loopback alone, on which every address is ours


def prepare_network():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        up = struct.pack("16sh14x", b"lo", 0x1 | 0x40)  # IFF_UP, IFF_RUNNING
        fcntl.ioctl(any_socket, 0x8914, up)  # SIOCSIFFLAGS
    for family in (socket.AF_INET, socket.AF_INET6):
        add_local_route(family)


def add_local_route(family):
    """ "ip route add local default dev lo table local" (rtnetlink(7))."""
    message = struct.pack("BBBBBBBBI", family, 0, 0, 0, 255, 4, 254, 2, 0)  # table local, static, host, RTN_LOCAL
    message += struct.pack("HHI", 8, 4, socket.if_nametoindex("lo"))  # RTA_OIF
    header = struct.pack("IHHII", 16 + len(message), 24, 0x405, 1, 0)  # RTM_NEWROUTE; request, acknowledge, create
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as netlink:
        netlink.sendto(header + message, (0, 0))
        error = struct.unpack_from("i", netlink.recv(4096), 16)[0]
    if error:
        raise OSError(-error, f"no local route for family {family}")


class Listeners(threading.Thread):
    """On every address that can be listened on, over TCP and UDP; they write down whatever comes."""

    def __init__(self, ports):
        super().__init__(daemon=True)
        self.heard, self.sockets = [], {}
        for address in (*SPELLINGS, OPEN):
            for port in ports:
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    self.open(address, port, kind)
        self.start()

    def open(self, address, port, kind):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.setsockopt(socket.IPPROTO_IPV6, 78, 1)  # IPV6_FREEBIND: a route makes it ours, no interface has it
        try:
            # whoever asks 0.0.0.0 or :: asks the loopback
            listener.bind(({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address), port))
        except OSError:  # multicast, link-local, or the laboratory is there
            return listener.close()
        if kind == socket.SOCK_STREAM:
            listener.listen(64)
        listener.setblocking(False)
        self.sockets[listener.fileno()] = (listener, f"{address}:{port}/{'tcp' if kind == socket.SOCK_STREAM else 'udp'}")

    def run(self):
        poll = select.poll()
        for number in self.sockets:
            poll.register(number, select.POLLIN)
        while True:
            for number, _ in poll.poll():
                listener, where = self.sockets[number]
                self.heard.append(where)
                if where.endswith("/tcp"):
                    listener.accept()[0].close()
                else:
                    listener.recv(65536)


class Resolver(threading.Thread):
    """A resolver that says what the names of strangers are: private addresses, or one that is allowed."""

    ANSWERS = {("private.elsewhere.example.", "A"): ["10.0.0.1"], ("open.elsewhere.example.", "A"): [OPEN],
               ("private6.elsewhere.example.", "AAAA"): ["fd00::1"],
               ("mapped.elsewhere.example.", "AAAA"): ["::ffff:10.0.0.1"]}

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.53", 0))
        self.address = "127.0.0.53:" + str(self.socket.getsockname()[1])
        self.asked = []
        self.start()

    def run(self):
        import dns.flags
        import dns.message
        import dns.rdatatype
        import dns.rrset
        while True:
            data, client = self.socket.recvfrom(65536)
            query = dns.message.from_wire(data)
            question = query.question[0]
            kind = dns.rdatatype.to_text(question.rdtype)
            self.asked.append((question.name.to_text().lower(), kind))
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            values = self.ANSWERS.get(self.asked[-1], [])
            if values:
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *values))
            self.socket.sendto(answer.to_wire(), client)


if os.environ.get(INSIDE):
    from harness import CHANGED, FAILED, FINE, Lab, Monitor
    from property_table import EVERYTHING_OFF, world

    class Addresses(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="nameward-e2e-")))
            tlds = {f"t{number}": {} for number in range(len(HOSTS) + 1)}
            tlds |= {f"w{number}": {"style": "none"} for number in range(len(HOSTS) + 1)}
            (folder / "made.toml").write_text(world({f"f.{tld}": {} for tld in tlds}, tlds))
            cls.lab = cls.enterClassContext(Lab(folder / "made.toml"))
            cls.listeners, cls.resolver = Listeners((*PORTS, cls.lab.dns_port)), Resolver()

        def setUp(self):
            self.lab.reset()
            self.listeners.heard.clear()

        def monitor(self, domains, **schedule):
            """Nothing is allowed but the laboratory's own name servers, and one address to see that we hear."""
            description = self.lab.description
            servers = [f"{address}/32" for addresses in description["servers"].values()
                       for address in ([addresses] if isinstance(addresses, str) else addresses)]
            receivers = [f"localhost:{description[name]['port']}:127.0.0.1:{description[name]['port']}"
                         for name in ("webhook", "mail")]
            return Monitor(self.lab, domains, self._testMethodName, schedule={**EVERYTHING_OFF, **schedule},
                           network={"connect_to": [*receivers, *description["services"]["connect_to"]],
                                    "resolver": self.resolver.address,
                                    "allow_private_addresses": [*servers, f"{OPEN}/32"]})

        def heard(self):
            time.sleep(0.1)  # what is under way arrives
            return sorted(set(self.listeners.heard))

        def assert_only_the_open_one_is_heard(self, port):
            self.assertEqual(self.heard(), [f"{OPEN}:{port}/tcp"])

        def look(self, changes, domains):
            monitor = self.monitor(domains, registration="4h")
            self.lab.apply(changes)
            monitor.sweep(expect=(FINE, CHANGED, FAILED))
            return [row for row in monitor.status()[1] if row["kind"] == "status"]

        def test_there_are_more_than_thirty_spellings(self):
            self.assertGreaterEqual(len(HOSTS), 30)
            self.assertGreater(len({where.rpartition(":")[0] for _, where in self.listeners.sockets.values()}), 20)

        def test_a_redirect_does_not_lead_there(self):
            places = [*HOSTS, "open.elsewhere.example"]
            rows = self.look([["rdap.registry", "failure", f"redirect:https://{host}/x", f"f.t{number}"]
                              for number, host in enumerate(places)], [f"f.t{n}" for n in range(len(places))])
            self.assert_only_the_open_one_is_heard(443)
            asked = {line["domain"] for line in self.lab.requests("rdap.registry")}
            self.assertEqual(asked, {f"f.t{n}" for n in range(len(places))}, "all of them were sent there")
            silent = [row for row in rows if row["source"] == "rdap.registry" and row["state"] == "fresh"]
            self.assertEqual(silent, [])

        def test_a_related_link_does_not_lead_there(self):
            places = [*HOSTS, "open.elsewhere.example:8443"]
            rows = self.look([["rdap.registry", "failure", f"related:https://{host}/domain/f.t{number}", f"f.t{number}"]
                              for number, host in enumerate(places)], [f"f.t{n}" for n in range(len(places))])
            self.assert_only_the_open_one_is_heard(8443)
            self.assertEqual({row["state"] for row in rows if row["source"] == "rdap.registry"}, {"fresh"})
            fresh = [row for row in rows if row["source"] == "rdap.registrar" and row["state"] == "fresh"]
            self.assertEqual(fresh, [])

        def test_a_referral_does_not_lead_there(self):
            places = [*HOSTS, "open.elsewhere.example"]
            rows = self.look([["whois.registry", "failure", f"referral:{host}", f"f.w{number}"]
                              for number, host in enumerate(places)], [f"f.w{n}" for n in range(len(places))])
            self.assert_only_the_open_one_is_heard(43)
            self.assertEqual({row["state"] for row in rows if row["source"] == "whois.registry"}, {"fresh"})

        def test_a_referral_of_the_root_does_not_lead_there(self):
            places = [*HOSTS, "open.elsewhere.example"]
            self.look([["whois.root", "failure", f"referral:{host}", f"w{number}", f"f.w{number}"]
                       for number, host in enumerate(places)], [f"f.w{n}" for n in range(len(places))])
            self.assert_only_the_open_one_is_heard(43)

        def test_glue_does_not_lead_there(self):
            monitor = self.monitor([f"f.t{n}" for n in range(len(SPELLINGS) + 1)], delegation="5m", records="5m")
            changes = []
            for number, address in enumerate([*SPELLINGS, OPEN]):
                domain, host = f"f.t{number}", f"ns.f.t{number}"
                changes += [[domain, "ns.parent", host, "ns1.good.net"], [domain, "glue", host, address]]
            self.lab.apply(changes)
            monitor.sweep(expect=(FINE, CHANGED))
            self.assertEqual({where.rpartition("/")[0] for where in self.heard()}, {f"{OPEN}:{self.lab.dns_port}"})

        def test_a_webhooks_307_does_not_lead_there(self):
            monitor = self.monitor(["f.t0"])
            for host in [*HOSTS, "open.elsewhere.example:8443"]:
                self.lab.webhook.behave(f"307 location=https://{host}/hook")
                monitor.run("test-alert", "webhook", expect=(FAILED, FINE))
            self.assertIn(self.heard(), ([], [f"{OPEN}:8443/tcp"]))  # whether 307 is followed at all is not said here


if __name__ == "__main__":
    main()
