#!/usr/bin/python3 -B
"""The package, built and installed in booted Debian releases; what it watches is the laboratory on their loopback.

    install_test.py [RELEASE...]     as root; bookworm and trixie where none is named

NAMEWARD_ROOT_BOOKWORM, _TRIXIE   a pristine root (debootstrap minbase) to stand on; it is not written
NAMEWARD_DEB_BOOKWORM, _TRIXIE    a package that is built already
NAMEWARD_INSTALL_CACHE            where roots are kept (roots.py)"""
import contextlib
import copy
import json
import os
import pathlib
import re
import shutil
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1] / "lab")]
import nameward_config  # noqa: E402
import roots  # noqa: E402
from machine import booted, until  # noqa: E402
from world import Lab  # noqa: E402

RELEASES = ("bookworm", "trixie")
TOOLS = ("systemd-nspawn", "nsenter", "debootstrap", "mount", "git")
UNIT = "nameward.service"
CONFIG = "/etc/nameward/nameward.toml"
STATE = "/var/lib/nameward"
DOMAIN, SECOND_DOMAIN = "example.com", "example.org"
HOSTILE_SERVERS = ("ns1.evil.net", "ns2.evil.net")
EXPOSURE = 1.0


def package_for(release):
    given = os.environ.get(f"NAMEWARD_DEB_{release.upper()}")
    return (pathlib.Path(given), None) if given else roots.build_package(release)


class Installation:
    """A booted machine, the package that waits in it, and a laboratory on its loopback."""

    def __init__(self, machine, lab, package):
        self.machine, self.lab, self.package = machine, lab, package
        self.run = machine.run
        self._hand_over()

    def _hand_over(self):
        """What the configuration names: readable for the service, as an administrator would do it."""
        self.description = copy.deepcopy(self.lab.description)
        for key in ("root_hints", "ca_file"):
            self._copy(self.description, key, f"/etc/nameward/lab/{key}", 0o644)
        self.secret = pathlib.Path(self.description["webhook"]["secret_file"]).read_text()
        self._copy(self.description["webhook"], "secret_file", "/etc/nameward/secrets/webhook-secret", 0o600)
        self._copy(self.description["mail"], "password_file", "/etc/nameward/secrets/smtp-password", 0o600)

    def _copy(self, table, key, path, mode):
        self.machine.write(path, pathlib.Path(table[key]).read_text(), mode)
        table[key] = path

    def config(self, *domains, **overrides):
        overrides = {"sinks": ["webhook"], "schedule": {"delegation": "2s"}, **overrides}
        return nameward_config.text(self.description, pathlib.Path(STATE), list(domains or (DOMAIN,)), overrides)

    def configure(self, *domains, more="", **overrides):
        self.machine.write(CONFIG, self.config(*domains, **overrides) + more)

    def install(self, *options):
        return self.run("apt-get", "install", "-y", *options, f"/root/{self.package}").stdout

    def state(self):
        return self.machine.property(UNIT, "ActiveState")

    def main_process(self):
        return self.machine.property(UNIT, "MainPID")

    def status_text(self):
        return self.machine.property(UNIT, "StatusText")

    def rows(self, *words):
        return [json.loads(line) for line in self.run("nameward", *words, "--json").stdout.splitlines()]

    def told(self, kind):
        bodies = [json.loads(message["body"]) for message in self.lab.webhook.messages()]
        return [body for body in bodies if body["type"] == kind]

    def told_changes(self):
        return [change for body in self.told("nameward.incident.opened") for change in body["data"]["changes"]]

    def drop_in(self, name, *lines):
        self.machine.write(f"/etc/systemd/system/{UNIT}.d/{name}.conf", "\n".join(["[Service]", *lines, ""]), 0o644)
        self.run("systemctl", "daemon-reload")


@contextlib.contextmanager
def installation(release, package):
    def fetch(root):
        shutil.copy(package, root / "root" / package.name)
        download = f"apt-get install -y --download-only /root/{package.name}"
        roots.run_in(root, f"{download} || {{ apt-get update && {download}; }}",  # the lists may have grown old
                     roots.CACHE / release / "download.log")

    with booted(roots.bootable(release), fetch) as machine:
        lab = Lab("default")
        lab.command = machine.enter_network() + lab.command
        with lab:
            yield Installation(machine, lab, package.name)


