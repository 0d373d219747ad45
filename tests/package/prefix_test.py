#!/usr/bin/python3
"""`cmake --install` to a prefix: whole, and in need of nothing of the build tree."""
import os
import pathlib
import re
import stat
import subprocess
import tempfile
import unittest

BUILD = os.environ["NAMEWARD_BUILD"]
LIMIT = 60  # seconds for one command
FILES = {"bin/nameward", "etc/nameward/nameward.toml", "lib/systemd/system/nameward.service",
         "lib/sysusers.d/nameward.conf", "share/bash-completion/completions/nameward", "share/man/man1/nameward.1.gz",
         "share/man/man5/nameward.toml.5.gz"}


class PrefixTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="nameward-prefix-")
        self.addCleanup(folder.cleanup)
        self.prefix = pathlib.Path(folder.name)
        self.install()

    def install(self):
        self.run_it("cmake", "--install", BUILD, "--prefix", str(self.prefix))

    def run_it(self, *words):
        done = subprocess.run(words, capture_output=True, text=True, timeout=LIMIT, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_every_file_is_there(self):
        found = {str(path.relative_to(self.prefix)) for path in self.prefix.rglob("*") if path.is_file()}
        self.assertLessEqual(FILES, found)

    def test_the_installed_program_takes_the_installed_configuration(self):
        said = self.run_it(str(self.prefix / "bin/nameward"), "check-config", "--config",
                           str(self.prefix / "etc/nameward/nameward.toml"))
        self.assertIn("good; it watches 0 domains", said)

    def test_the_unit_starts_the_installed_program(self):
        unit = (self.prefix / "lib/systemd/system/nameward.service").read_text()
        started = re.findall(r"^Exec\w+=(\S+)", unit, re.MULTILINE)
        self.assertEqual(started, [str(self.prefix / "bin/nameward")] * 2)

    def test_a_configuration_that_is_there_is_kept_and_no_stranger_reads_it(self):
        config = self.prefix / "etc/nameward/nameward.toml"
        self.assertEqual(stat.S_IMODE(config.stat().st_mode), 0o640)
        config.write_text("# mine\n")
        self.install()
        self.assertEqual(config.read_text(), "# mine\n")

    def test_the_program_needs_no_library_of_the_build_tree(self):
        dynamic = self.run_it("readelf", "-d", str(self.prefix / "bin/nameward"))
        self.assertIn("NEEDED", dynamic)
        self.assertNotIn("RUNPATH", dynamic)
        self.assertNotIn("RPATH", dynamic)


if __name__ == "__main__":
    unittest.main(verbosity=2)
