"""The only HTTP client for a tenant's addresses: it goes where the check looked, or nowhere."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import anyio
import httpcore
import httpx

from vivavoce.infra.egress.guard import Guard, IpAddress, loopback_too, public_only
from vivavoce.infra.egress.target import Target, TargetFault, TargetRefused, read_target
from vivavoce.kernel.clock import Clock

MAX_BODY_BYTES = 64 * 1024
_MOST_DIALLED = 2

Resolve = Callable[[str, int], Awaitable[Sequence[IpAddress]]]
"""Finds all addresses of a name, or raises ``OSError``."""

ErrorKind = (
    TargetFault
    | Literal[
        "refused_address",
        "dns",
        "connect",
        "connect_timeout",
        "tls",
        "timeout",
        "reset",
        "protocol",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one request: a status, or the kind of error that left us without one.

    ``body`` holds at most 64 KiB, undecoded, as far as it came within the deadline.
    """

    ms: int
    status: int | None = None
    error: ErrorKind | None = None
    body: bytes = b""


def open_egress(clock: Clock, *, is_local: bool) -> Egress:
    """Return the way out of a profile: the public Internet by https, or in local loopback as well."""
    if is_local:
        return Egress(clock=clock, guard=loopback_too)
    return Egress(clock=clock, guard=public_only, https_only=True)


class SystemResolver:
    """Asks the operating system, in threads of its own so that slow names hold up nothing else."""

    def __init__(self, threads: int = 8) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="egress-resolve")

    async def __call__(self, name: str, port: int) -> Sequence[IpAddress]:
        """Return every address of ``name``, or raise ``OSError``."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        )
        return tuple(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in found))


class Egress:
    """Posts to addresses that a tenant supplied. No call of it raises for what the network does.

    The name is resolved once for each call, every address found must pass ``guard``, and the
    connection is made to those addresses and no others, while Host, SNI and the certificate check
    keep the name. Redirects are answers like any other; proxies of the environment are not used.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        guard: Guard = public_only,
        resolve: Resolve | None = None,
        connector: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
        https_only: bool = False,
        connect_s: float = 3.0,
        total_s: float = 5.5,
    ) -> None:
        self._clock = clock
        self._guard = guard
        self._resolve = resolve or SystemResolver()
        self._connector = connector or httpcore.AnyIOBackend()
        self._given_tls = tls
        self._https_only = https_only
        self._connect_s = connect_s
        self._total_s = total_s

    def vet(self, url: str) -> None:
        """Return if ``url`` may be called as far as can be said without asking for its name.

        Raises ``TargetRefused`` with a sentence for whoever gave the address.
        """
        target = self._read(url)
        if target.literal is not None and self._guard(target.literal) is not None:
            raise TargetRefused("refused_host", "The address is not one of the public Internet.")

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return what the receiver at ``url`` answered to ``body``, or why it was not reached."""
        started = self._clock.monotonic()
        heard = _Heard()
        error: ErrorKind | None = None
        try:
            async with asyncio.timeout(self._total_s):
                target = self._read(url)
                addresses = await self._addresses(target)
                await self._exchange(target, addresses, self._request(target, headers, body), heard)
        except TargetRefused as refusal:
            error = refusal.kind
        except _Failed as failure:
            error = failure.kind
        except _FAULTS as fault:
            error = _kind(fault)
        return Answer(
            ms=round((self._clock.monotonic() - started) * 1000),
            status=heard.status,
            error=None if heard.status else error,  # a status is an answer, whatever comes after it
            body=bytes(heard.body),
        )

    def _read(self, url: str) -> Target:
        target = read_target(url)
        if self._https_only and target.scheme != "https":
            raise TargetRefused("refused_scheme", "The address starts with https://.")
        return target

    async def _addresses(self, target: Target) -> Sequence[IpAddress]:
        if target.literal is not None:
            found: Sequence[IpAddress] = (target.literal,)
        else:
            try:
                found = await self._resolve(target.name, target.port)
            except TimeoutError:
                raise
            except (OSError, ValueError):
                raise _Failed("dns") from None
        if not found:
            raise _Failed("dns")
        if any(self._guard(address) is not None for address in found):
            raise _Failed("refused_address")
        return found

    async def _exchange(
        self,
        target: Target,
        addresses: Sequence[IpAddress],
        request: httpcore.Request,
        heard: _Heard,
    ) -> None:
        pinned = _Pinned(self._connector, addresses[:_MOST_DIALLED])
        connection = httpcore.AsyncHTTPConnection(
            origin=request.url.origin,
            ssl_context=self._tls if target.scheme == "https" else None,
            network_backend=pinned,
        )
        try:
            response = await connection.handle_async_request(request)
            heard.status = response.status
            async with contextlib.aclosing(response.aiter_stream()) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    heard.body += chunk[: MAX_BODY_BYTES - len(heard.body)]
                    if len(heard.body) == MAX_BODY_BYTES:
                        break
        finally:
            await pinned.close()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or httpx.create_ssl_context()

    def _request(self, target: Target, headers: Mapping[str, str], body: bytes) -> httpcore.Request:
        own = {"Host": target.host_header, "Content-Length": str(len(body)), "Connection": "close"}
        return httpcore.Request(
            b"POST",
            httpcore.URL(
                scheme=target.scheme.encode("ascii"),
                host=target.name.encode("ascii"),
                port=target.port,
                target=target.path.encode("ascii"),
            ),
            headers=[
                (name.encode("ascii"), value.encode("ascii"))
                for name, value in {**own, **headers}.items()
            ],
            content=body,
            extensions={"timeout": {"connect": self._connect_s}},
        )


class _Failed(Exception):
    def __init__(self, kind: ErrorKind) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(slots=True)
class _Heard:
    status: int | None = None
    body: bytearray = field(default_factory=bytearray)


_FAULTS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    OSError,  # and so TimeoutError and every ssl.SSLError
    ValueError,  # a name that TLS cannot carry
)


def _kind(fault: Exception) -> ErrorKind:
    if isinstance(fault, httpcore.ConnectTimeout):
        return "connect_timeout"
    if isinstance(fault, TimeoutError | httpcore.TimeoutException):
        return "timeout"
    if isinstance(fault, ssl.SSLError | ValueError) or isinstance(fault.__context__, ssl.SSLError):
        return "tls"
    if isinstance(fault, httpcore.ConnectError):
        return "connect"
    return "protocol" if isinstance(fault, httpcore.ProtocolError) else "reset"


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to the checked addresses whatever name it hears, and closes what it opened."""

    def __init__(
        self, connector: httpcore.AsyncNetworkBackend, addresses: Sequence[IpAddress]
    ) -> None:
        self._connector = connector
        self._addresses = addresses
        self._opened: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a stream to the first checked address that takes the call."""
        share = None if timeout is None else timeout / len(self._addresses)
        fault: Exception = httpcore.ConnectError("no address")
        for address in self._addresses:
            try:
                stream = await self._connector.connect_tcp(
                    str(address), port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                fault = failed
            else:
                self._opened.append(stream)
                return stream
        raise fault

    async def close(self) -> None:
        for stream in self._opened:
            with contextlib.suppress(*_FAULTS):
                await stream.aclose()
