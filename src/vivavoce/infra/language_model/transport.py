"""HTTP transport for model endpoints: every response is limited in bytes and in time.

The counterpart of ``infra.egress.response_limits`` for httpx2, which the client library of models uses.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

import httpx2

from vivavoce.infra.egress.response_limits import (
    LimitedResponseReader,
    ResponseCompressedError,
    ResponseLimits,
    ResponseTooLargeError,
)
from vivavoce.infra.language_model.http2 import Http2Transport
from vivavoce.infra.language_model.http2_connection import ConnectionTimes

_KEEP_ALIVE_S = 120.0
"""Longer than the pauses of a conversation, so that a follow-up needs no new connection."""
_MAX_KEPT = 32


class ResponseLimitingModelTransport(httpx2.AsyncBaseTransport):
    """Aborts responses that exceed their limits; may keep its connections open between requests."""

    def __init__(
        self,
        limits: ResponseLimits,
        transport: httpx2.AsyncBaseTransport | None = None,
        *,
        keeps_alive: bool = False,
        allows_http2: bool = False,
    ) -> None:
        self._limits = limits
        self._transport = transport or _open_transport(
            keeps_alive=keeps_alive, allows_http2=allows_http2
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response's head; its body is limited while it is read."""
        answer = LimitedResponseReader(self._limits)
        request.headers["Accept-Encoding"] = "identity"
        try:
            response = await answer.read_head(self._transport.handle_async_request(request))
        except TimeoutError as error:
            raise _transport_error(error) from None
        stream = cast("httpx2.AsyncByteStream", response.stream)
        try:
            answer.check_headers(response.headers)
        except (ResponseTooLargeError, ResponseCompressedError) as error:
            await stream.aclose()
            raise _transport_error(error) from None
        response.stream = _LimitedModelStream(stream, answer)
        return response

    async def aclose(self) -> None:
        """Close the underlying transport."""
        await self._transport.aclose()


def _open_transport(*, keeps_alive: bool, allows_http2: bool) -> httpx2.AsyncBaseTransport:
    pool = httpx2.Limits(
        max_keepalive_connections=_MAX_KEPT if keeps_alive else 0,
        keepalive_expiry=_KEEP_ALIVE_S,
    )
    http1 = httpx2.AsyncHTTPTransport(limits=pool)
    if not allows_http2:
        return http1
    return Http2Transport(http1, ConnectionTimes(keep_alive_s=_KEEP_ALIVE_S if keeps_alive else 0))


class _LimitedModelStream(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, answer: LimitedResponseReader) -> None:
        self._stream = stream
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._answer.read_body(self._stream.__aiter__()):
                yield piece
        except (ResponseTooLargeError, TimeoutError) as error:
            raise _transport_error(error) from None

    async def aclose(self) -> None:
        await self._stream.aclose()


class ResponseRefusedError(httpx2.RemoteProtocolError):
    """The endpoint answered, but more than was asked for, or compressed: its answer was given up."""


def _transport_error(error: Exception) -> httpx2.TransportError:
    if isinstance(error, TimeoutError):
        return httpx2.ReadTimeout("The response took too long.")
    return ResponseRefusedError(type(error).__name__)
