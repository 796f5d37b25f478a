"""A webhook endpoint on loopback that records requests and responds as its path says.

In a test: ``async with Receiver() as receiver``. As a process of its own:
``python -m tests.fakes.webhook_receiver HEARD.jsonl`` prints its port and appends one line a request.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.fakes.loopback import Loopback

_ANSWERS = {
    "ok": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    "500": b"HTTP/1.1 500 Oh No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "404": b"HTTP/1.1 404 Not Here\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "410": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "302": b"HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "sentence": b"HTTP/1.1 401 No\r\nConnection: close\r\n\r\nUnknown signature \xff\x00 caf\xc3\xa9",
    "garbage": b"\x00\x01\x02 what is this\r\n\r\n",
    "opportunity": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    b'{"data": {"id": "o1", "name": "Harry Example", "emails": ["harry@example.com"], "phones": []}}',
    "big": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 1_000_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedRequest:
    """One request as it came in; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Receiver:
    """``/ok /500 /410 /302 /sentence /garbage /big`` answer, ``/slow`` waits, ``/reset`` breaks off.

    ``/opportunity`` is a candidate as Lever gives it. ``/flaky/N`` fails N times, then takes everything.
    """

    tls: ssl.SSLContext | None = None
    log: Path | None = None
    requests: list[ReceivedRequest] = field(default_factory=list)
    server_names: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        if self.tls is not None:
            self.tls.sni_callback = lambda _socket, name, _context: self.server_names.append(name)
        self._line = Loopback(self._serve)
        self.port = await self._line.open(self.tls)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._line.close()

    @property
    def connections(self) -> int:
        return self._line.connections

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        scheme = "http" if self.tls is None else "https"
        return f"{scheme}://{host}:{self.port}/{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _request(reader)
        self.requests.append(request)
        if self.log is not None:
            line = {"path": request.path, "headers": request.headers, "body": request.body}
            with self.log.open("a") as file:
                file.write(json.dumps(line) + "\n")
        await self._answer(request.path, writer)

    async def _answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        kind, _, times = path.strip("/").partition("/")
        if kind == "flaky":
            kind = "ok" if len(self.requests) > int(times) else "500"
        if kind == "slow":
            await asyncio.sleep(60)
        elif kind == "reset":
            now = struct.pack("ii", 1, 0)  # closing without lingering sends RST instead of FIN
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            writer.transport.abort()
        else:
            writer.write(_ANSWERS.get(kind, _ANSWERS["404"]))
            await writer.drain()


async def _request(reader: asyncio.StreamReader) -> ReceivedRequest:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    line, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (text.partition(": ") for text in rest)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return ReceivedRequest(path=line.split(" ")[1], headers=headers, body=body.decode())


async def _main(log: str) -> None:
    async with Receiver(log=Path(log)) as receiver:
        sys.stdout.write(f"{receiver.port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
