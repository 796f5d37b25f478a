"""The only HTTP client for tenant-supplied URLs: it connects to checked addresses only."""

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

from vivavoce.infra.egress.target import (
    AddressPolicy,
    IpAddress,
    OutboundTarget,
    TargetErrorKind,
    TargetRefusedError,
    check_public_address,
    check_public_or_loopback_address,
    parse_target,
)
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import phrase

MAX_BODY_BYTES = 64 * 1024
DEFAULT_TIMEOUT_S = 5.5
_MAX_ADDRESSES = 2

HttpMethod = Literal["GET", "POST", "PATCH", "PROPFIND", "REPORT"]

ResolveHost = Callable[[str, int], Awaitable[Sequence[IpAddress]]]
"""Resolves all addresses of a host name and port, or raises ``OSError``."""

EgressErrorKind = (
    TargetErrorKind
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
class OutboundHttpResponse:
    """The result of one request: a status, or the kind of error that prevented one.

    ``body`` has at most as many bytes as the client takes, not decoded, as far as it arrived before the
    deadline.
    """

    latency_ms: int
    status: int | None = None
    error: EgressErrorKind | None = None
    body: bytes = b""
    is_complete: bool = False
    """Whether the response arrived to its end: ``body`` is all of it."""
    location: str = ""
    """Where a redirect leads, as the server wrote it; nothing follows it by itself."""


def make_outbound_http_client(
    clock: Clock,
    *,
    is_local: bool,
    timeout_s: float = DEFAULT_TIMEOUT_S,
    max_body_bytes: int = MAX_BODY_BYTES,
) -> OutboundHttpClient:
    """Return the client for a profile: public Internet over https; in local also http and loopback."""
    return OutboundHttpClient(
        clock=clock,
        address_policy=check_public_or_loopback_address if is_local else check_public_address,
        https_only=not is_local,
        timeout_s=timeout_s,
        max_body_bytes=max_body_bytes,
    )


class SystemResolver:
    """Resolves with the operating system, in its own threads so that slow names block nothing else."""

    def __init__(self, threads: int = 8) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="egress-resolve")

    async def __call__(self, name: str, port: int) -> Sequence[IpAddress]:
        """Return every address of ``name``, or raise ``OSError``."""
        entries = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        )
        return tuple(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in entries))


