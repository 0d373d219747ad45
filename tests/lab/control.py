"""How commands reach a running laboratory: one JSON line each way over a socket in its folder."""

import contextlib
import json
import os
import socket

NAME = "control.sock"
DEADLINE = 60.0  # seconds for the slowest change of the largest world


class ControlError(Exception):
    pass


@contextlib.contextmanager
def _short_path(folder):
    """A socket's path has 107 bytes; a folder may be deeper than that."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{NAME}"
    finally:
        os.close(descriptor)


def change(target, operation, values, at=()):
    """One change as the laboratory takes it. A file is named by its whole path: the laboratory stands elsewhere."""
    values = [str(value) for value in values]
    if operation == "behaviour" and values and values[0].startswith("bytes"):
        kind, _, path = values[0].partition(":")
        values[0] = f"{kind}:{os.path.abspath(path)}"
    return [target, operation, values, [at] if isinstance(at, str) else list(at)]


def _is_served(folder):
    with socket.socket(socket.AF_UNIX) as client, _short_path(folder) as path:
        return client.connect_ex(path) == 0


def listen(folder):
    """The socket of a new laboratory; ControlError where one runs in this folder already."""
    if _is_served(folder):
        raise ControlError(f"a laboratory runs in {folder} already; `lab down` ends it")
    server = socket.socket(socket.AF_UNIX)
    with _short_path(folder) as path:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        server.bind(path)
    server.listen(16)
    return server


def ask(folder, request):
    """The reply to one request; ControlError where the laboratory refused it or is not there."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(DEADLINE)
        try:
            with _short_path(folder) as path:
                client.connect(path)
            client.sendall(json.dumps(request).encode() + b"\n")
            with client.makefile() as lines:
                line = lines.readline()
        except OSError as error:
            raise ControlError(f"no laboratory answers in {folder}: {error}") from None
    if not line:
        raise ControlError(f"the laboratory in {folder} ended before it answered")
    reply = json.loads(line)
    if "error" in reply:
        raise ControlError(reply["error"])
    return reply


def serve(server, answer):
    """Takes one request and answers it."""
    connection, _ = server.accept()
    with connection:
        connection.settimeout(5)  # our own client has its line ready
        with contextlib.suppress(OSError, ValueError), connection.makefile("rw") as lines:
            lines.write(json.dumps(answer(json.loads(lines.readline()))) + "\n")
