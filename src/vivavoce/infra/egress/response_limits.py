"""The way to outside servers that an operator configured: every answer has an end, in bytes and in time.

Speech servers are reached through ``LimitedHttpTransport``, models through its like in
``infra.thinker.transport``: their client brings an httpx of its own. The timeouts of both count from
one piece to the next: a server that drips would hold us for ever, and one that never stops would fill
the memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import httpx

MIB = 1024 * 1024
_EXTENSION = "vivavoce.bounds"
_UNCOMPRESSED = frozenset({"", "identity"})
Head = TypeVar("Head")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLimits:
    """How large an answer may be, and how long it may take from the request to its last byte."""

    max_bytes: int
    timeout_s: float

    @property
    def extensions(self) -> dict[str, Any]:  # Any: httpx's own type
        """What makes these the bounds of one request."""
        return {_EXTENSION: self}


class ResponseTooLargeError(Exception):
    """The server answered with more than was asked for."""


class ResponseCompressedError(Exception):
    """The server compressed its answer though it was told not to: how large it is cannot be known."""


class LimitedResponseReader:
    """Reads one answer within its bounds, from the moment that it is made.

    Compressed answers are not asked for and not taken, so that what is counted is what is read.
    Raises ``ResponseTooLargeError``, ``ResponseCompressedError`` or ``TimeoutError``.
    """

    def __init__(self, limits: ResponseLimits) -> None:
        self._max_bytes = limits.max_bytes
        self._deadline = asyncio.get_running_loop().time() + limits.timeout_s

    async def read_head(self, response: Awaitable[Head]) -> Head:
        """Return the answer's head in time."""
        async with asyncio.timeout_at(self._deadline):
            return await response

    def check_headers(self, headers: Mapping[str, str]) -> None:
        """Return if the headers do not say already that the answer is too much."""
        if headers.get("Content-Encoding", "").strip().lower() not in _UNCOMPRESSED:
            raise ResponseCompressedError
        told = headers.get("Content-Length", "")
        if told.isascii() and told.isdigit() and int(told[:20]) > self._max_bytes:
            raise ResponseTooLargeError

    async def read_body(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Yield the body as it comes."""
        read = 0
        while True:
            async with asyncio.timeout_at(self._deadline):
                piece = await anext(chunks, None)
            if piece is None:
                return
            read += len(piece)
            if read > self._max_bytes:
                raise ResponseTooLargeError
            yield piece


class LimitedHttpTransport(httpx.AsyncBaseTransport):
    """An httpx transport whose answers are bounded; a request may have bounds of its own."""

    def __init__(self, limits: ResponseLimits) -> None:
        self._limits = limits
        self._transport = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer's head; its body is bounded while it is read."""
        answer = LimitedResponseReader(request.extensions.get(_EXTENSION, self._limits))
        request.headers["Accept-Encoding"] = "identity"
        try:
            response = await answer.read_head(self._transport.handle_async_request(request))
        except TimeoutError as error:
            raise _transport_error(error) from None
        stream = cast("httpx.AsyncByteStream", response.stream)
        try:
            answer.check_headers(response.headers)
        except (ResponseTooLargeError, ResponseCompressedError) as error:
            await stream.aclose()
            raise _transport_error(error) from None
        response.stream = _LimitedStream(stream, answer)
        return response

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._transport.aclose()


class _LimitedStream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, answer: LimitedResponseReader) -> None:
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


def _transport_error(error: Exception) -> httpx.TransportError:
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout("The answer did not end in time.")
    return httpx.RemoteProtocolError(type(error).__name__)