class Story(unittest.TestCase):
    """One machine from its first installation to its purge: each step stands on those before it."""
    release = package = lintian = None

    @classmethod
    def setUpClass(cls):
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.it = cls.stack.enter_context(installation(cls.release, cls.package))
        cls.broken = None

    def run(self, result=None):
        """After a step that failed the others have nothing to stand on."""
        if type(self).broken:
            result.startTest(self)
            result.addSkip(self, f"the story broke at {type(self).broken}")
            return result.stopTest(self)
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            type(self).broken = self._testMethodName
            print(self.it.machine.journal(UNIT)[-4000:], file=sys.stderr)
        return None

    def test_01_the_first_installation_enables_and_does_not_start(self):
        self.it.install()
        self.assertEqual(self.it.run("systemctl", "is-enabled", UNIT).stdout, "enabled\n")
        self.assertEqual(self.it.state(), "inactive")
        self.assertEqual(self.stat(CONFIG), "640 root:nameward")
        self.assertEqual(self.stat(STATE), "700 nameward:nameward")
        self.assertIn("good; it watches 0 domains", self.it.run("nameward", "check-config").stdout)
        self.assertRegex(self.it.run("getent", "passwd", "nameward").stdout, "/usr/sbin/nologin$")

    def test_02_no_file_of_the_package_is_missing(self):
        self.assertEqual(self.it.run("dpkg", "--verify", "nameward", codes=None).stdout, "")
        listed = self.it.run("dpkg", "-L", "nameward").stdout
        for file in ("/usr/bin/nameward", "/usr/share/man/man1/nameward.1.gz", "/usr/share/man/man5/nameward.toml.5.gz",
                     "/usr/share/bash-completion/completions/nameward", "/usr/share/doc/nameward/copyright"):
            self.assertIn(file, listed.splitlines())

    def test_03_one_file_edited_and_enabled_it_watches(self):
        self.it.configure()
        for secret in ("webhook-secret", "smtp-password"):
            self.it.run("chgrp", "nameward", f"/etc/nameward/secrets/{secret}")
            self.it.run("chmod", "0640", f"/etc/nameward/secrets/{secret}")
        self.it.run("systemctl", "enable", "--now", UNIT)
        self.assertEqual(self.it.state(), "active")
        self.assertEqual(self.it.status_text(), "watching 1 domains, telling 1 sinks")
        self.assertEqual(self.stat(CONFIG), "640 root:nameward")
        until(self.baseline, "the first look is recorded")

    def test_04_a_change_is_told(self):
        self.it.lab.set(DOMAIN, "ns.parent", *HOSTILE_SERVERS)
        change = until(lambda: self.told("delegation.ns"), "the change of the delegation is told")[0]
        self.assertEqual(change["after"], list(HOSTILE_SERVERS))
        self.assertEqual(change["severity"], "critical")

    def test_05_commands_of_root_work_beside_the_daemon_and_leave_no_file_of_root(self):
        self.assertIn("delegation.ns", self.it.run("nameward", "history").stdout)
        self.it.run("nameward", "test-alert")
        self.assertEqual(len(self.it.told("nameward.test")), 1)
        self.it.run("nameward", "sweep", codes=(0, 10))
        self.assertEqual(self.it.run("find", STATE, "-not", "-user", "nameward").stdout, "")

    def test_06_a_good_configuration_is_reloaded(self):
        process = self.it.main_process()
        self.it.configure(DOMAIN, SECOND_DOMAIN)
        self.it.run("systemctl", "reload", UNIT)
        self.assertEqual(self.it.status_text(), "watching 2 domains, telling 1 sinks")
        self.assertEqual(self.it.main_process(), process)

    def test_07_a_bad_configuration_fails_the_reload_and_the_service_goes_on(self):
        process = self.it.main_process()
        self.it.configure(more="\n[health]\nblind_afterr = 3\n")
        done = self.it.run("systemctl", "reload", UNIT, codes=None)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(self.it.machine.journal(UNIT),
                         rf"{CONFIG}:\d+:1: unknown key 'blind_afterr' in health: did you mean 'blind_after'\?")
        self.assertEqual((self.it.state(), self.it.main_process()), ("active", process))
        self.assertEqual(self.it.status_text(), "watching 2 domains, telling 1 sinks")
        self.it.configure(DOMAIN, SECOND_DOMAIN)
        self.it.run("systemctl", "reload", UNIT)

    def test_08_a_daemon_that_stands_still_is_restarted(self):
        self.it.drop_in("watchdog", "WatchdogSec=5s", "RestartSec=100ms")
        self.it.run("systemctl", "restart", UNIT)
        process = self.it.main_process()
        self.it.run("systemctl", "kill", "--kill-whom=main", "--signal=STOP", UNIT)
        until(lambda: self.it.machine.property(UNIT, "NRestarts") == "1" and self.it.state() == "active",
              "the watchdog restarts the daemon")
        self.assertNotEqual(self.it.main_process(), process)
        self.assertIn("Watchdog timeout", self.it.machine.journal(UNIT))

    def test_09_secrets_come_as_credentials_from_files_that_only_root_reads(self):
        for secret in ("webhook-secret", "smtp-password"):
            self.it.run("chown", "root:root", f"/etc/nameward/secrets/{secret}")
            self.it.run("chmod", "0600", f"/etc/nameward/secrets/{secret}")
        self.it.drop_in("credentials", "LoadCredential=webhook-secret:/etc/nameward/secrets/webhook-secret")
        self.it.description["webhook"]["secret_file"] = "${CREDENTIALS_DIRECTORY}/webhook-secret"
        self.it.configure(DOMAIN, SECOND_DOMAIN)
        self.it.run("systemctl", "restart", UNIT)
        before = len(self.it.told("nameward.test"))
        self.it.run("nameward", "test-alert")
        self.assertEqual(len(self.it.told("nameward.test")), before + 1)

    def test_10_a_reload_keeps_the_credentials(self):
        self.it.run("systemctl", "reload", UNIT)
        before = len(self.it.told("nameward.test"))
        self.it.run("nameward", "test-alert")
        self.assertEqual(len(self.it.told("nameward.test")), before + 1)

    def test_11_it_is_locked_up(self):
        told = self.it.run("systemd-analyze", "security", "--no-pager", UNIT).stdout
        figure = re.search(r"Overall exposure level for \S+: ([\d.]+)", told)[1]
        offline = self.it.run("systemd-analyze", "security", "--no-pager", "--offline=true",
                              f"/usr/lib/systemd/system/{UNIT}").stdout
        version = self.it.run("systemctl", "--version").stdout.splitlines()[0]
        print(f"{self.release}: systemd-analyze security {figure}; {version}")
        self.assertLessEqual(float(figure), EXPOSURE)
        self.assertLessEqual(float(re.search(r"level for \S+: ([\d.]+)", offline)[1]), EXPOSURE)
        status = self.it.run("cat", f"/proc/{self.it.main_process()}/status").stdout
        self.assertIn("CapEff:\t0000000000000000", status)
        self.assertIn("NoNewPrivs:\t1", status)
        self.assertIn("Seccomp:\t2", status)

    def test_12_an_upgrade_restarts_it_and_keeps_everything(self):
        process, changes = self.it.main_process(), self.it.rows("history")
        self.it.install("--reinstall")
        self.assertEqual(self.it.state(), "active")
        self.assertNotEqual(self.it.main_process(), process)
        self.assertEqual(self.it.rows("history")[:len(changes)], changes)
        self.assertIn(DOMAIN, self.it.run("cat", CONFIG).stdout)
        self.assertEqual(self.stat(CONFIG), "640 root:nameward")

    def test_13_an_upgrade_leaves_stopped_and_disabled_what_was(self):
        self.it.run("systemctl", "disable", "--now", UNIT)
        self.it.install("--reinstall")
        self.assertEqual(self.it.state(), "inactive")
        self.assertEqual(self.it.run("systemctl", "is-enabled", UNIT, codes=(1,)).stdout, "disabled\n")
        self.it.run("systemctl", "enable", "--now", UNIT)

    def test_14_a_bad_configuration_at_the_start_ends_with_78_once(self):
        self.it.configure(more="\n[healthh]\n")
        self.assertNotEqual(self.it.run("systemctl", "restart", UNIT, codes=None).returncode, 0)
        # systemd that is to restart it would say "activating" here
        self.assertEqual(self.it.state(), "failed")
        self.assertEqual(self.it.machine.property(UNIT, "ExecMainStatus"), "78")
        self.assertEqual(self.it.machine.property(UNIT, "NRestarts"), "0")
        self.assertEqual(len(re.findall("unknown key 'healthh'", self.it.machine.journal(UNIT))), 1)
        self.it.configure(DOMAIN, SECOND_DOMAIN)
        self.it.run("systemctl", "start", UNIT)

    def test_15_the_journal_is_readable_and_holds_no_secret(self):
        journal = self.it.machine.journal(UNIT)
        for event in ("daemon.started", "config.reloaded", "daemon.stopping"):
            self.assertIn(event, journal)
        self.assertEqual([line for line in journal.splitlines() if not line.isprintable() or "blob data" in line], [])
        self.assertNotIn(self.it.secret.strip(), journal)

    def test_16_removal_keeps_the_configuration_and_the_history(self):
        self.it.run("apt-get", "remove", "-y", "nameward")
        self.assertEqual(self.it.state(), "inactive")
        self.assertTrue(self.it.machine.exists(CONFIG))
        self.assertTrue(self.it.machine.exists(f"{STATE}/nameward.db"))

    def test_17_installed_again_it_goes_on_where_it_was(self):
        self.it.install()
        self.assertEqual(self.it.state(), "active")
        self.assertTrue(self.changed_before())

    def test_18_purge_leaves_nothing_of_it(self):
        self.it.run("apt-get", "purge", "-y", "nameward")
        self.assertFalse(self.it.machine.exists(CONFIG))
        self.assertFalse(self.it.machine.exists(STATE))
        self.assertEqual(self.it.run("find", "/", "-xdev", "-user", "nameward").stdout, "")
        self.assertEqual(self.it.run("find", "/var/lib/systemd", "/etc/systemd", "-name", UNIT).stdout, "")

    # -- what the steps ask

    def stat(self, path):
        return self.it.run("stat", "-c", "%a %U:%G", path).stdout.strip()

    def changed_before(self):
        return [row for row in self.it.rows("history") if row["after"] == list(HOSTILE_SERVERS)]

    def baseline(self):
        return [row for row in self.it.rows("show", DOMAIN) if row["property"] == "delegation.ns"]

    def told(self, name):
        return [change for change in self.it.told_changes() if change["property"] == name]


