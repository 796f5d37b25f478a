"""Attacks on a listening port of this machine, each a process of its own: python -m tests.security.attacks.

They know the port only, send no credentials, and go to the loopback alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import sys
from collections.abc import Awaitable, Callable

_HOST = "127.0.0.1"
_PIECE = b"a" * 65536
_LEAST_FILES = 4096
_REST_S = 4.0
"""Between the end of a connection and the next: this is about what is held, not about a flood."""


async def huge_headers(port: int, seconds: float, *, connections: int = 3) -> dict[str, object]:
    """Send headers of 100 MB over so many connections, again and again; say what was taken in."""
    until = asyncio.get_running_loop().time() + seconds
    taken: list[int] = []
    answers: list[str] = []

    async def attack() -> None:
        while asyncio.get_running_loop().time() < until:
            sent, answer = await _one_huge_header(port, 100_000_000)
            taken.append(sent)
            answers.append(answer)
            await asyncio.sleep(0.05)

    await asyncio.gather(*(attack() for _ in range(connections)))
    return {"tries": len(taken), "most_sent": max(taken), "answers": sorted(set(answers))}


async def _one_huge_header(port: int, size: int) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection(_HOST, port)
    sent = 0
    try:
        writer.write(b"GET /health/live HTTP/1.1\r\nHost: a\r\nX-Huge: ")
        while sent < size:
            writer.write(_PIECE)
            await writer.drain()
            sent += len(_PIECE)
            if reader.at_eof() or writer.is_closing():
                break
        writer.write(b"\r\n\r\n")
        line = await asyncio.wait_for(reader.readline(), 60)
        return sent, line.decode("latin-1").strip()
    except (OSError, TimeoutError) as error:
        with contextlib.suppress(OSError):
            line = await reader.readline()
            if line:
                return sent, line.decode("latin-1").strip()
        return sent, type(error).__name__
    finally:
        writer.close()


async def silence(port: int, seconds: float, *, connections: int = 1200) -> dict[str, object]:
    """Hold so many connections that never say a word, and open each again when it is closed."""
    return await _hold(port, seconds, connections, _say_nothing)


async def drip(port: int, seconds: float, *, connections: int = 1200) -> dict[str, object]:
    """Hold connections that send a byte a second: half of them of a header, half of a body."""
    return await _hold(port, seconds, connections, _drip)


Act = Callable[[int, asyncio.StreamWriter], Awaitable[None]]


async def _hold(port: int, seconds: float, connections: int, act: Act) -> dict[str, object]:
    opened = refused = 0
    longest = 0.0
    clock = asyncio.get_running_loop().time
    until = clock() + seconds

    async def attack(number: int) -> None:
        nonlocal opened, refused, longest
        await asyncio.sleep(number / connections)
        while clock() < until:
            try:
                reader, writer = await asyncio.open_connection(_HOST, port)
            except OSError:
                refused += 1
                await asyncio.sleep(_REST_S)
                continue
            opened += 1
            began = clock()
            acting = asyncio.ensure_future(_acted(act, number, writer))
            with contextlib.suppress(OSError, TimeoutError):
                await asyncio.wait_for(reader.read(), until - began)
            acting.cancel()
            longest = max(longest, clock() - began)
            writer.close()
            await asyncio.sleep(_REST_S)

    await asyncio.gather(*(attack(number) for number in range(connections)))
    return {"opened": opened, "refused": refused, "longest_s": round(longest, 1)}


async def _acted(act: Act, number: int, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        await act(number, writer)


async def _say_nothing(_number: int, _writer: asyncio.StreamWriter) -> None:
    return


async def _drip(number: int, writer: asyncio.StreamWriter) -> None:
    if number % 2:
        writer.write(
            b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100000\r\n\r\n"
        )
    else:
        writer.write(b"GET /health/live HTTP/1.1\r\nX-Slow: ")
    while True:
        await asyncio.sleep(1)
        writer.write(b"a")
        await writer.drain()


async def small_frames(port: int, seconds: float, *, connections: int = 8) -> dict[str, object]:
    """Send the smallest frames over sockets without a sign-in, as many as are taken."""
    upgrade = (
        b"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    return await _flood(port, seconds, connections, upgrade, b"\x89\x80\0\0\0\0" * 20_000)


async def tiny_chunks(port: int, seconds: float, *, connections: int = 8) -> dict[str, object]:
    """Send bodies in chunks of one byte, as many as are taken."""
    head = (
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    return await _flood(port, seconds, connections, head, b"1\r\n{\r\n" * 20_000)


async def _flood(
    port: int, seconds: float, connections: int, head: bytes, piece: bytes
) -> dict[str, object]:
    until = asyncio.get_running_loop().time() + seconds
    tries = sent = 0

    async def attack() -> None:
        nonlocal tries, sent
        while (left_s := until - asyncio.get_running_loop().time()) > 0:
            tries += 1
            reader, writer = await asyncio.open_connection(_HOST, port)
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(left_s):
                    writer.write(head)
                    await asyncio.sleep(0.1)
                    while not (reader.at_eof() or writer.is_closing()):
                        writer.write(piece)
                        await writer.drain()
                        sent += len(piece)
            writer.transport.abort()
            await asyncio.sleep(0.05)

    await asyncio.gather(*(attack() for _ in range(connections)))
    return {"tries": tries, "sent": sent}


ATTACKS: dict[str, Callable[[int, float], Awaitable[dict[str, object]]]] = {
    "huge_headers": huge_headers,
    "silence": silence,
    "drip": drip,
    "small_frames": small_frames,
    "tiny_chunks": tiny_chunks,
}


def main(name: str, port: str, seconds: str) -> None:
    """Attack, and print what came of it as JSON."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(_LEAST_FILES, most), most))
    result = asyncio.run(ATTACKS[name](int(port), float(seconds)))  # type: ignore[arg-type]  # a coroutine
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
