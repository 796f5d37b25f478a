"""Size- and time-limited transport to a model's endpoint, for the model library's own httpx."""

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


class ResponseLimitingModelTransport(httpx2.AsyncBaseTransport):
    """Aborts responses that exceed their limits."""

    def __init__(self, limits: ResponseLimits) -> None:
        self._limits = limits
        self._transport = httpx2.AsyncHTTPTransport()

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


def _transport_error(error: Exception) -> httpx2.TransportError:
    if isinstance(error, TimeoutError):
        return httpx2.ReadTimeout("The response took too long.")
    return httpx2.RemoteProtocolError(type(error).__name__)
