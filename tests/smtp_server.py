"""A mail server that keeps what it accepts, and refuses what it is told to."""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

from tests.threaded_server import threaded_server

USER, PASSWORD = "studio@example.com", "pass word/of:mails"


@dataclass(frozen=True)
class Delivered:
    sender: str
    to: str
    message: EmailMessage
    was_encrypted: bool
    had_signed_in: bool

    @property
    def text(self) -> str:
        return str(self.message.get_content()).replace("\r\n", "\n")


@dataclass
class SmtpScript:
    """`answers` are by command, instead of 250. `tls` is offered by STARTTLS, or from the start if `is_tls`."""

    tls: ssl.SSLContext | None = None
    is_tls: bool = False
    wants_password: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    delivered: list[Delivered] = field(default_factory=list)

    def newest_to(self, address: str) -> Delivered:
        return next(mail for mail in reversed(self.delivered) if mail.to == address)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            await _Session(self, reader, writer, is_encrypted=self.is_tls).run()
        writer.close()


@dataclass
class _Session:
    script: SmtpScript
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    is_encrypted: bool
    has_signed_in: bool = False
    sender: str = ""
    to: str = ""

    async def run(self) -> None:
        await self._say("220 ready")
        while line := (await self.reader.readline()).decode().rstrip("\r\n"):
            command, _, argument = line.partition(" ")
            command = command.upper()
            if command == "QUIT":
                await self._say("221 bye")
                return
            await self._answer(command, argument)

    async def _answer(self, command: str, argument: str) -> None:
        if command in self.script.answers:
            await self._say(self.script.answers[command])
        elif command == "EHLO":
            await self._say("250-here\r\n" + "".join(f"250-{each}\r\n" for each in self._extensions()) + "250 8BITMIME")
        elif command == "STARTTLS":
            await self._say("220 go")
            assert self.script.tls
            await self.writer.start_tls(self.script.tls)
            self.is_encrypted = True
        elif command == "AUTH":
            _, user, password = base64.b64decode(argument.split()[1]).decode().split("\0")
            self.has_signed_in = (user, password) == (USER, PASSWORD)
            await self._say("235 welcome" if self.has_signed_in else "535 wrong user or password")
        elif command == "DATA":
            await self._say("354 go")
            await self._keep(await self.reader.readuntil(b"\r\n.\r\n"))
        else:
            self._remember(argument)
            await self._say("250 fine")

    def _extensions(self) -> list[str]:
        offers_tls = self.script.tls and not self.is_encrypted
        return [*(["STARTTLS"] if offers_tls else []), *(["AUTH PLAIN"] if self.script.wants_password else [])]

    def _remember(self, argument: str) -> None:
        kind, _, address = argument.partition(":")
        address = address[address.find("<") + 1 : address.find(">")]
        if kind.upper() == "FROM":
            self.sender = address
        elif kind.upper() == "TO":
            self.to = address

    async def _keep(self, body: bytes) -> None:
        message = email.message_from_bytes(body.removesuffix(b".\r\n"), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        kept = Delivered(self.sender, self.to, message, self.is_encrypted, self.has_signed_in)
        self.script.delivered.append(kept)
        await self._say("250 kept")

    async def _say(self, text: str) -> None:
        self.writer.write(f"{text}\r\n".encode())
        await self.writer.drain()


@contextmanager
def smtp_server(script: SmtpScript) -> Iterator[SmtpScript]:
    with threaded_server(script.serve, tls=script.tls if script.is_tls else None) as port:
        script.port = port
        yield script
