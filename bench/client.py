"""A plain HTTP/1.1 client that costs little, so that a bench measures the server and not itself."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]


class Line:
    """One connection, opened at first use and again when the server closed it for being idle."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._address = urlsplit(url)
        self._head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        """Return the JSON of a 2xx answer; anything else ends the bench."""
        sent = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"{self._head}Content-Length: {len(sent)}\r\n\r\n"
        )
        reader, writer = await self._open()
        writer.write(head.encode() + sent)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(answer.partition("content-length: ")[2].partition("\r\n")[0])
        said = await reader.readexactly(length)
        if not answer.startswith("http/1.1 2"):
            raise RuntimeError(f"{method} {path}: {answer.splitlines()[0]} {said[:500]!r}")
        return dict(json.loads(said)) if said else {}

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._ends is None or self._ends[0].at_eof():
            self.close()
            self._ends = await asyncio.open_connection(self._address.hostname, self._address.port)
        return self._ends

    def close(self) -> None:
        if self._ends is not None:
            self._ends[1].close()


@contextmanager
def lines(url: str, count: int, **headers: str) -> Iterator[list[Line]]:
    """Yield ``count`` connections to ``url``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    opened = [Line(url, named) for _ in range(count)]
    try:
        yield opened
    finally:
        for line in opened:
            line.close()


async def timed(work: Awaitable[Any]) -> float:
    """Return how many milliseconds ``work`` took."""
    began = time.perf_counter()
    await work
    return (time.perf_counter() - began) * 1000


async def one_after_another(ask: Callable[[int], Awaitable[Any]], count: int) -> list[float]:
    """Return the milliseconds of each of ``count`` requests, one at a time."""
    return [await timed(ask(number)) for number in range(count)]


async def side_by_side(
    open_lines: list[Line], ask: Callable[[Line, int], Awaitable[Any]], count: int
) -> float:
    """Return requests per second with every line always busy."""
    numbers = iter(range(count))

    async def busy(line: Line) -> None:
        for number in numbers:
            await ask(line, number)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for line in open_lines:
            group.create_task(busy(line))
    return count / (time.perf_counter() - began)
