"""Looks for our secrets where they must not be: in all that the monitors of a laboratory printed and keep.

A part is enough, and so is one in hexadecimal or anywhere within base64."""
import base64
import contextlib
import pathlib
import sqlite3
import zlib

PART = 10  # bytes of a secret, in whichever form, that nobody writes by chance


def secrets_of(lab):
    webhook = pathlib.Path(lab.description["webhook"]["secret_file"]).read_bytes().strip()
    return {"webhook secret": webhook, "webhook key": base64.b64decode(webhook.removeprefix(b"whsec_")),
            "password": pathlib.Path(lab.description["mail"]["password_file"]).read_bytes().strip()}


def forms(secret):
    """The secret as it is, in hexadecimal, and as it looks inside base64 whatever stands before it."""
    yield from (secret, secret.hex().encode(), secret.hex().upper().encode())
    for before in range(3):
        whole = len(secret) + before - (len(secret) + before) % 3  # the rest shares its last letters with what follows
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode((bytes(before) + secret)[:whole])[4 if before else 0:]


def parts(secret):
    return {form[start:start + PART] for form in forms(secret) for start in range(len(form) - PART + 1)}


def found(secrets, places):
    """A line for each secret of which a part stands in a place."""
    owner = {part: name for name, secret in secrets.items() for part in parts(secret)}
    leaks = []
    for place, content in places.items():
        windows = (content[start:start + PART] for start in range(len(content) - PART + 1))
        leaks += sorted({f"{owner[window]} in {place}" for window in windows if window in owner})
    return leaks


def cells(store):
    """Everything in a store, unpacked where it is packed."""
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
        tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield from (str(cell).encode() for cell in row if not isinstance(cell, bytes))
                yield from (unpacked(cell) for cell in row if isinstance(cell, bytes))


def unpacked(content):
    try:
        return zlib.decompress(content)
    except zlib.error:
        return content


def places(lab, which="monitor-*"):
    """What the monitors of this laboratory printed and keep, by name."""
    files = {str(path.relative_to(lab.folder)): path for path in lab.folder.glob(which + "/**/*") if path.is_file()}
    contents = {name: path.read_bytes() for name, path in files.items()}
    contents |= {f"{name}, unpacked": b"\n".join(cells(path)) for name, path in files.items() if path.suffix == ".db"}
    assert any(name.endswith("/said") for name in contents), "a search of nothing"
    return contents


def check(lab):
    """For the end of a test file: nothing that ran in this laboratory has let a secret out."""
    leaks = found(secrets_of(lab), places(lab))
    assert not leaks, "secrets came out: " + "; ".join(leaks)
