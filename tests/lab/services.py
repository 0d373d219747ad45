#!/usr/bin/python3
"""The process that is all of the laboratory's HTTPS and WHOIS servers: IANA's bootstrap file, RDAP, Microsoft, WHOIS.

It prints "listening ADDRESS PORT PORTS" (of HTTPS, for all hosts: the name in the TLS handshake and in the request says
which one; then all its ports as JSON). Commands come as JSON lines on stdin, what service_world.py learns; each is
answered by a line on stdout when it is in force. It ends with its stdin.

Every request is a JSON line of --log before it is answered: {"at", "endpoint", "host", "path", "domain", "headers",
"failure"} ("trap": somebody came where redirect-private leads)."""

import argparse
import asyncio
import functools
import json
import socket
import ssl
import struct
import sys
import time

import failures
from receiver_common import Log
from service_world import ServiceWorld

ADDRESS = "127.0.0.1"
WHOIS_ENDPOINTS = ("whois.root", "whois.registry", "whois.registrar")
LARGEST_REQUEST = PIECE = 64 * 1024
PATIENCE = 120.0  # seconds that a client may stay, and that hang and drip go on


class Services:
    def __init__(self, folder, log):
        self.world, self.log = ServiceWorld(), Log(log)
        self.contexts = {which: self._context(folder, which) for which in ("good", "wrong", "expired")}
        self.contexts["good"].sni_callback = self.choose_certificate
        self.ports = {}

    def _context(self, folder, which):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/services-{which}.pem", f"{folder}/services-{which}.key")
        context.set_alpn_protocols(["http/1.1"])
        return context

    def choose_certificate(self, connection, host, _):
        connection.context = self.contexts[self.world.certificate(host or "")]

    async def start(self):
        await self.listen("https", self.serve_http, ssl=self.contexts["good"])
        await self.listen("trap", self.serve_trap)
        for endpoint in WHOIS_ENDPOINTS:
            await self.listen(endpoint, functools.partial(self.serve_whois, endpoint))
        self.trap = f"https://{ADDRESS}:{self.ports['trap']}/"

    async def listen(self, name, serve, **options):
        async def guarded(reader, writer):
            try:
                await asyncio.wait_for(serve(reader, writer), PATIENCE)
            except (asyncio.TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
                pass  # the client went away or took too long
            finally:
                writer.transport.abort() if writer.transport.is_closing() else writer.close()

        server = await asyncio.start_server(guarded, ADDRESS, 0, limit=LARGEST_REQUEST, backlog=1000, **options)
        self.ports[name] = server.sockets[0].getsockname()[1]

    async def serve_trap(self, reader, writer):
        self.log.append(endpoint="trap", host="", path="", domain="", headers={}, failure="")

    # -- HTTP

    async def serve_http(self, reader, writer):
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                return
            method, target, headers = _parse(head.decode("latin-1"))
            answer = self.answer(method, target, headers)
            await self.send(writer, method, answer)
            if answer.ending or headers.get("connection", "").lower() == "close":
                return

    def answer(self, method, target, headers):
        host = headers.get("host", "").partition(":")[0].lower()
        route = self.world.route(host, target)
        if route is None:
            self.log.append(endpoint="", host=host, path=target, domain="", headers=headers, failure="")
            return failures.Answer(404, (("Content-Type", "text/plain"),), b"nothing is here\n")
        endpoint, name, make = route
        failure = self.world.failure(endpoint, name)
        self.log.append(endpoint=endpoint, host=host, path=target, domain=name, headers=headers, failure=failure.kind)
        truth = make()
        if failure.kind != "ok":
            return failures.of_http(failure, truth, self.trap, time.time())
        if endpoint == "bootstrap" and headers.get("if-none-match") == dict(truth.headers)["ETag"]:
            return failures.Answer(304, tuple(pair for pair in truth.headers if pair[0] != "Content-Type"))
        return truth

    async def send(self, writer, method, answer):
        lines = [f"HTTP/1.1 {answer.status} Laboratory", *(f"{name}: {value}" for name, value in answer.headers),
                 f"Content-Length: {len(answer.body)}"]
        head = "".join(line + "\r\n" for line in lines).encode("latin-1") + b"\r\n"
        await _send(writer, head, b"" if method == "HEAD" else answer.body, answer.ending)

    # -- WHOIS

    async def serve_whois(self, endpoint, reader, writer):
        query = await reader.readuntil(b"\n")
        name, truth = self.world.whois(endpoint, query)
        failure = self.world.failure(endpoint, name)
        self.log.append(endpoint=endpoint, host="", path=query.decode("latin-1").strip(), domain=name, headers={},
                        failure=failure.kind)
        body = truth if failure.kind == "ok" else failures.of_whois(failure, truth, name)
        if failure.kind == "reset-after-data":
            await _send(writer, b"", body, "")
            await asyncio.sleep(0.2)  # the reset does not overtake the data
            return _reset(writer)
        await _send(writer, b"", body, failure.kind if failure.kind in ("reset", "drip", "hang") else "")
        if writer.can_write_eof():
            writer.write_eof()


def _parse(head):
    request, *lines = head.split("\r\n")
    words = request.split(" ")
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return words[0], words[1] if len(words) > 1 else "/", headers


async def _send(writer, head, body, ending):
    if ending == "hang":
        return await asyncio.sleep(PATIENCE)
    if ending == "reset":
        return _reset(writer)
    if ending == "reset-after-data":
        await _write(writer, head, body[:len(body) // 2])
        await asyncio.sleep(0.2)  # the reset does not overtake the data
        return _reset(writer)
    if ending == "drip":
        for byte in head + body:
            await _write(writer, bytes([byte]), b"")
            await asyncio.sleep(1)
        return None
    return await _write(writer, head, body)


async def _write(writer, head, body):
    """In pieces: a large body for many clients at once is in memory once."""
    writer.write(head)
    view = memoryview(body)
    for start in range(0, len(view), PIECE):
        writer.write(bytes(view[start:start + PIECE]))
        await writer.drain()
    await writer.drain()


def _reset(writer):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tls", required=True, help="folder of services-{good,wrong,expired}.pem and .key")
    parser.add_argument("--log", required=True)
    options = parser.parse_args()
    services = Services(options.tls, options.log)
    await services.start()
    print("listening", ADDRESS, services.ports["https"], json.dumps(services.ports), flush=True)
    lines = asyncio.StreamReader(limit=256 * 1024 * 1024)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        services.world.learn(json.loads(line))
        print("{}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
