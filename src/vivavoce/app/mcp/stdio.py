"""MCP over stdin and stdout for assistants that start a local program: it passes messages to a gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

import httpx2
from mcp.client.streamable_http import streamable_http_client
from mcp.server.stdio import stdio_server
from mcp.shared.inbound import (
    MCP_METHOD_HEADER,
    MCP_NAME_HEADER,
    MCP_PROTOCOL_VERSION_HEADER,
    NAME_BEARING_METHODS,
    encode_header_value,
)
from mcp.shared.message import ClientMessageMetadata, SessionMessage
from mcp_types import (
    PROTOCOL_VERSION_META_KEY,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
)

_TIMEOUT_S = 120.0
"""Some tools plan with a model, which takes time."""


class _Messages(Protocol):
    """The readable end of a stream of messages."""

    def __aiter__(self) -> Any: ...  # Any: the SDK's stream types


class _Outlet(Protocol):
    """The writable end of a stream of messages."""

    async def send(self, item: Any) -> None: ...  # Any: as above

    async def aclose(self) -> None: ...


async def run_bridge(url: str, headers: Mapping[str, str]) -> None:
    """Pass messages between stdin and stdout and the MCP endpoint at ``url`` until stdin ends."""
    async with (
        httpx2.AsyncClient(headers=dict(headers), timeout=_TIMEOUT_S) as http,
        stdio_server() as (from_assistant, to_assistant),
        streamable_http_client(url, http_client=http, terminate_on_close=False) as remote,
    ):
        from_gateway, to_gateway = remote
        bridge = _Bridge()
        answers = asyncio.ensure_future(bridge.pass_answers(from_gateway, to_assistant))
        try:
            await bridge.pass_requests(from_assistant, to_gateway)
        finally:
            await bridge.wait_for_answers()
            answers.cancel()
            await asyncio.gather(answers, return_exceptions=True)


class _Bridge:
    """Knows which requests wait for an answer, and the protocol version that was agreed on."""

    def __init__(self) -> None:
        self._version = ""
        self._waiting: set[str | int] = set()
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    async def pass_requests(self, source: _Messages, target: _Outlet) -> None:
        """Pass what the assistant sends, with the headers that HTTP needs."""
        async for item in source:
            if isinstance(item, Exception):
                continue  # a line that is no message has no id to answer
            message = item.message
            if isinstance(message, JSONRPCRequest):
                self._waiting.add(message.id)
                self._is_idle.clear()
            headers = self._headers_for(message)
            metadata = ClientMessageMetadata(headers=headers) if headers else None
            await target.send(SessionMessage(message, metadata=metadata))

    async def pass_answers(self, source: _Messages, target: _Outlet) -> None:
        """Pass what the gateway answers."""
        async for item in source:
            if isinstance(item, Exception):
                continue
            message = item.message
            if isinstance(message, JSONRPCResponse) and "protocolVersion" in message.result:
                self._version = str(message.result["protocolVersion"])
            await target.send(SessionMessage(message))
            self._waiting.discard(getattr(message, "id", ""))
            if not self._waiting:
                self._is_idle.set()

    async def wait_for_answers(self) -> None:
        """Return when every request has its answer."""
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                await self._is_idle.wait()
        except TimeoutError:
            return

    def _headers_for(self, message: object) -> dict[str, str]:
        """Return the headers that repeat parts of a message, as the protocol wants it."""
        if not isinstance(message, JSONRPCRequest | JSONRPCNotification):
            return {}
        params = message.params or {}
        version = (params.get("_meta") or {}).get(PROTOCOL_VERSION_META_KEY)
        if version is None:
            return {MCP_PROTOCOL_VERSION_HEADER: self._version} if self._version else {}
        headers = {MCP_PROTOCOL_VERSION_HEADER: str(version), MCP_METHOD_HEADER: message.method}
        name = params.get(NAME_BEARING_METHODS.get(message.method, ""))
        if isinstance(name, str):
            headers[MCP_NAME_HEADER] = encode_header_value(name)
        return headers
