#!/usr/bin/python3
"""The manual pages name every command, option, exit code, variable and key that the program has, and no other."""
import functools
import os
import pathlib
import re
import subprocess
import tempfile
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ["NAMEWARD_BINARY"]
MANUAL = ROOT / "docs" / "man" / "nameward.1"
KEYS_MANUAL = ROOT / "docs" / "man" / "nameward.toml.5"
EXAMPLE = ROOT / "config" / "nameward.toml"
NO_KEY = "no-such-key-anywhere"
LIMIT = 30  # seconds for one command


def page(path):
    return path.read_text().replace("\\\n", "")


def part(text, heading):
    """What stands below a heading, up to the next one of its rank."""
    macro = heading.split()[0]
    begin = text.index("\n" + heading + "\n")
    return re.split(rf"\n\.(?:Sh{'|Ss' if macro == '.Ss' else ''}) ", text[begin + 1:] + "\n")[0]


# -- what the program says

def output(*words):
    done = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=LIMIT, check=True)
    return done.stdout


def rows(text, title):
    """The first words of the rows below 'Title:'."""
    found = re.search(rf"^{title}:\n((?:  .+\n)+)", text, re.MULTILINE)
    return [line.split()[0] for line in found[1].splitlines()] if found else []


@functools.cache
def commands():
    return rows(output("--help"), "Commands")


@functools.cache
def options(command):
    return rows(output(command, "--help"), "Options")


def everywhere():
    return rows(output("--help"), "Everywhere")


