"""A booted Debian in a container with a network of its own, which has nothing but a loopback."""
import contextlib
import pathlib
import subprocess
import time

import roots

BOOT = 120  # seconds
LIMIT = 180  # seconds for one command inside
# The first is refused to containers as a rule; without them systemd cannot filter addresses (IPAddressDeny=).
FOR_ADDRESS_FILTERS = ["--capability=CAP_BPF,CAP_SYS_ADMIN,CAP_NET_ADMIN,CAP_PERFMON", "--system-call-filter=bpf"]
INSIDE = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8",
          "DEBIAN_FRONTEND=noninteractive"]


class MachineError(Exception):
    pass


def until(condition, what, seconds=60):
    """What `condition` returns as soon as it is true."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise MachineError(f"waited {seconds} s for this in vain: {what}")
        time.sleep(0.2)


class Machine:
    def __init__(self, root, container):
        self.root, self.container = root, container
        self.pid = until(self._first_process, "the container starts", BOOT)
        until(self._is_up, "the system is up", BOOT)

    def _first_process(self):
        if self.container.poll() is not None:
            raise MachineError(f"`{' '.join(self.container.args)}` ended with {self.container.returncode}")
        for child in pathlib.Path(f"/proc/{self.container.pid}/task/{self.container.pid}/children").read_text().split():
            if pathlib.Path(f"/proc/{child}/comm").read_text() == "systemd\n":
                return child
        return None

    def _is_up(self):
        return self.run("systemctl", "is-system-running", codes=None).stdout.strip() in ("running", "degraded")

    def enter_network(self):
        """The beginning of a command line: what follows it runs on the host's files and this machine's network."""
        return ["nsenter", f"--net=/proc/{self.pid}/ns/net"]

    def run(self, *words, codes=(0,)):
        """One command inside. `codes`: the exit codes that are well; None = all."""
        enter = ["nsenter", "--target", self.pid, "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root",
                 "--wdns=/root"]
        done = subprocess.run([*enter, *INSIDE, *words], capture_output=True, text=True, timeout=LIMIT, check=False)
        if codes is not None and done.returncode not in codes:
            raise MachineError(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def write(self, path, text, mode=0o600):
        """A new file of root's; one that is there keeps its owner and mode."""
        file = pathlib.Path(f"{self.root}{path}")
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode)
        file.write_text(text)

    def exists(self, path):
        return self.run("test", "-e", path, codes=None).returncode == 0

    def property(self, unit, name):
        return self.run("systemctl", "show", "--value", "-p", name, unit).stdout.strip()

    def journal(self, unit):
        return self.run("journalctl", "--no-pager", "-o", "cat", "-u", unit).stdout


@contextlib.contextmanager
def booted(lower, prepare=lambda root: None):
    """A fresh system on top of the layers `lower`; `prepare` may still write into its files and use the network."""
    with roots.thrown_away(lower) as root:
        prepare(root)
        container = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *roots.NSPAWN, "--console=pipe", "--private-network",
             *FOR_ADDRESS_FILTERS, "--boot", "--directory", str(root)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=roots.NSPAWN_ENVIRONMENT)
        try:
            yield Machine(root, container)
        finally:
            stop(container)


def stop(container):
    container.terminate()  # an orderly shutdown inside
    try:
        container.wait(timeout=60)
    except subprocess.TimeoutExpired:
        container.kill()
        container.wait()
