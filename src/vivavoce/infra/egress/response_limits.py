"""HTTP transport for operator-configured servers: every response is limited in bytes and in time.

Speech servers are called through ``LimitedHttpTransport``; models through its counterpart in
``infra.language_model.transport``, because their client library has its own httpx. The timeouts of httpx
count from one chunk to the next: without these limits, a server that sends slowly could block us forever,
and one that never stops could fill the memory.
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
    """How large a response may be, and how long it may take from the request to its last byte."""

    max_bytes: int
    timeout_s: float

    @property
    def extensions(self) -> dict[str, Any]:  # Any: httpx's own type
        """Return the request extensions that apply these limits to one request."""
        return {_EXTENSION: self}


class ResponseTooLargeError(Exception):
    """The server answered with more than was asked for."""


class ResponseCompressedError(Exception):
    """The server compressed its response although it was asked not to: its size cannot be known."""


class LimitedResponseReader:
    """Reads one response within its limits; the time starts when the reader is created.

    Compressed responses are neither requested nor accepted, so that the counted bytes are the bytes read.
    Raises ``ResponseTooLargeError``, ``ResponseCompressedError`` or ``TimeoutError``.
    """

    def __init__(self, limits: ResponseLimits) -> None:
        self._max_bytes = limits.max_bytes
        self._deadline = asyncio.get_running_loop().time() + limits.timeout_s

    async def read_head(self, response: Awaitable[Head]) -> Head:
        """Await and return the response's head before the deadline."""
        async with asyncio.timeout_at(self._deadline):
            return await response

    def check_headers(self, headers: Mapping[str, str]) -> None:
        """Raise if the headers already show that the response is compressed or too large."""
        if headers.get("Content-Encoding", "").strip().lower() not in _UNCOMPRESSED:
            raise ResponseCompressedError
        length = headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > self._max_bytes:
            raise ResponseTooLargeError

    async def read_body(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Yield the body's chunks as they arrive."""
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
    """An httpx transport that limits responses; a request may set its own limits."""

    def __init__(self, limits: ResponseLimits) -> None:
        self._limits = limits
        self._transport = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the response's head; its body is limited while it is read."""
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
        """Close the underlying transport."""
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
        return httpx.ReadTimeout("The response took too long.")
    return httpx.RemoteProtocolError(type(error).__name__)
