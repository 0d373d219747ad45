#!/usr/bin/python3
"""A receiver of Standard Webhooks that checks every signature by itself and misbehaves on request.

It prints "listening ADDRESS PORT" when it is ready. Every request is appended to --log as one JSON line, before it is
answered: {"at", "method", "path", "headers", "body", "id", "signature", "behaviour"}; "signature" is "good", or says
what is wrong with it. With --cert and --key it speaks TLS, otherwise plain HTTP.

What it answers is read from --control before each answer; no file or an empty one means "200". One behaviour in it, or
several lines of which each serves one request and the last one all further ones:

  200, 404, 410, 500 ...     this status ("429 retry-after=7", also a date: "503 retry-after=Mon, 23 Nov 2026 ...")
  307 location=URL           a redirect
  body=TEXT                  after a status: what it says; "{header:NAME}" and "{path}" in it repeat the request
  hang                       says nothing for 120 s
  reset                      reads the request, then resets the connection
  reset-early                resets the connection before it reads anything
  drip                       one byte of the answer a second, for at most 120 s
  huge                       200 with a body of 64 MiB
  gzip-bomb                  200 with a compressed body of 64 MiB of zeros
  endless-headers            headers up to 4 MiB
  garbage                    an answer that is not HTTP
"""

import argparse
import base64
import gzip
import hashlib
import hmac
import http.server
import socket
import ssl
import struct
import sys
import threading
import time

from receiver_common import Behaviour, Log, listen_address

HANG_SECONDS = 120
HUGE_BYTES = 64 * 1024 * 1024
LARGEST_REQUEST = 16 * 1024 * 1024


def judge_signature(secret, headers, body, now):
    """"good", or what is wrong: by the specification alone, without a line of the sender's code."""
    if secret is None:
        return "not checked: no secret given"
    wanted = ("webhook-id", "webhook-timestamp", "webhook-signature")
    missing = [name for name in wanted if not headers.get(name)]
    if missing:
        return "missing: " + ", ".join(missing)
    if not headers["webhook-timestamp"].isdigit():
        return "bad timestamp"
    if now is not None and abs(now - int(headers["webhook-timestamp"])) > 300:
        return "old timestamp"
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    given = [part.split(",", 1) for part in headers["webhook-signature"].split(" ")]
    is_right = any(len(part) == 2 and part[0] == "v1" and hmac.compare_digest(part[1], right) for part in given)
    return "good" if is_right else "wrong signature"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def handle_one_request(self):
        if self.server.behaviour.read().strip() == "reset-early":
            self.server.log.append(behaviour="reset-early")
            self.reset()
            return
        super().handle_one_request()

    def do_POST(self):
        length = min(int(self.headers.get("content-length") or 0), LARGEST_REQUEST)
        body = self.rfile.read(length)
        behaviour = self.server.behaviour.next()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.log.append(
            method=self.command, path=self.path, headers=headers, body=body.decode("utf-8", "backslashreplace"),
            id=headers.get("webhook-id", ""),
            signature=judge_signature(self.server.read_secret(), headers, body, self.server.signature_clock()),
            behaviour=behaviour)
        self.close_connection = True
        self.answer(behaviour)

    do_GET = do_PUT = do_HEAD = do_POST

    def answer(self, behaviour):
        word = behaviour.split()[0]
        special = getattr(self, "answer_" + word.replace("-", "_"), None)
        if special:
            special()
        else:
            self.answer_status(behaviour)

    def answer_status(self, behaviour):
        status, _, rest = behaviour.partition(" ")
        name, _, value = rest.partition("=")
        body = self.filled(value) if name == "body" else f"answer {status}"
        self.send_response(int(status))
        if name in ("retry-after", "location"):
            self.send_header(name, value)
        self.finish_with(body.encode())

    def filled(self, text):
        text = text.replace("{path}", self.path)
        for name, value in self.headers.items():
            text = text.replace("{header:" + name.lower() + "}", value)
        return text

    def finish_with(self, body, encoding=None):
        if encoding:
            self.send_header("content-encoding", encoding)
        self.send_header("content-type", "text/plain; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def answer_hang(self):
        self.server.stopping.wait(HANG_SECONDS)

    def answer_reset(self):
        self.reset()

    def reset(self):
        self.close_connection = True
        # Linger 0: close() sends RST.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.socket.close(self.connection)

    def answer_drip(self):
        answer = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n" + b"." * 1000
        for index in range(HANG_SECONDS):
            self.wfile.write(answer[index:index + 1])
            self.wfile.flush()
            if self.server.stopping.wait(1):
                return

    def answer_huge(self):
        self.send_response(200)
        self.finish_with(b"x" * HUGE_BYTES)

    def answer_gzip_bomb(self):
        self.send_response(200)
        self.finish_with(gzip.compress(bytes(HUGE_BYTES)), "gzip")

    def answer_endless_headers(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(4 * 1024):
            self.wfile.write(f"x-filler-{number}: {'x' * 1000}\r\n".encode())
        self.wfile.write(b"\r\n")

    def answer_garbage(self):
        self.wfile.write(b"\x00\x01\x02 this is not HTTP\r\n\r\n")

    def log_message(self, *_):
        pass


class Receiver(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address, arguments):
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, Handler)
        self.arguments = arguments
        self.behaviour = Behaviour(arguments.control, usual="200")
        self.log = Log(arguments.log)
        self.stopping = threading.Event()
        self.context = None
        if arguments.cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(arguments.cert, arguments.key)

    def finish_request(self, request, client_address):
        # The handshake is made in the connection's own thread: a client that hangs in it holds up nobody else.
        if self.context:
            request.settimeout(30)
            try:
                request = self.context.wrap_socket(request, server_side=True)
            except (OSError, ssl.SSLError) as error:
                self.log.append(handshake=str(error))
                return
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        pass  # broken connections are what this program is for

    def read_secret(self):
        if not self.arguments.secret_file:
            return None
        with open(self.arguments.secret_file, encoding="ascii") as file:
            return file.read().strip()

    def signature_clock(self):
        return time.time() if self.arguments.check_time else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listen", default="127.0.0.1:0", type=listen_address, help="port 0: any free one")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--log", required=True)
    parser.add_argument("--control", help="a file with the behaviour")
    parser.add_argument("--secret-file", help="whsec_...; without it signatures are not checked")
    parser.add_argument("--check-time", action="store_true",
                        help="refuse as a receiver should: timestamps 5 minutes off the real clock")
    arguments = parser.parse_args()
    receiver = Receiver(arguments.listen, arguments)
    host, port = receiver.server_address[:2]
    print(f"listening {host} {port}", flush=True)
    try:
        receiver.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        receiver.stopping.set()
    return 0


if __name__ == "__main__":
    sys.exit(main())
