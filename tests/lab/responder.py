"""The process that takes over the addresses of misbehaving servers (behaviour.py). The laboratory starts it once.

Commands come as JSON lines on stdin, {"address", "port", "truth_port", "behaviour", "only"}; each is answered by a
line on stdout when it is in force: {"ok": true} or {"ok": false, "error"}. The behaviour "ok" lets the address go. With
domains in "only", questions for other names get the true answer. The command {} changes nothing; its answer has "sent",
the replies that each address gave under its present behaviour. It ends with its stdin."""

import asyncio
import contextlib
import json
import socket
import struct
import sys

import behaviour as behaviours

TRUTH_DEADLINE = 2.0  # seconds for the real server's answer, which is on this machine
TCP_DEADLINE = 60.0  # a silent connection is held this long
CONNECTIONS = 200  # per address; a client under test has a handful


class Udp(asyncio.DatagramProtocol):
    def __init__(self, server):
        self.server = server

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, client):
        self.server.later(self.server.answer_udp(self.transport, data, client))


class Truth(asyncio.DatagramProtocol):
    def __init__(self, query, answer):
        self.query, self.answer = query, answer

    def connection_made(self, transport):
        transport.sendto(self.query)

    def datagram_received(self, data, _):
        if not self.answer.done():
            self.answer.set_result(data)


class Server:
    """One address under one behaviour."""

    def __init__(self, address, port, truth_port, behaviour, only):
        self.address, self.port, self.truth_port, self.behaviour = address, port, truth_port, behaviour
        self.only = only
        self.sent = 0
        self.tasks = set()

    async def start(self):
        loop = asyncio.get_running_loop()
        self.udp, _ = await loop.create_datagram_endpoint(lambda: Udp(self), local_addr=(self.address, self.port))
        self.tcp = await asyncio.start_server(self.serve_tcp, self.address, self.port)
        self.elsewhere = socket.socket(socket.AF_INET6 if ":" in self.address else socket.AF_INET, socket.SOCK_DGRAM)
        self.elsewhere.bind((self.address, 0))

    async def stop(self):
        self.udp.close()
        self.tcp.close()
        self.elsewhere.close()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.sleep(0)  # the loop closes the sockets in its next turn

    def later(self, coroutine):
        task = asyncio.get_running_loop().create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def answer_udp(self, transport, query, client):
        for reply in await self.replies(query, tcp=False):
            await asyncio.sleep(reply.after)
            if reply.from_elsewhere:
                self.elsewhere.sendto(reply.data, client)
            else:
                transport.sendto(reply.data, client)

    async def serve_tcp(self, reader, writer):
        self.tasks.add(asyncio.current_task())
        try:
            if len(self.tasks) < CONNECTIONS:
                await asyncio.wait_for(self.converse(reader, writer), TCP_DEADLINE)
        except (asyncio.TimeoutError, asyncio.CancelledError, asyncio.IncompleteReadError, OSError):
            pass  # the client went away, or the behaviour ends
        finally:
            self.tasks.discard(asyncio.current_task())
            writer.close()

    async def converse(self, reader, writer):
        while True:
            size = struct.unpack("!H", await reader.readexactly(2))[0]
            answers = await self.replies(await reader.readexactly(size), tcp=True)
            for reply in answers:
                await asyncio.sleep(reply.after)
                whole = len(reply.data) * 2 if self.behaviour.kind == "half-open" else len(reply.data)
                writer.write(struct.pack("!H", whole) + reply.data)
                await writer.drain()

    async def replies(self, query, tcp):
        behaves = behaviours.concerns(query, self.only)
        truth = None
        if not behaves or behaviours.needs_truth(self.behaviour, tcp):
            truth = await (self.truth_over_tcp(query) if tcp else self.truth_over_udp(query))
        if not behaves:
            return [behaviours.Reply(truth)] if truth else []
        replies = behaviours.replies(self.behaviour, query, truth, tcp)
        self.sent += len(replies)
        return replies

    async def truth_over_udp(self, query):
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: Truth(query, answer), remote_addr=(self.address, self.truth_port))
        with contextlib.closing(transport), contextlib.suppress(asyncio.TimeoutError):
            return await asyncio.wait_for(answer, TRUTH_DEADLINE)

    async def truth_over_tcp(self, query):
        reader, writer = await asyncio.open_connection(self.address, self.truth_port)
        with contextlib.closing(writer):
            writer.write(struct.pack("!H", len(query)) + query)
            size = struct.unpack("!H", await reader.readexactly(2))[0]
            return await reader.readexactly(size)


async def obey(servers, command):
    if command:
        await take_over(servers, command)
    return {"ok": True, "sent": {address: server.sent for address, server in servers.items()}}


async def take_over(servers, command):
    address = command["address"]
    wanted = behaviours.parse(command["behaviour"])
    if address in servers:
        await servers.pop(address).stop()
    if wanted.kind != "ok":
        server = Server(address, command["port"], command["truth_port"], wanted, command["only"])
        await server.start()
        servers[address] = server


async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    servers = {}
    while line := await reader.readline():
        try:
            print(json.dumps(await obey(servers, json.loads(line))), flush=True)
        except (behaviours.BehaviourError, OSError) as error:
            print(json.dumps({"ok": False, "error": str(error)}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
