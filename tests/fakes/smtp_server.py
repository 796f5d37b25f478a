"""A small SMTP server on loopback: it keeps the e-mails it accepts, and fails on request."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Self

from tests.fakes.loopback import Loopback


@dataclass
class SmtpServer:
    """``replies`` answers a verb with that line instead; ``silent_at`` says nothing at that verb.

    ``trickles`` sends its greeting one letter a tenth of a second, for ever.
    """

    replies: dict[str, str] = field(default_factory=dict)
    silent_at: str = ""
    trickles: bool = False
    tls: ssl.SSLContext | None = None
    taken: list[EmailMessage] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._server = Loopback(self._serve)
        self.port = await self._server.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    def url(self, rest: str = "?from=desk@vivavoce.example", user: str = "") -> str:
        return f"smtp://{user}127.0.0.1:{self.port}{rest}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while self.trickles:
            writer.write(b"2")
            await writer.drain()
            await asyncio.sleep(0.1)
        writer.write(b"220 desk\r\n")
        while line := (await reader.readline()).decode():
            verb = line.split()[0].upper()
            self.verbs.append(verb)
            if verb == self.silent_at:
                await asyncio.sleep(60)
            reply = self.replies.get(verb) or await self._reply(verb, reader, writer)
            writer.write(reply.encode() + b"\r\n")
            await writer.drain()
            if verb == "STARTTLS":
                await writer.start_tls(self._certificate)
            if verb == "QUIT":
                return

    @property
    def _certificate(self) -> ssl.SSLContext:
        assert self.tls is not None
        return self.tls

    async def _reply(
        self, verb: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> str:
        match verb:
            case "EHLO":
                return "250-desk\r\n250-STARTTLS\r\n250 8BITMIME" if self.tls else "250 8BITMIME"
            case "DATA":
                writer.write(b"354 go on\r\n")
                raw = await reader.readuntil(b"\r\n.\r\n")
                text = raw.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
                message = email.message_from_bytes(text, policy=email.policy.default)
                assert isinstance(message, EmailMessage)
                self.taken.append(message)
                return "250 taken"
            case "QUIT":
                return "221 bye"
            case "STARTTLS":
                return "220 go on"
            case _:
                return "250 ok"
