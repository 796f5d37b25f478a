"""Requests to a model's endpoint, eight or fifty at once: new connections, kept ones, one of HTTP/2.

The endpoint runs in a process of its own, on loopback with TLS. It thinks for 50 ms, then sends 20 pieces of
50 bytes. There is no network between: a real one adds two or three round trips to each new connection.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import httpx2
from tests.fakes.tls_certificates import write_certificate
from tests.fakes.tls_model_server import (
    Exchange,
    Protocol,
    TlsModelServer,
    serve_tls,
)

from bench.measure import Figure, percentile, report
from vivavoce.infra.egress.response_limits import MIB, ResponseLimits
from vivavoce.infra.language_model.transport import ResponseLimitingModelTransport

_CROWDS, _THINKS_S, _PIECES = (8, 50), 0.05, 20
_LIMITS = ResponseLimits(max_bytes=MIB, timeout_s=600)
_METHOD = "Requests at once, round after round; the first round is not counted."
_WAYS: tuple[tuple[str, Protocol, bool], ...] = (
    ("HTTP/1.1, new connections", "http1", False),
    ("HTTP/1.1, kept", "http1", True),
    ("HTTP/2, one connection", "http2", True),
)


async def main(*, quick: bool = False) -> None:
    """Print the figures."""
    rounds = 4 if quick else 20
    await report(
        "Connections to a model's endpoint", _METHOD, lambda: _run(rounds), runs=1 if quick else 5
    )


async def _run(rounds: int) -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        certificate = write_certificate(Path(folder), "127.0.0.1")
        os.environ["SSL_CERT_FILE"] = str(certificate)
        for name, protocol, keeps_alive in _WAYS:
            async with _serving(certificate, protocol) as url:
                for crowd in _CROWDS:
                    with_http2 = protocol == "http2"
                    transport = ResponseLimitingModelTransport(
                        _LIMITS, keeps_alive=keeps_alive, allows_http2=with_http2
                    )
                    async with httpx2.AsyncClient(transport=transport, timeout=60) as client:
                        figures += await _measure(f"{name}, {crowd}", client, url, crowd, rounds)
    return figures


async def _measure(
    name: str, client: httpx2.AsyncClient, url: str, crowd: int, rounds: int
) -> list[Figure]:
    await asyncio.gather(*(_ask(client, url) for _ in range(crowd)))
    opened, began, took = await _count(client, url), time.process_time(), list[float]()
    for _ in range(rounds):
        took += await asyncio.gather(*(_ask(client, url) for _ in range(crowd)))
    used = time.process_time() - began
    opened = await _count(client, url) - opened
    return [
        Figure(f"{name}: p95", percentile(took, 0.95) * 1000, "ms"),
        Figure(f"{name}: processor time a request", used / len(took) * 1000, "ms"),
        Figure(f"{name}: connections opened a round", opened / rounds, ""),
    ]


async def _ask(client: httpx2.AsyncClient, url: str) -> float:
    began = time.perf_counter()
    response = await client.post(url, content=b"x" * 4000)
    assert len(response.content) == 50 * _PIECES
    return time.perf_counter() - began


async def _count(client: httpx2.AsyncClient, url: str) -> int:
    return int((await client.get(f"{url}/count")).text)


@asynccontextmanager
async def _serving(certificate: Path, protocol: Protocol) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.model_connections",
        protocol,
        str(certificate),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


async def _serve(protocol: Protocol, certificate: Path) -> None:
    servers: list[TlsModelServer] = []

    async def behave(exchange: Exchange) -> None:
        if exchange.path == "/count":
            await exchange.answer(str(servers[0].connections).encode())
            return
        await asyncio.sleep(_THINKS_S)
        await exchange.send_head()
        for _ in range(_PIECES):
            await exchange.send(b"v" * 50)
        await exchange.end()

    async with serve_tls(behave, certificate, protocol) as server:
        servers.append(server)
        print(server.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(cast("Protocol", sys.argv[1]), Path(sys.argv[2])))
