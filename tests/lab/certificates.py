#!/usr/bin/python3
"""Makes a certificate authority of one's own and server certificates signed by it, with the openssl command.

  certificates.py FOLDER NAME...     FOLDER/ca.pem, FOLDER/server.pem, FOLDER/server.key for these names and addresses

An authority that is already in the folder is used again; --prefix gives the server's files another name, --days a
validity (negative: expired since).
"""

import argparse
import datetime
import ipaddress
import subprocess
import sys
from pathlib import Path


def openssl(*arguments):
    """Runs openssl and fails with what it said."""
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        sys.exit(f"openssl {arguments[0]}: {done.stderr.strip()}")


def make_authority(folder):
    """FOLDER/ca.pem and FOLDER/ca.key, unless they are there."""
    if (folder / "ca.pem").exists():
        return
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", 3650,
            "-subj", "/O=Lab/CN=Lab authority", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout", folder / "ca.key", "-out", folder / "ca.pem")


def subject_alternative(name):
    """The kind of a name, as the certificate wants to have it said."""
    try:
        return f"IP:{ipaddress.ip_address(name)}"
    except ValueError:
        return f"DNS:{name}"


def validity(days):
    """A validity that lies in the past has to be written with both its ends from OpenSSL 3.4 on, which knows how."""
    if days >= 0:
        return ["-days", days]
    version = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    if tuple(int(number) for number in version.split(".")[:2]) < (3, 4):
        return ["-days", days]
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    begin = end - datetime.timedelta(days=365)
    return ["-not_before", begin.strftime("%Y%m%d%H%M%SZ"), "-not_after", end.strftime("%Y%m%d%H%M%SZ")]


def make_server(folder, names, prefix="server", days=365):
    """FOLDER/PREFIX.pem and .key for these names, signed by the folder's authority."""
    make_authority(folder)
    request, extensions = folder / f"{prefix}.csr", folder / f"{prefix}.ext"
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={names[0]}",
            "-keyout", folder / f"{prefix}.key", "-out", request)
    alternatives = ",".join(map(subject_alternative, names))
    extensions.write_text(f"subjectAltName={alternatives}\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n",
                          encoding="ascii")
    openssl("x509", "-req", "-in", request, "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial",
            *validity(days), "-sha256", "-extfile", extensions, "-out", folder / f"{prefix}.pem")
    request.unlink()
    extensions.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+", metavar="NAME", help="host name or address")
    parser.add_argument("--prefix", default="server")
    parser.add_argument("--days", type=int, default=365)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    make_server(arguments.folder, arguments.names, arguments.prefix, arguments.days)


if __name__ == "__main__":
    main()
