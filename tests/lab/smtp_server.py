#!/usr/bin/python3
"""A mail server that keeps what it is given and misbehaves on request (aiosmtpd, Debian package python3-aiosmtpd).

It prints "listening ADDRESS PORT" when it is ready. Every message is appended to --log as one JSON line before it is
answered: {"at", "from", "to", "user", "tls", "helo", "message", "id", "subject", "behaviour"}; "id" is its X-Nameward-Id.
Connections that end without a message are not logged, but refusals are: {"at", "refused", "stage", "behaviour"}.

--tls none, starttls (the default with --cert) or implicit. With --user and --password-file a login is required.

How it behaves is read from --control at each connection; no file or an empty one means "250". One behaviour in it, or
several lines of which each serves one connection and the last one all further ones:

  250                        takes the message
  550 TEXT, 451 TEXT ...     refuses the recipient
  greeting|ehlo|mail|rcpt|data-command|data CODE TEXT
                             refuses there instead; `data` is after the whole message
  auth CODE TEXT             refuses the login; {password}, {plain} (base64 as sent) in TEXT repeat the secret
  greeting|rcpt|data|quit hang
                             says nothing more there, for 120 s
  drop-greeting, drop-rcpt   closes the connection there
  drop-data                  takes the whole message, then closes without an answer
  no-starttls                does not offer it
  drip                       its replies come one byte a second
  flood                      its greeting never ends
"""

import argparse
import asyncio
import base64
import email
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from receiver_common import Behaviour, Log, listen_address

HANG_SECONDS = 120
STAGES = ("greeting", "ehlo", "mail", "rcpt", "data-command", "data", "auth", "quit")


class Script:
    """One behaviour, taken apart: what happens at which stage."""

    def __init__(self, text):
        self.text = text
        first, _, rest = text.partition(" ")
        self.stage, self.action = (first, rest) if first in STAGES else ("rcpt", text)
        if text.startswith("drop-"):
            self.stage, self.action = first.removeprefix("drop-"), "drop"
        if text in ("250", "drip", "flood", "no-starttls"):
            self.stage, self.action = text, ""

    def at(self, stage):
        return self.action if self.stage == stage else ""


class Server(SMTP):
    """aiosmtpd's SMTP with a script for each connection."""

    line_length_limit = 1000  # RFC 5321, 4.5.3.1.6: a longer line is refused, as elsewhere

    def __init__(self, world):
        arguments = world.arguments
        self.world = world
        self.script = Script(world.behaviour.next())
        self.greeted = False
        offers_starttls = arguments.tls == "starttls" and self.script.text != "no-starttls"
        super().__init__(
            self, hostname="mail.lab.example", tls_context=world.context if offers_starttls else None,
            require_starttls=arguments.tls == "starttls", auth_required=bool(arguments.user),
            auth_require_tls=arguments.tls == "starttls", authenticator=self.authenticate,
            timeout=300, enable_SMTPUTF8=True)

    async def act(self, stage):
        """True where the script took over at this stage."""
        action = self.script.at(stage)
        if not action:
            return False
        self.world.log.append(refused=action, stage=stage, behaviour=self.script.text)
        if action == "hang":
            await asyncio.sleep(HANG_SECONDS)
        if action in ("hang", "drop"):
            self.transport.close()
            raise asyncio.CancelledError
        await super().push(action)
        return True

    async def push(self, status):
        if not self.greeted:
            self.greeted = True
            if await self.act("greeting"):
                return
            if self.script.text == "flood":
                await self.flood()
        if self.script.text == "drip":
            await self.drip(status)
            return
        await super().push(status)

    async def drip(self, status):
        for character in status + "\r\n":
            self._writer.write(character.encode())
            await self._writer.drain()
            await asyncio.sleep(1)

    async def flood(self):
        for _ in range(1024):
            self._writer.write(b"220-" + b"x" * 1000 + b"\r\n")
            await self._writer.drain()

    async def smtp_EHLO(self, hostname):
        if not await self.act("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg):
        if not await self.act("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        if not await self.act("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        if not await self.act("data-command"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg):
        if not await self.act("quit"):
            await super().smtp_QUIT(arg)

    async def handle_DATA(self, _server, session, envelope):
        message = email.message_from_bytes(envelope.original_content)
        self.world.log.append(**{
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "helo": session.host_name,
            "user": session.auth_data or "", "tls": self.transport.get_extra_info("cipher") is not None,
            "message": envelope.original_content.decode("utf-8", "backslashreplace"),
            "id": message.get("X-Nameward-Id", ""), "subject": message.get("Subject", ""),
            "behaviour": self.script.text})
        action = self.script.at("data")
        if action == "hang":
            await asyncio.sleep(HANG_SECONDS)
        if action in ("hang", "drop"):
            self.transport.close()
            raise asyncio.CancelledError
        return action or "250 2.0.0 taken"

    def authenticate(self, _server, _session, _envelope, _mechanism, data):
        arguments = self.world.arguments
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False, message="504 unknown mechanism")
        login, password = data.login.decode(), data.password.decode()
        refusal = self.script.at("auth")
        if refusal:
            plain = base64.b64encode(f"\0{login}\0{password}".encode()).decode()
            return self.refuse_login(refusal.replace("{password}", password).replace("{plain}", plain))
        if login != arguments.user or password != self.world.read_password():
            return self.refuse_login("535 5.7.8 Authentication credentials invalid")
        return AuthResult(success=True, auth_data=login)

    def refuse_login(self, message):
        self.world.log.append(refused=message[:3], stage="auth", behaviour=self.script.text)
        # handled=False: aiosmtpd says the message; otherwise it says nothing and the client waits.
        return AuthResult(success=False, handled=False, message=message)


class World:
    """What all connections share."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.behaviour = Behaviour(arguments.control, usual="250")
        self.log = Log(arguments.log)
        self.context = None
        if arguments.cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(arguments.cert, arguments.key)

    def read_password(self):
        with open(self.arguments.password_file, encoding="utf-8") as file:
            return file.read().strip()


async def serve(world):
    host, port = world.arguments.listen
    context = world.context if world.arguments.tls == "implicit" else None
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)  # broken connections are what this program is for
    server = await loop.create_server(lambda: Server(world), host, port, ssl=context)
    host, port = server.sockets[0].getsockname()[:2]
    print(f"listening {host} {port}", flush=True)
    await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listen", default="127.0.0.1:0", type=listen_address, help="port 0: any free one")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--tls", choices=("none", "starttls", "implicit"))
    parser.add_argument("--user")
    parser.add_argument("--password-file")
    parser.add_argument("--log", required=True)
    parser.add_argument("--control", help="a file with the behaviour")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # aiosmtpd warns about itself, and about what it is asked for here
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    arguments.tls = arguments.tls or ("starttls" if arguments.cert else "none")
    try:
        asyncio.run(serve(World(arguments)))
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
