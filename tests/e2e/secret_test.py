"""No secret of ours comes out: receivers say back what they know of us, the configuration is wrong, and all of it is
told and kept at the most talkative log level."""
import base64
import itertools
import pathlib
import signal
import unittest

import leaks
from harness import FAILED, Lab, Monitor, wait_until

TOKEN = "T0KEN-of-the-receivers-URL-48151623"
HOSTS = itertools.cycle([("ns1.evil.net", "ns2.evil.net"), ("ns1.good.net", "ns2.good.net")])

lab = None


def setUpModule():
    global lab
    lab = unittest.enterModuleContext(Lab("default"))


def secrets():
    return {**leaks.secrets_of(lab), "URL": TOKEN.encode()}


class Secrets(unittest.TestCase):
    def monitor(self, name):
        """One whose webhook has a token in its URL, from a file."""
        lab.webhook.behave("200")
        lab.mail.behave("250")
        monitor = Monitor(lab, ["example.com"], name, schedule={"delegation": "1m", "records": ""},
                          log={"level": "debug"})
        url = lab.description["webhook"]["url"]
        file = lab.folder / "webhook" / "url"
        file.write_text(f"{url}/{TOKEN}?key={TOKEN}\n")
        monitor.rewrite(f'"url" = "{url}"', f'"url_file" = "{file}"')
        monitor.sweep(expect=(0,))
        return monitor

    def sayings(self):
        """What receivers say back of us: (webhook, mail). Whole, in part, in base64."""
        secret, password = (secrets()[name].decode() for name in ("webhook secret", "password"))
        login = base64.b64encode(f"\0nameward\0{password}".encode()).decode()
        return [("500 body=no {path} with {header:webhook-signature} and " + secret, "auth 535 {password} is not {plain}"),
                ("404 body=" + secret.removeprefix("whsec_"), "auth 454 {plain}"),
                ("403 body=not " + secret[3:20] + "... nor " + TOKEN[:20], "auth 535 not " + password[2:14] + "..."),
                ("400 body=" + "x" * 200 + secret * 40, "550 " + password + login),
                ("503 body=" + base64.b64encode(secret.encode()).decode(), "451 " + login[1:-3]),
                ("200", "250")]

    def assert_nothing_came_out(self, monitor, *told):
        said = monitor.said.read_text()
        for words in told:
            self.assertIn(words, said)
        self.assertEqual(self.leaks(monitor), [])

    def leaks(self, monitor):
        return leaks.found(secrets(), leaks.places(lab, monitor.folder.name))

    def use(self, monitor, *commands):
        for words in commands:
            monitor.run(*words.split())

    def test_receivers_that_say_our_secrets_back_are_not_quoted(self):
        monitor = self.monitor("quoted")
        for (webhook, mail), form in zip(self.sayings(), itertools.cycle(("", " --json"))):
            lab.webhook.behave(webhook)
            lab.mail.behave(mail)
            lab.set("example.com", "ns.parent", *next(HOSTS))
            monitor.later(days=2)
            self.use(monitor, "sweep --json", "status", "status --json", "test-alert" + form)
        self.use(monitor, "sweep", "history", "history --json", "history --csv", "show example.com", "check-config",
                 "reload", "properties", "look example.com --json", "init example.com")
        self.assert_nothing_came_out(monitor, "HTTP 500: no [secret]", "535 [secret] is not [secret]", "HTTP 404")

    def test_the_daemon_does_not_quote_them_either(self):
        monitor = self.monitor("daemon")
        said = monitor.said
        for webhook, mail in self.sayings():
            lab.webhook.behave(webhook)
            lab.mail.behave(mail)
            lab.set("example.com", "ns.parent", *next(HOSTS))
            monitor.later(days=2)
            before = said.stat().st_size
            with monitor.started("run") as daemon:
                wait_until(lambda: {"sink=webhook", "sink=email"} <= set(said.read_text()[before:].split()),
                         "an attempt at each sink")
                daemon.send_signal(signal.SIGHUP)
                wait_until(lambda: "config.reloaded" in said.read_text()[before:], "a reload")
                daemon.terminate()
                self.assertEqual(daemon.wait(30), 0)
        self.assert_nothing_came_out(monitor, "delivery.failed sink=webhook", "delivery.failed sink=email",
                                     "delivery.sent sink=webhook", "[secret]")

    def test_errors_about_secrets_and_their_files_do_not_show_them(self):
        monitor = self.monitor("errors")
        secret, password = (secrets()[name].decode() for name in ("webhook secret", "password"))
        right = pathlib.Path(monitor.config).read_text()
        wrong = monitor.folder.parent / "wrong-secret"
        for content in (secret.removeprefix("whsec_"), secret + "!", secret + "\n" + secret, secret[:20]):
            wrong.write_text(content)
            monitor.rewrite(lab.description["webhook"]["secret_file"], str(wrong))
            self.assertEqual(monitor.run("test-alert", "webhook").returncode, FAILED)
            pathlib.Path(monitor.config).write_text(right)
            monitor.later(days=1)
        self.assert_nothing_came_out(monitor, "the webhook secret cannot be used", "it holds more than one line")

    def test_a_secret_that_is_written_into_the_configuration_is_not_quoted_by_its_errors(self):
        config = lab.folder / "wrong.toml"
        monitor = self.monitor("wrong")
        secret, password = (secrets()[name].decode() for name in ("webhook secret", "password"))
        for line in (f'secret = "{secret}"', f"secret = {secret}", f'secret = "{secret}', f'password = "{password}"',
                     f"password_file = {password}", f'url = "https://user:{password}@localhost:x/"',
                     f'url = "ftp://localhost/{TOKEN}"', f'server = "smtps://{password}@"'):
            with self.subTest(line=line):
                config.write_text(f'[[sink]]\nname = "soc"\nkind = "webhook"\n{line}\n')
                monitor.config = str(config)
                self.assertEqual(monitor.run("check-config").returncode, 78)
        self.assert_nothing_came_out(monitor, "wrong.toml:4:")

    def test_the_search_finds_what_is_planted(self):
        monitor = self.monitor("planted")
        for name, secret in secrets().items():
            for form in (secret, secret[5:16], b"x" + base64.b64encode(b"user:" + secret), secret.hex().encode(),
                         base64.b64encode(b"\0nameward\0" + secret)[8:]):
                self.assertEqual(leaks.found({name: secret}, {"here": b"before " + form + b" after"}),
                                 [f"{name} in here"], form)
        self.assertEqual(self.leaks(monitor), [])
        monitor.keep(secrets()["password"].decode()[4:])
        self.assertEqual(self.leaks(monitor), ["password in monitor-planted/said"])


if __name__ == "__main__":
    unittest.main()
