"""Chooses HTTP/2 where an endpoint offers it, with one connection for all requests; else HTTP/1.1.

Only the TLS handshake decides: without TLS, and where the endpoint does not choose ``h2`` in it, each
request goes through the transport for HTTP/1.1 as before.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from functools import cached_property
from ssl import SSLContext
from typing import Any

import httpx2

from vivavoce.infra.language_model.http2_connection import (
    HEADER_NAME,
    HEADER_VALUE,
    ConnectionTimes,
    Header,
    Http1RequiredError,
    Http2Connection,
    Http2Stream,
    NotProcessedError,
    RequestTimeouts,
)

_MAX_ATTEMPTS = 3
"""How often a request is sent that the endpoint leaves unprocessed, because it closes or refuses streams."""
_NEXT_ADDRESS_AFTER_S = 0.25
"""How soon a host's next address is tried beside one that does not answer; uvloop tries one by one."""
_Origin = tuple[str, int]
_TARGET = re.compile(rb"[\x21-\x7e]+")
_OF_HTTP1 = frozenset(
    {
        b"host",
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"transfer-encoding",
        b"upgrade",
        b"te",
    }
)
"""Headers about an HTTP/1.1 connection, which HTTP/2 forbids or replaces."""


class Http2Transport(httpx2.AsyncBaseTransport):
    """Sends requests over one HTTP/2 connection an origin; belongs to one event loop.

    ``http1`` gets all requests to origins without HTTP/2, which are remembered.
    """

    def __init__(
        self,
        http1: httpx2.AsyncBaseTransport,
        times: ConnectionTimes,
        connection_type: type[Http2Connection] = Http2Connection,
    ) -> None:
        self._http1 = http1
        self._times = times
        self._connection_type = connection_type
        self._connecting: defaultdict[_Origin, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._current: dict[_Origin, Http2Connection] = {}
        self._open: set[Http2Connection] = set()
        self._without_http2: set[_Origin] = set()
        self._is_closed = False

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response's head, and its body as a stream; errors as those of HTTP/1.1."""
        if request.url.scheme != "https":
            return await self._http1.handle_async_request(request)
        origin = (request.url.raw_host.decode("ascii"), request.url.port or 443)
        for _ in range(_MAX_ATTEMPTS):
            try:
                connection = await self._open_connection(origin, request)
                if connection is not None:
                    return await _send(connection, request)
            except Http1RequiredError:
                self._without_http2.add(origin)
            except NotProcessedError:
                continue
            return await self._http1.handle_async_request(request)
        raise httpx2.RemoteProtocolError("The server did not process the request.")

    async def aclose(self) -> None:
        """Close all connections, also those that are being opened."""
        self._is_closed = True
        connections, self._open = self._open, set()
        self._current.clear()
        for connection in connections:
            await connection.aclose()
        await self._http1.aclose()

    async def _open_connection(
        self, origin: _Origin, request: httpx2.Request
    ) -> Http2Connection | None:
        """Return the origin's connection, a new one if it takes no more requests; None for HTTP/1.1."""
        if origin in self._without_http2:
            return None
        connection = self._current.get(origin)
        if connection is not None and connection.is_available:
            return connection
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("connect")):
                async with self._connecting[origin]:
                    return await self._connect(origin)
        except TimeoutError as error:
            raise httpx2.ConnectTimeout("The connection took too long.") from error
        except OSError as error:
            raise httpx2.ConnectError(str(error)) from error

    async def _connect(self, origin: _Origin) -> Http2Connection | None:
        """Connect, unless another request has done so while this one waited."""
        if origin in self._without_http2:
            return None
        connection = self._current.get(origin)
        if connection is not None and connection.is_available:
            return connection
        loop = asyncio.get_running_loop()
        has_happy_eyeballs = isinstance(loop, asyncio.BaseEventLoop)  # uvloop has not
        options: dict[str, Any] = (  # Any: keyword arguments
            {"happy_eyeballs_delay": _NEXT_ADDRESS_AFTER_S} if has_happy_eyeballs else {}
        )
        _, connection = await loop.create_connection(
            lambda: self._connection_type(self._times, self._forget),
            *origin,
            ssl=self._tls,
            server_hostname=origin[0],
            **options,
        )
        if not connection.is_http2:
            connection.close()
            self._without_http2.add(origin)
            return None
        try:
            await connection.start()
            self._check_open()
        except BaseException:
            connection.close()
            raise
        self._open.add(connection)
        self._current[origin] = connection
        return connection

    def _forget(self, connection: Http2Connection) -> None:
        self._open.discard(connection)
        for origin, current in tuple(self._current.items()):
            if current is connection:
                del self._current[origin]

    def _check_open(self) -> None:
        if self._is_closed:
            raise httpx2.ConnectError("The client is closed.")

    @cached_property
    def _tls(self) -> SSLContext:
        """Return what the transport for HTTP/1.1 trusts, with HTTP/2 offered in the handshake."""
        context = httpx2.create_ssl_context()
        context.set_alpn_protocols(["h2", "http/1.1"])
        return context


async def _send(connection: Http2Connection, request: httpx2.Request) -> httpx2.Response:
    limits = request.extensions.get("timeout", {})
    timeouts = RequestTimeouts(
        read_s=limits.get("read"), write_s=limits.get("write"), place_s=limits.get("pool")
    )
    stream = await connection.request(build_headers(request), await request.aread(), timeouts)
    return httpx2.Response(
        stream.status,
        headers=list(stream.headers),
        stream=_ResponseBody(stream, timeouts.read_s, _announced_bytes(request, stream)),
        extensions={"http_version": b"HTTP/2"},
    )


def _announced_bytes(request: httpx2.Request, stream: Http2Stream) -> int | None:
    """Return the size of a response's body, None if it is not known."""
    length = dict(stream.headers).get(b"content-length")
    has_body = request.method != "HEAD" and stream.status not in (204, 304)
    return int(length) if length is not None and has_body else None


class _ResponseBody(httpx2.AsyncByteStream):
    def __init__(
        self, stream: Http2Stream, timeout_s: float | None, announced_bytes: int | None
    ) -> None:
        self._stream = stream
        self._timeout_s = timeout_s
        self._announced_bytes = announced_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        try:
            while (piece := await self._stream.read(self._timeout_s)) is not None:
                read += len(piece)
                yield piece
            if self._announced_bytes not in (None, read):
                raise httpx2.RemoteProtocolError("The response is shorter than announced.")
        finally:
            self._stream.close()

    async def aclose(self) -> None:
        self._stream.close()


def build_headers(request: httpx2.Request) -> list[Header]:
    """Return a request's headers as HTTP/2 has them; raise ``LocalProtocolError`` for illegal ones.

    They are checked before the library compresses them: after a refusal in between, the two ends would
    disagree about all later headers.
    """
    headers = [
        (b":method", request.method.encode()),
        (b":authority", request.headers["Host"].encode()),
        (b":scheme", request.url.raw_scheme),
        (b":path", request.url.raw_path),
    ]
    if not _TARGET.fullmatch(request.url.raw_path):
        raise httpx2.LocalProtocolError("Illegal characters in the path.")
    for name, value in request.headers.raw:
        lowered = name.lower()
        if not HEADER_NAME.fullmatch(lowered):
            raise httpx2.LocalProtocolError("Illegal header name.")
        if lowered not in _OF_HTTP1:
            headers.append((lowered, value))
    if not all(HEADER_VALUE.fullmatch(value) for _, value in headers):
        raise httpx2.LocalProtocolError("Illegal header value.")
    return headers
