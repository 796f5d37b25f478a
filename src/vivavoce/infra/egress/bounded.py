"""The way to outside servers that an operator configured: every answer has an end, in bytes and in time.

Speech servers are reached through ``BoundedTransport``, models through its like in
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
_PLAIN = frozenset({"", "identity"})
Head = TypeVar("Head")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How large an answer may be, and how long it may take from the request to its last byte."""

    max_bytes: int
    total_s: float

    @property
    def extensions(self) -> dict[str, Any]:  # Any: httpx's own type
        """What makes these the bounds of one request."""
        return {_EXTENSION: self}


class AnswerTooLargeError(Exception):
    """The server answered with more than was asked for."""


class AnswerCompressedError(Exception):
    """The server compressed its answer though it was told not to: how large it is cannot be known."""


class BoundedAnswer:
    """Reads one answer within its bounds, from the moment that it is made.

    Compressed answers are not asked for and not taken, so that what is counted is what is read.
    Raises ``AnswerTooLargeError``, ``AnswerCompressedError`` or ``TimeoutError``.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._max_bytes = bounds.max_bytes
        self._until = asyncio.get_running_loop().time() + bounds.total_s

    async def head(self, asked: Awaitable[Head]) -> Head:
        """Return the answer's head in time."""
        async with asyncio.timeout_at(self._until):
            return await asked

    def check(self, headers: Mapping[str, str]) -> None:
        """Return if the headers do not say already that the answer is too much."""
        if headers.get("Content-Encoding", "").strip().lower() not in _PLAIN:
            raise AnswerCompressedError
        told = headers.get("Content-Length", "")
        if told.isascii() and told.isdigit() and int(told[:20]) > self._max_bytes:
            raise AnswerTooLargeError

    async def pieces(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Yield the body as it comes."""
        read = 0
        while True:
            async with asyncio.timeout_at(self._until):
                piece = await anext(pieces, None)
            if piece is None:
                return
            read += len(piece)
            if read > self._max_bytes:
                raise AnswerTooLargeError
            yield piece


class BoundedTransport(httpx.AsyncBaseTransport):
    """An httpx transport whose answers are bounded; a request may have bounds of its own."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._transport = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer's head; its body is bounded while it is read."""
        answer = BoundedAnswer(request.extensions.get(_EXTENSION, self._bounds))
        request.headers["Accept-Encoding"] = "identity"
        try:
            response = await answer.head(self._transport.handle_async_request(request))
        except TimeoutError as error:
            raise _failure(error) from None
        stream = cast("httpx.AsyncByteStream", response.stream)
        try:
            answer.check(response.headers)
        except (AnswerTooLargeError, AnswerCompressedError) as error:
            await stream.aclose()
            raise _failure(error) from None
        response.stream = _BoundedStream(stream, answer)
        return response

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._transport.aclose()


class _BoundedStream(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, answer: BoundedAnswer) -> None:
        self._stream = stream
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._answer.pieces(self._stream.__aiter__()):
                yield piece
        except (AnswerTooLargeError, TimeoutError) as error:
            raise _failure(error) from None

    async def aclose(self) -> None:
        await self._stream.aclose()


def _failure(error: Exception) -> httpx.TransportError:
    if isinstance(error, TimeoutError):
        return httpx.ReadTimeout("The answer did not end in time.")
    return httpx.RemoteProtocolError(type(error).__name__)