class OutboundHttpClient:
    """Calls tenant-supplied URLs; a failure of the network is returned, never raised.

    The name is resolved once per call, every resolved address must pass ``address_policy``, and the
    connection is made only to those addresses, while Host, SNI and the certificate check use the name.
    Redirects are treated like any other response; proxies of the environment are not used.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        address_policy: AddressPolicy = check_public_address,
        resolve: ResolveHost | None = None,
        connector: httpcore.AsyncNetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
        https_only: bool = False,
        connect_timeout_s: float = 3.0,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        max_body_bytes: int = MAX_BODY_BYTES,
    ) -> None:
        self._clock = clock
        self._address_policy = address_policy
        self._resolve = resolve or SystemResolver()
        self._connector = connector or httpcore.AnyIOBackend()
        self._given_tls = tls
        self._https_only = https_only
        self._connect_timeout_s = connect_timeout_s
        self._timeout_s = timeout_s
        self._max_body_bytes = max_body_bytes

    def validate_url(self, url: str) -> None:
        """Return if ``url`` may be called, as far as can be said without resolving its name.

        Raises ``TargetRefusedError`` with a message for the person who entered the URL.
        """
        target = self._parse_target(url)
        if target.ip_address is not None and self._address_policy(target.ip_address) is not None:
            raise TargetRefusedError(
                "refused_host", phrase("The address is not on the public Internet.")
            )

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes
    ) -> OutboundHttpResponse:
        """Return the response of ``url`` to ``body``, or the kind of error if there was none."""
        return await self.send("POST", url, headers=headers, body=body)

    async def get(self, url: str, *, headers: Mapping[str, str]) -> OutboundHttpResponse:
        """Return what is at ``url``, or the kind of error if there was no response."""
        return await self.send("GET", url, headers=headers, body=b"")

    async def send(
        self, method: HttpMethod, url: str, *, headers: Mapping[str, str], body: bytes
    ) -> OutboundHttpResponse:
        """Return the response of ``url`` to a request, or the kind of error if there was none."""
        started = self._clock.monotonic()
        response = _ReceivedResponse()
        error: EgressErrorKind | None = None
        try:
            async with asyncio.timeout(self._timeout_s):
                target = self._parse_target(url)
                addresses = await self._resolve_addresses(target)
                request = _build_request(method, target, headers, body, self._connect_timeout_s)
                await self._send_request(target, addresses, request, response)
        except TargetRefusedError as refusal:
            error = refusal.kind
        except _OutboundRequestFailedError as failure:
            error = failure.kind
        except _NETWORK_ERRORS as fault:
            error = _error_kind(fault)
        return OutboundHttpResponse(
            latency_ms=round((self._clock.monotonic() - started) * 1000),
            status=response.status,
            error=None if response.status else error,  # a status is a response, whatever follows it
            body=bytes(response.body),
            is_complete=response.is_complete,
            location=response.location,
        )

    def _parse_target(self, url: str) -> OutboundTarget:
        target = parse_target(url)
        if self._https_only and target.scheme != "https":
            raise TargetRefusedError(
                "refused_scheme", phrase("The address must start with https://.")
            )
        return target

    async def _resolve_addresses(self, target: OutboundTarget) -> Sequence[IpAddress]:
        if target.ip_address is not None:
            addresses: Sequence[IpAddress] = (target.ip_address,)
        else:
            try:
                addresses = await self._resolve(target.name, target.port)
            except TimeoutError:
                raise
            except (OSError, ValueError):
                raise _OutboundRequestFailedError("dns") from None
        if not addresses:
            raise _OutboundRequestFailedError("dns")
        if any(self._address_policy(address) is not None for address in addresses):
            raise _OutboundRequestFailedError("refused_address")
        return addresses

    async def _send_request(
        self,
        target: OutboundTarget,
        addresses: Sequence[IpAddress],
        request: httpcore.Request,
        received: _ReceivedResponse,
    ) -> None:
        pinned = _PinnedNetworkBackend(self._connector, addresses[:_MAX_ADDRESSES])
        connection = httpcore.AsyncHTTPConnection(
            origin=request.url.origin,
            ssl_context=self._tls if target.scheme == "https" else None,
            network_backend=pinned,
        )
        try:
            response = await connection.handle_async_request(request)
            received.status = response.status
            received.location = _find_location(response.headers)
            async with contextlib.aclosing(response.aiter_stream()) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    received.body += chunk[: self._max_body_bytes - len(received.body)]
                    if len(received.body) == self._max_body_bytes:
                        break
                else:
                    received.is_complete = True
        finally:
            await pinned.close()

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or httpx.create_ssl_context()


def _build_request(
    method: HttpMethod,
    target: OutboundTarget,
    headers: Mapping[str, str],
    body: bytes,
    connect_timeout_s: float,
) -> httpcore.Request:
    length = {"Content-Length": str(len(body))} if method != "GET" else {}
    own = {"Host": target.host_header, **length, "Connection": "close"}
    return httpcore.Request(
        method.encode("ascii"),
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
        extensions={"timeout": {"connect": connect_timeout_s}},
    )


def _find_location(headers: Iterable[tuple[bytes, bytes]]) -> str:
    found = next((value for name, value in headers if name.lower() == b"location"), b"")
    return found.decode("latin-1")


class _OutboundRequestFailedError(Exception):
    def __init__(self, kind: EgressErrorKind) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(slots=True)
class _ReceivedResponse:
    status: int | None = None
    body: bytearray = field(default_factory=bytearray)
    is_complete: bool = False
    location: str = ""


_NETWORK_ERRORS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    OSError,  # and so TimeoutError and every ssl.SSLError
    ValueError,  # a name that TLS cannot encode
)


def _error_kind(error: Exception) -> EgressErrorKind:
    if isinstance(error, httpcore.ConnectTimeout):
        return "connect_timeout"
    if isinstance(error, TimeoutError | httpcore.TimeoutException):
        return "timeout"
    if isinstance(error, ssl.SSLError | ValueError) or isinstance(error.__context__, ssl.SSLError):
        return "tls"
    if isinstance(error, httpcore.ConnectError):
        return "connect"
    return "protocol" if isinstance(error, httpcore.ProtocolError) else "reset"


class _PinnedNetworkBackend(httpcore.AsyncNetworkBackend):
    """Connects to the checked addresses, whatever host name is requested; can close all its streams."""

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
        """Return a stream to the first checked address that accepts the connection."""
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
            with contextlib.suppress(*_NETWORK_ERRORS):
                await stream.aclose()
