"""A webhook receiver on loopback that notes what it hears and behaves as its path says.

In a test: ``async with Receiver() as receiver``. As a process of its own:
``python -m tests.fakes.receiver HEARD.jsonl`` prints its port and appends one line a request.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_ANSWERS = {
    "ok": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    "500": b"HTTP/1.1 500 Oh No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "410": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "302": b"HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "garbage": b"\x00\x01\x02 what is this\r\n\r\n",
    "big": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 1_000_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One request as it came in; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Receiver:
    """``/ok /500 /410 /302 /garbage /big`` answer, ``/slow`` waits, ``/reset`` breaks off.

    ``/flaky/N`` fails N times, then takes everything.
    """

    tls: ssl.SSLContext | None = None
    log: Path | None = None
    host: str = "127.0.0.1"
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    server_names: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        if self.tls is not None:
            self.tls.sni_callback = lambda _socket, name, _context: self.server_names.append(name)
        self._server = await asyncio.start_server(self._serve, self.host, 0, ssl=self.tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in [task for task in asyncio.all_tasks() if task.get_name() == self._name]:
            task.cancel()

    @property
    def _name(self) -> str:
        return f"receiver-{id(self)}"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        scheme = "http" if self.tls is None else "https"
        return f"{scheme}://{host}:{self.port}/{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        task.set_name(self._name)
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError
        ):
            heard = await _request(reader)
            self.heard.append(heard)
            if self.log is not None:
                line = {"path": heard.path, "headers": heard.headers, "body": heard.body}
                with self.log.open("a") as file:
                    file.write(json.dumps(line) + "\n")
            await self._answer(heard.path, writer)
        writer.close()

    async def _answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        kind, _, times = path.strip("/").partition("/")
        if kind == "flaky":
            kind = "ok" if len(self.heard) > int(times) else "500"
        if kind == "slow":
            await asyncio.sleep(60)
        elif kind == "reset":
            now = struct.pack("ii", 1, 0)  # closing without lingering sends RST instead of FIN
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            writer.transport.abort()
        else:
            writer.write(_ANSWERS[kind.partition("?")[0]])
            await writer.drain()


async def _request(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    line, *rest = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (text.partition(": ") for text in rest)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Heard(path=line.split(" ")[1], headers=headers, body=body.decode())


async def _main(log: str) -> None:
    async with Receiver(log=Path(log)) as receiver:
        sys.stdout.write(f"{receiver.port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