class Prepared(unittest.TestCase):
    """A machine whose configuration is there before the package is."""
    release = package = lintian = None

    def test_an_installation_starts_what_is_configured_already(self):
        with installation(self.release, self.package) as it:
            it.machine.write("/etc/nameward/conf.d/ours.toml", it.config(sinks=[]), 0o644)
            it.install()
            self.assertEqual(it.state(), "active")
            self.assertEqual(it.status_text(), "watching 1 domains, telling 0 sinks")


class Package(unittest.TestCase):
    release = package = lintian = None

    def test_lintian_finds_no_error_and_no_warning(self):
        if self.lintian is None:
            self.skipTest("the package was built elsewhere")
        print(f"{self.release}: lintian --pedantic\n{self.lintian}")
        self.assertEqual([line for line in self.lintian.splitlines() if line[:2] in ("E:", "W:")], [])


def suite(release):
    package, lintian = package_for(release)
    tests = unittest.TestSuite()
    for case in (Package, Story, Prepared):
        named = type(f"{release.capitalize()}{case.__name__}", (case,),
                     {"release": release, "package": package, "lintian": lintian})
        tests.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(named))
    return tests


def main():
    releases = sys.argv[1:] or RELEASES
    if unknown := set(releases) - set(RELEASES):
        sys.exit(f"install_test: {', '.join(sorted(unknown))}: known are {', '.join(RELEASES)}")
    if os.geteuid() != 0:
        sys.exit("install_test: it makes root file systems and boots them; run it as root")
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        sys.exit(f"install_test: {', '.join(missing)} missing; apt-get install systemd-container debootstrap git")
    well = [unittest.TextTestRunner(verbosity=2).run(suite(release)).wasSuccessful() for release in releases]
    sys.exit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
