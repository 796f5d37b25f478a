"""Fake servers of speech vendors on loopback, with faults on request."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qs, urlsplit

from tests.fakes.loopback import Loopback
from tests.fakes.scripted_audio import Listener, words_in
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response


@dataclass
class Asked:
    """One request as it came."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, bytes]:
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        parsed = BytesParser(policy=HTTP).parsebytes(head + self.body)
        return {
            str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
            for part in parsed.iter_parts()
        }


@dataclass
class SpeechServer:
    """Answers every POST with ``answer``: status, type, and pieces of a body; None in it hangs."""

    answer: Callable[[Asked], tuple[int, str, list[bytes | None]]]
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    async def handle_connection(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        target = urlsplit(head[0].split()[1])
        pairs = [line.split(": ", 1) for line in head[1:] if line]
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        params = {name: each[0] for name, each in parse_qs(target.query).items()}
        self.asked.append(Asked(target.path, params, headers, body))
        status, kind, pieces = self.answer(self.asked[-1])
        writer.write(
            f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        for piece in pieces:
            await writer.drain()
            if piece is None:
                await asyncio.Event().wait()
            else:
                writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        writer.write(b"0\r\n\r\n")
        await writer.drain()


@contextlib.asynccontextmanager
async def speech_server(
    answer: Callable[[Asked], tuple[int, str, list[bytes | None]]],
) -> AsyncIterator[SpeechServer]:
    server = SpeechServer(answer)
    loopback = Loopback(server.handle_connection)
    server.url = f"http://127.0.0.1:{await loopback.open()}"
    try:
        yield server
    finally:
        await loopback.close()


def wav_words(wav: bytes) -> str:
    """Return the words in a WAV of ours."""
    return words_in(wav[44:])


@dataclass
class Listen:
    """A live recogniser of Deepgram's kind. ``mood`` is 'well', 'mute', 'dies', 'error' or a status."""

    mood: str | int = "well"
    url: str = ""
    addresses: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    async def handle_connection(self, socket: ServerConnection) -> None:
        listener, received, reported = Listener(), 0, 0
        async for message in socket:
            if isinstance(message, bytes):
                received += len(message)
                listener.hear(message)
                if self.mood == "dies" and received > 16_000:
                    await socket.close(1011)
                    return
                if self.mood == "well" and listener.words and received % 9_600 == 0:
                    await self._send_result(socket, listener, reported, received, is_final=False)
                continue
            self.messages.append(json.loads(message)["type"])
            if self.mood == "error":
                await socket.send(json.dumps({"type": "Error", "description": "secret"}))
            if self.mood == "well" and self.messages[-1] == "Finalize":
                await self._send_result(socket, listener, reported, received, is_final=True)
                listener.words.clear()
                reported = received
            if self.messages[-1] == "CloseStream":
                await socket.send(json.dumps({"type": "Metadata", "duration": received / 32_000}))
                return

    async def _send_result(
        self,
        socket: ServerConnection,
        listener: Listener,
        reported: int,
        received: int,
        *,
        is_final: bool,
    ) -> None:
        text = " ".join(listener.words)
        result = {
            "type": "Results",
            "start": reported / 32_000,
            "duration": (received - reported) / 32_000,
            "is_final": is_final,
            "from_finalize": is_final,
            "channel": {"alternatives": [{"transcript": text, "confidence": 0.98, "words": []}]},
        }
        await socket.send(json.dumps(result))

    def admit(self, connection: ServerConnection, request: Request) -> Response | None:
        self.addresses.append(request.path)
        self.keys.append(request.headers["Authorization"])
        if isinstance(self.mood, int):
            return connection.respond(self.mood, "no")
        return None


@contextlib.asynccontextmanager
async def listen_server(mood: str | int = "well") -> AsyncIterator[Listen]:
    listen = Listen(mood)
    handle_connection: Callable[[ServerConnection], Awaitable[None]] = listen.handle_connection
    async with serve(
        handle_connection, "127.0.0.1", 0, process_request=listen.admit, close_timeout=0.2
    ) as server:
        listen.url = f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        yield listen
