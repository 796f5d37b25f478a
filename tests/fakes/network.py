# ruff: noqa: ASYNC109 - the deadlines are parameters of httpcore's interface
"""A network in memory: it notes whom it was asked to dial and plays one scripted answer."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

import httpcore

from vivavoce.infra.egress.target import IpAddress

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class ScriptedStream(httpcore.AsyncNetworkStream):
    """Plays ``script``: bytes are read, numbers are seconds of silence, errors are raised."""

    script: Iterable[bytes | float | Exception]
    written: bytearray = field(default_factory=bytearray)
    is_closed: bool = False

    def __post_init__(self) -> None:
        self._steps = iter(self.script)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        for step in self._steps:
            match step:
                case bytes():
                    return step
                case Exception():
                    raise step
                case seconds:
                    await asyncio.sleep(seconds)
        return b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.written += buffer

    async def aclose(self) -> None:
        self.is_closed = True

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return self


@dataclass
class ScriptedNetwork(httpcore.AsyncNetworkBackend):
    """Answers every call with the same script; ``unreachable`` addresses cannot be dialled."""

    script: Sequence[bytes | float | Exception] = (OK,)
    unreachable: frozenset[str] = frozenset()
    dialled: list[tuple[str, int]] = field(default_factory=list)
    streams: list[ScriptedStream] = field(default_factory=list)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.dialled.append((host, port))
        if host in self.unreachable:
            raise httpcore.ConnectError("unreachable")
        self.streams.append(ScriptedStream(self.script))
        return self.streams[-1]


@dataclass
class ScriptedNames:
    """A name server that gives one answer after the other and keeps to the last."""

    answers: Sequence[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, name: str, port: int) -> Sequence[IpAddress]:
        answer = self.answers[min(len(self.asked), len(self.answers) - 1)]
        self.asked.append(name)
        return [ip_address(text) for text in answer]