def complaints(text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "nameward.toml"
        path.write_text(text)
        return subprocess.run([BINARY, "check-config", "--config", str(path)], capture_output=True, text=True,
                              timeout=LIMIT, check=False).stderr


FREE = ["free"]  # of a table whose keys are the operator's choice


def known_in(section, header):
    """The keys that the loader names when it meets one that it does not know, or None where this is no section."""
    told = complaints(f"{header}\n{NO_KEY} = 1\n")
    where = f" in {re.escape(section)}" if section else ""
    found = re.search(rf"unknown key '{NO_KEY}'{where}: known here are (.*)", told)
    if found:
        return found[1].split(", ")
    return FREE if f"{NO_KEY}: expected" in told else None


def subsection(section, header, key):
    """How the table `key` is opened below a section, or None where it is an ordinary key."""
    below = f"{section}.{key}" if section else key
    inside = header + "\n" if header.startswith("[[") else ""  # a table in one that repeats stands in its last element
    forms = (f"[[{below}]]", inside + f"[{below}]")
    return next(((below, form) for form in forms if known_in(below, form) is not None), None)


@functools.cache
def key_tree():
    """Every section as it is written, such as '[store]' or '[[sink]]', with the keys that it has."""
    tree, waiting = {}, [("", "")]
    while waiting:
        section, header = waiting.pop()
        known = known_in(section, header)
        if known is FREE:
            tree[header] = FREE
            continue
        below = {key: subsection(section, header, key) for key in known}
        waiting += filter(None, below.values())
        tree[header.split("\n")[-1]] = [key for key in known if below[key] is None]
    return {header: keys for header, keys in tree.items() if header and keys}


def general():
    """The sections that stand once: their keys have defaults."""
    return {header: keys for header, keys in key_tree().items()
            if not header.startswith("[[") and header != "[domain.expect]" and keys is not FREE}


# -- what the manuals say

def entries(text, macro):
    """What `.It Ic a , b` and `.It Fl -a` name."""
    named = []
    for line in re.findall(rf"^\.It {macro} (.*)$", text, re.MULTILINE):
        named += [word.removeprefix(macro + " ").split()[0] for word in line.split(" , ")]
    return named


def sections_described():
    return re.findall(r"^\.Ss (\[.*\]) sections?$", page(KEYS_MANUAL), re.MULTILINE)


def section_text(header):
    rank = "sections" if header.startswith("[[") else "section"
    return part(page(KEYS_MANUAL), f".Ss {header} {rank}")


def synopsis(command):
    return re.search(rf"^\.It Ic {command}( .*)?$", part(page(MANUAL), ".Sh COMMANDS"), re.MULTILINE)


def defaults(header):
    """Key -> the default that the manual states, as TOML."""
    found = {}
    for entry in re.split(r"^\.It Ic ", section_text(header), flags=re.MULTILINE)[1:]:
        default = re.search(r"^Default:\n\.Li (.*)$", entry, re.MULTILINE)
        if default:
            found[entry.split()[0]] = default[1].replace("\\(dq", '"')
    return found


def example(folder_key):
    """The example with every commented key set: what it says of the general sections are the defaults."""
    lines = [re.sub(r"^#(?! )", "", line) for line in EXAMPLE.read_text().splitlines()]
    return tomllib.loads("\n".join(lines))[folder_key]


EXAMPLES_NOT_DEFAULTS = {"connect_to", "allow_private_addresses"}


class ManualTest(unittest.TestCase):
    def test_every_command_has_an_entry_and_no_other(self):
        self.assertGreater(len(commands()), 10)
        self.assertEqual(sorted(entries(part(page(MANUAL), ".Sh COMMANDS"), "Ic")), sorted(commands()))

    def test_every_option_has_an_entry_and_no_other(self):
        real = {option for command in commands() for option in options(command)} | set(everywhere())
        documented = {"-" + option for option in entries(part(page(MANUAL), ".Sh OPTIONS"), "Fl")}
        self.assertEqual(documented, real)

    def test_every_command_shows_its_own_options(self):
        for command in commands():
            with self.subTest(command):
                shown = re.findall(r"Fl -([a-z-]+)", synopsis(command)[0])
                self.assertEqual(sorted("--" + option for option in shown), sorted(options(command)))

    def test_every_command_shows_its_arguments(self):
        for command in commands():
            with self.subTest(command):
                before_options = re.split(r"Fl |Ar (?:NAME|T|GLOB|S)\b", synopsis(command)[0])[0]
                self.assertEqual(re.findall(r"Ar ([A-Z]+)", before_options),
                                 rows(output(command, "--help"), "Arguments"))

    def test_every_exit_code_of_the_help_has_an_entry(self):
        told = output("--help").split("Exit codes:")[1]
        codes = re.findall(r"(?:^|, |,\n)\s*(\d+) ", told)
        self.assertGreaterEqual(len(codes), 4)
        for code in codes:
            self.assertIn(f"\n.It {code}\n", part(page(MANUAL), ".Sh EXIT STATUS"))

    def test_every_variable_that_the_program_reads_has_an_entry(self):
        read = set()
        for source in (ROOT / "daemon").rglob("*.[ch]*"):
            read |= set(re.findall(r'getenv\("(\w+)"\)', source.read_text()))
        self.assertIn("RUNTIME_DIRECTORY", read)
        self.assertLessEqual(read, set(entries(part(page(MANUAL), ".Sh ENVIRONMENT"), "Ev")))

    def test_every_section_has_a_heading_and_no_other(self):
        self.assertGreater(len(key_tree()), 10)
        self.assertEqual(sorted(sections_described()), sorted(key_tree()))

    def test_every_key_has_an_entry_in_its_section_and_no_other(self):
        for header, keys in key_tree().items():
            with self.subTest(header):
                self.assertEqual(sorted(entries(section_text(header), "Ic")), [] if keys is FREE else sorted(keys))

    def test_every_key_of_a_section_that_stands_once_states_its_default(self):
        for header, keys in general().items():
            with self.subTest(header):
                self.assertEqual(sorted(defaults(header)), sorted(keys))

    def test_the_defaults_stated_are_those_of_the_example(self):
        compared = 0
        for header in general():
            for key, value in defaults(header).items():
                if key in EXAMPLES_NOT_DEFAULTS or key not in example(header.strip("[]")):
                    continue
                with self.subTest(f"{header} {key}"):
                    self.assertEqual(tomllib.loads(f"x = {value}")["x"], example(header.strip("[]"))[key])
                    compared += 1
        self.assertGreater(compared, 20)

    def test_the_pages_are_clean(self):
        for manual in (MANUAL, KEYS_MANUAL):
            with self.subTest(manual.name):
                done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", str(manual)], capture_output=True, text=True,
                                      timeout=LIMIT, check=False)
                self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main(verbosity=2)
