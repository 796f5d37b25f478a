"""MCP over stdin and stdout for assistants that start a local program: it passes messages to a gateway."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

import httpx2
from mcp.server.stdio import stdio_server
from mcp.shared.inbound import (
    MCP_METHOD_HEADER,
    MCP_NAME_HEADER,
    MCP_PROTOCOL_VERSION_HEADER,
    NAME_BEARING_METHODS,
    encode_header_value,
)
from mcp.shared.message import SessionMessage
from mcp_types import (
    INTERNAL_ERROR,
    PROTOCOL_VERSION_META_KEY,
    ErrorData,
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError

_TIMEOUT_S = 120.0
"""Some tools plan with a model, which takes time."""
_HEADERS = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
_CANCELLED = "notifications/cancelled"


async def run_stdio_bridge(url: str, credentials: Mapping[str, str]) -> None:
    """Pass messages between stdin and stdout and the MCP endpoint at ``url`` until stdin ends.

    ``credentials`` are the headers that authenticate the caller.
    """
    headers = {**_HEADERS, **credentials}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=_TIMEOUT_S) as http,
        stdio_server() as (from_assistant, to_assistant),
        # Closed when all requests are answered; otherwise the writer would wait for more.
        to_assistant,
        asyncio.TaskGroup() as group,
    ):

        async def answer(message: JSONRPCMessage) -> None:
            await to_assistant.send(SessionMessage(message))

        async def ask(request: JSONRPCRequest) -> None:
            try:
                await gateway.ask(request)
            finally:
                tasks.pop(request.id, None)

        gateway = _Gateway(url, http, answer)
        tasks: dict[str | int, asyncio.Task[None]] = {}
        async for item in from_assistant:
            if isinstance(item, Exception):
                continue  # a line that is no message has no id to answer
            message = item.message
            if isinstance(message, JSONRPCRequest):
                tasks[message.id] = group.create_task(ask(message))
            elif isinstance(message, JSONRPCNotification) and message.method == _CANCELLED:
                ended = tasks.get((message.params or {}).get("requestId", ""))
                if ended is not None:
                    ended.cancel()
            # The gateway keeps no session, so other notifications and answers mean nothing to it.


class _Gateway:
    """Sends requests to the gateway, and knows the protocol version that was agreed on."""

    def __init__(
        self,
        url: str,
        http: httpx2.AsyncClient,
        answer: Callable[[JSONRPCMessage], Awaitable[None]],
    ) -> None:
        self._url = url
        self._http = http
        self._answer = answer
        self._version = ""

    async def ask(self, request: JSONRPCRequest) -> None:
        """Send one request, and pass on what comes back; a failure becomes an error that says why."""
        try:
            response = await self._http.post(
                self._url,
                content=request.model_dump_json(by_alias=True, exclude_unset=True),
                headers=self._headers_for(request),
            )
        except httpx2.HTTPError:
            await self._fail(request, f"The gateway at {self._url} did not answer.")
            return
        try:
            messages = [
                jsonrpc_message_adapter.validate_json(text, by_name=False)
                for text in _read_messages(response)
            ]
        except ValidationError:
            await self._fail(request, _read_refusal(response))
            return
        for message in messages:
            if isinstance(message, JSONRPCResponse) and "protocolVersion" in message.result:
                self._version = str(message.result["protocolVersion"])
            if isinstance(
                message, JSONRPCError
            ):  # its id is null if the gateway could not read ours
                await self._answer(JSONRPCError(jsonrpc="2.0", id=request.id, error=message.error))
            else:
                await self._answer(message)

    async def _fail(self, request: JSONRPCRequest, why: str) -> None:
        error = ErrorData(code=INTERNAL_ERROR, message=why)
        await self._answer(JSONRPCError(jsonrpc="2.0", id=request.id, error=error))

    def _headers_for(self, request: JSONRPCRequest) -> dict[str, str]:
        """Return the headers that repeat parts of a request, as the protocol wants it."""
        params = request.params or {}
        version = (params.get("_meta") or {}).get(PROTOCOL_VERSION_META_KEY)
        if version is None:
            return {MCP_PROTOCOL_VERSION_HEADER: self._version} if self._version else {}
        headers = {MCP_PROTOCOL_VERSION_HEADER: str(version), MCP_METHOD_HEADER: request.method}
        name = params.get(NAME_BEARING_METHODS.get(request.method, ""))
        if isinstance(name, str):
            headers[MCP_NAME_HEADER] = encode_header_value(name)
        return headers


def _read_messages(response: httpx2.Response) -> list[str]:
    """Return the messages of a response, which is one, or a stream of events."""
    if not response.headers.get("content-type", "").startswith("text/event-stream"):
        return [response.text]
    lines = response.text.splitlines()
    return [line.removeprefix("data:").strip() for line in lines if line.startswith("data:")]


def _read_refusal(response: httpx2.Response) -> str:
    """Return why the gateway refused, in its own words if it said so."""
    try:
        detail = json.loads(response.text)["detail"]
    except (ValueError, KeyError, TypeError, RecursionError):
        detail = ""
    return detail or f"The gateway answered with the status {response.status_code}."
