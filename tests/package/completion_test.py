#!/usr/bin/python3
"""The completion, sourced by a real bash: what a Tab offers is what the program's own help names."""
import functools
import os
import pathlib
import pty
import re
import select
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPLETION = ROOT / "packaging" / "nameward.bash-completion"
BINARY = pathlib.Path(os.environ["NAMEWARD_BINARY"]).resolve()
LIMIT = 30  # seconds for one command

ASK = r"""
source "$1"; shift
complete -p nameward >/dev/null || exit 1
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_nameward nameward "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"""

CONFIG = """
[[domain]]
name = "example.com"
[domain.expect]
locks = []
[[domain]]
name = "example.org"
[[sink]]
name = "soc"
kind = "webhook"
"""

HOSTILE = """
[[domain]]
name = "$(touch STOLEN)"
[[domain]]
name = "`touch STOLEN`"
[[domain]]
name = "good.example"
"""


def environment():
    return {**os.environ, "PATH": f"{BINARY.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}


def offered(*words, folder="/"):
    """What is offered at the end of the line `nameward WORDS`, of which the last may be empty."""
    done = subprocess.run(["bash", "--norc", "-c", ASK, "bash", str(COMPLETION), "nameward", *words], cwd=folder,
                          env=environment(), capture_output=True, text=True, timeout=LIMIT, check=False)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"{words}: {done.returncode} {done.stderr}")
    return done.stdout.split()


@functools.cache
def rows(title, *words):
    help_text = subprocess.run([BINARY, *words, "--help"], capture_output=True, text=True, timeout=LIMIT,
                               check=True).stdout
    found = re.search(rf"^{title}:\n((?:  .+\n)+)", help_text, re.MULTILINE)
    return [line.split()[0] for line in found[1].splitlines()] if found else []


class CompletionTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="nameward-completion-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def config(self, text):
        path = self.folder / "nameward.toml"
        path.write_text(text)
        return str(path)

    def test_every_command_is_offered(self):
        self.assertGreater(len(rows("Commands")), 10)
        self.assertEqual(offered(""), rows("Commands"))
        self.assertEqual(offered("te"), ["test-alert"])

    def test_every_option_of_every_command_is_offered(self):
        for command in rows("Commands"):
            with self.subTest(command):
                self.assertEqual(sorted(offered(command, "--")),
                                 sorted(rows("Options", command) + rows("Everywhere")))

    def test_options_from_everywhere_are_offered_before_the_command(self):
        self.assertEqual(offered("--"), rows("Everywhere"))

    def test_the_value_of_an_option_is_not_taken_for_the_command(self):
        config = self.config(CONFIG)
        self.assertEqual(offered("--config", config, "sta"), ["status"])
        self.assertEqual(offered("--config", "=", config, "sta"), ["status"])

    def test_words_that_an_option_takes_are_those_that_the_program_takes(self):
        for command, option in (("history", "--min-severity"), ("history", "--state")):
            with self.subTest(option):
                words = offered(command, option, "")
                done = subprocess.run([BINARY, command, option, "x"], capture_output=True, text=True, timeout=LIMIT,
                                      check=False)
                self.assertEqual(words, re.search("not one of (.*)", done.stderr)[1].split(", "))
        self.assertEqual(offered("history", "--state", "=", "conf"), ["confirmed"])
        self.assertEqual(offered("history", "--state", "="), offered("history", "--state", ""))

    def test_the_collectors_are_the_keys_of_the_schedule(self):
        config = self.config("[schedule]\nnothing_like_it = 1\n")
        told = subprocess.run([BINARY, "check-config", "--config", config], capture_output=True, text=True,
                              timeout=LIMIT, check=False).stderr
        self.assertEqual(sorted(offered("sweep", "--collector", "")),
                         sorted(re.search("known here are (.*)", told)[1].split(", ")))

    def test_domains_and_sinks_come_from_the_configuration(self):
        config = self.config(CONFIG)
        (self.folder / "conf.d").mkdir()
        (self.folder / "conf.d" / "more.toml").write_text('[[domain]]\n  name="more.example"\n')
        self.assertEqual(offered("sweep", "--config", config, ""), ["example.com", "example.org", "more.example"])
        self.assertEqual(offered("show", "--config", config, "m"), ["more.example"])
        self.assertEqual(offered("test-alert", "--config", config, ""), ["soc"])
        self.assertEqual(offered("test-alert", "--config", "=", config, ""), ["soc"])

    def test_a_configuration_that_cannot_be_read_offers_nothing(self):
        self.assertEqual(offered("sweep", "--config", "/nowhere/nameward.toml", ""), [])

    def test_nothing_in_a_configuration_is_executed(self):
        self.assertEqual(offered("sweep", "--config", self.config(HOSTILE), "", folder=self.folder), ["good.example"])
        self.assertFalse((self.folder / "STOLEN").exists())

    def test_files_are_offered_where_a_file_is_meant(self):
        config = self.config("")
        self.assertEqual(offered("check-config", "--config", config[:-3]), [config])

    def test_a_tab_in_an_interactive_bash_completes_the_command(self):
        self.assertIn("nameward check-config ", typed(f"source {COMPLETION}\n", "nameward che\t"))


def typed(*pieces):
    """What an interactive bash shows for what is typed."""
    try:
        child, terminal = pty.fork()
    except OSError as error:
        raise unittest.SkipTest(f"no pseudo-terminal can be had here ({error}): mount devpts at /dev/pts") from None
    if child == 0:
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], {**environment(), "TERM": "dumb", "PS1": "READY>"})
    try:
        shown = ""
        for piece in pieces:
            shown += read_until(terminal, "READY>")
            os.write(terminal, piece.encode())
        return shown + read_until(terminal, "check-config ")
    finally:
        os.close(terminal)
        os.waitpid(child, 0)


def read_until(terminal, text):
    shown, end = "", time.monotonic() + LIMIT
    while text not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            shown += os.read(terminal, 4096).decode(errors="replace")
    return shown


if __name__ == "__main__":
    unittest.main(verbosity=2)
