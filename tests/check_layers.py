#!/usr/bin/env python3
"""Checks the #include lines of include/ and daemon/ against the layers and the homes of third-party libraries.

    check_layers.py ROOT              prints each violation as file:line: message; exit code 1 when there is one
    check_layers.py --self-test ROOT  plants violations in a copy of the tree and must find each of them

On Debian every library's headers are visible everywhere, so the compiler cannot check this.
"""
import re
import shutil
import sys
import tempfile
from pathlib import Path

PURE = {"core", "formats"}
ADAPTERS = {"collectors", "sinks", "dns", "net", "store", "config", "web", "system"}

# Folder under daemon/ -> folders under daemon/ that it may include beside itself. nameward/ is open to all.
MAY_INCLUDE = {
    "core": set(),
    "formats": set(),
    **{adapter: PURE for adapter in ADAPTERS},
    "app": ADAPTERS | PURE,
    "commands": ADAPTERS | PURE | {"app"},
    "": {"commands", "system"},  # main.cpp
}

# How a third-party header begins -> the folders that are its home.
HOMES = {
    "SQLiteCpp/": {"store"},
    "sqlite3.h": {"store"},
    "zlib.h": {"store"},
    "toml++/": {"config"},
    "curl/": {"net"},
    "ldns/": {"dns"},
    "Poco/": {"net", "web"},
    "spdlog/": {"system"},
    "fmt/": {"system"},
    "systemd/": {"system"},
    "CLI/": {"commands"},
    "idn2.h": {"core"},
    "libpsl.h": {"core"},
    "nlohmann/": {"formats"},
    "openssl/": {"core", "sinks"},
}
ONE_FILE = {"CLI/": "daemon/commands/command_line.cpp"}  # eleven seconds for every file that includes it

# Headers of the system that stand in a folder. Without a folder, <name.h> and <name> are the system's as well unless
# HOMES names them.
SYSTEM_FOLDERS = ("sys/", "netinet/", "arpa/", "linux/", "net/", "bits/")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def folder_of(file):
    """'dns' for daemon/dns/x.cpp, '' for daemon/main.cpp, None below include/."""
    parts = file.parts
    if parts[0] == "include":
        return None
    return parts[1] if len(parts) > 2 else ""


def wrong_own_header(folder, header):
    target = header.split("/")[0]
    if target == "nameward":
        return None
    if folder is None:
        return f"include/ may include only nameward/ and the standard library, not {header}"
    if target == folder or target in MAY_INCLUDE.get(folder, set()):
        return None
    return f"{folder or 'main.cpp'} may not include {target}: {header}"


def wrong_library(file, folder, header):
    for prefix, homes in HOMES.items():
        if not header.startswith(prefix):
            continue
        if folder not in homes:
            return f"the home of {prefix} is {' and '.join(sorted(homes))}, not {folder or 'here'}: {header}"
        if ONE_FILE.get(prefix, str(file)) != str(file):
            return f"{prefix} is included by {ONE_FILE[prefix]} only: {header}"
        return None
    if "/" in header and not header.startswith(SYSTEM_FOLDERS):
        return f"a library without a home (tests/check_layers.py, HOMES): {header}"
    return None


def violations(root):
    found = []
    for top in ("include", "daemon"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            file = path.relative_to(root)
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                include = INCLUDE.match(line)
                if not include:
                    continue
                own = include[1] == '"'
                folder = folder_of(file)
                wrong = wrong_own_header(folder, include[2]) if own else wrong_library(file, folder, include[2])
                if wrong:
                    found.append(f"{file}:{number}: {wrong}")
    return found


PLANTED = [  # file, line, a piece of the message that must come
    ("include/nameward/planted.h", '#include "core/digest.h"', "include/ may include only nameward/"),
    ("include/nameward/planted.h", "#include <nlohmann/json.hpp>", "the home of nlohmann/"),
    ("daemon/core/planted.cpp", '#include "formats/rows.h"', "core may not include formats"),
    ("daemon/formats/planted.cpp", '#include "core/digest.h"', "formats may not include core"),
    ("daemon/core/planted.cpp", '#include "store/store.h"', "core may not include store"),
    ("daemon/sinks/planted.cpp", '#include "net/http.h"', "sinks may not include net"),
    ("daemon/dns/planted.h", '#  include "system/log.h"', "dns may not include system"),
    ("daemon/store/planted.cpp", '#include "app/app.h"', "store may not include app"),
    ("daemon/app/planted.cpp", '#include "commands/commands.h"', "app may not include commands"),
    ("daemon/app/planted.cpp", "#include <spdlog/spdlog.h>", "the home of spdlog/"),
    ("daemon/commands/planted.cpp", "#include <CLI/CLI.hpp>", "command_line.cpp only"),
    ("daemon/net/planted.cpp", "#include <sqlite3.h>", "the home of sqlite3.h"),
    ("daemon/net/planted.cpp", "#include <boost/asio.hpp>", "a library without a home"),
]
HARMLESS = [
    ("daemon/app/planted.cpp", '#include "store/store.h"'),
    ("daemon/sinks/planted.cpp", "#include <openssl/hmac.h>"),
    ("daemon/sinks/planted.cpp", "#include <sys/socket.h>"),
    ("daemon/sinks/planted.cpp", '// #include "net/http.h"'),
]


def found_when_planted(root, file, line):
    with tempfile.TemporaryDirectory(prefix="nameward-layers-") as folder:
        copy = Path(folder)
        for top in ("include", "daemon"):
            shutil.copytree(root / top, copy / top)
        planted = copy / file
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_text(line + "\n", encoding="utf-8")
        return [violation for violation in violations(copy) if violation.startswith(file + ":1: ")]


def self_test(root):
    failures = []
    for file, line, message in PLANTED:
        found = found_when_planted(root, file, line)
        if len(found) != 1 or message not in found[0]:
            failures.append(f"planted {line!r} in {file}: expected '{message}', found {found}")
    for file, line in HARMLESS:
        found = found_when_planted(root, file, line)
        if found:
            failures.append(f"harmless {line!r} in {file}: found {found}")
    return failures


def main(arguments):
    if not arguments or len(arguments) > 2 or (len(arguments) == 2 and arguments[0] != "--self-test"):
        print(__doc__, file=sys.stderr)
        return 2
    root = Path(arguments[-1])
    failures = self_test(root) if len(arguments) == 2 else violations(root)
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
