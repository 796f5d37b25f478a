"""Between the kit and the agent: credentials, fresh message ids, and what a scenario means to this agent."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4  # noqa: TID251 - message ids of a client

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route
from tests.a2a_kit.interviews import OVER, REST, Interviews, start_facts
from tests.fakes.api_clients import Json

from vivavoce.tenancy.domain.api_keys import DEMO_KEY

_SENDING = ("SendMessage", "SendStreamingMessage")
_HOP_BY_HOP = ("host", "connection", "content-length", "transfer-encoding", "accept-encoding")
_ENDING = ("tck-complete-task", "tck-artifact")
"""The beginnings of messages after which the kit expects a task that is completed."""
_SPEAKING = ("tck-message-response",)
"""The beginnings of messages that the kit wants answered with a message."""
_STREAMING = ("tck-stream", "tck-sse-streaming")
"""The beginnings of messages that start a task whose changes the kit follows."""


@dataclass(slots=True)
class Adapter:
    """Forwards each request, and changes only messages that start or answer a task."""

    agent: httpx.AsyncClient
    interviews: Interviews
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    async def forward(self, request: Request) -> StreamingResponse:
        """Answer with what the agent answers, as it comes."""
        body = await request.body()
        headers = {k: v for k, v in request.headers.items() if k not in _HOP_BY_HOP}
        headers["x-api-key"] = DEMO_KEY
        message = _find_message(request.url.path, body)
        if message is not None:
            call, said = message
            if await self._translate(said):
                del headers["x-api-key"]
                headers |= self.interviews.recruiter.headers
            body = json.dumps(call).encode()
        sent = self.agent.build_request(
            request.method, _target(request), headers=headers, content=body
        )
        answer = await self.agent.send(sent, stream=True)
        kept = {k: v for k, v in answer.headers.items() if k not in _HOP_BY_HOP}
        return StreamingResponse(_read(answer), answer.status_code, kept)

    async def _translate(self, said: Json) -> bool:
        """Change a message of the kit to one of a client; return whether a person sends it."""
        scenario = str(said["messageId"])
        said["messageId"] = f"{scenario}-{next(self._numbers)}"
        is_ending = scenario.startswith(_ENDING)
        if scenario.startswith(_SPEAKING) or not _is_plain(said):
            return False
        if "taskId" in said:
            return await self._answer(said, is_ending=is_ending)
        if not is_ending:
            rest = REST if scenario.startswith(_STREAMING) else {}
            said["parts"] = [{"data": {**start_facts(), **rest}}]
            return False
        said["taskId"] = await self._start(said.get("contextId"))
        return await self._answer(said, is_ending=True)

    async def _answer(self, said: Json, *, is_ending: bool) -> bool:
        """Have the message make the decision that ends its task, or add a fact to it."""
        state = await self.interviews.state(said["taskId"])
        if state is None:
            return False
        if not is_ending or state in OVER:
            said["parts"] = [{"data": {"durationMinutes": 15}}]
            return False
        await self.interviews.bring_to_assessment(said["taskId"])
        said["parts"] = [{"data": {"decision": "approve", "comments": "The kit is done."}}]
        return True

    async def _start(self, context_id: str | None) -> str:
        """Start a task as a client does, and return its id."""
        message = {
            "messageId": str(uuid4()),
            "role": "ROLE_USER",
            "parts": [{"data": start_facts()}],
            **({"contextId": context_id} if context_id else {}),
        }
        headers = {"X-API-Key": DEMO_KEY, "A2A-Version": "1.0"}
        done = await self.agent.post(
            "/a2a/v1/message:send", json={"message": message}, headers=headers
        )
        return str(done.raise_for_status().json()["task"]["id"])


@asynccontextmanager
async def adapter_app(agent_url: str, interviews: Interviews) -> AsyncIterator[Starlette]:
    """Return the application that the kit talks to, with connections to the agent."""
    async with httpx.AsyncClient(base_url=agent_url, timeout=120) as agent:
        adapter = Adapter(agent, interviews)
        methods = ["GET", "POST", "PUT", "DELETE", "PATCH"]
        yield Starlette(routes=[Route("/{path:path}", adapter.forward, methods=methods)])


def _target(request: Request) -> str:
    """Return the path and the query as they were sent."""
    raw = cast("bytes", request.scope["raw_path"])
    query = cast("bytes", request.scope["query_string"])
    return (raw + b"?" + query if query else raw).decode()


def _find_message(path: str, body: bytes) -> tuple[Json, Json] | None:
    """Return a call that sends a message, and the message in it; None for all other requests."""
    try:
        call = json.loads(body)
    except ValueError:
        return None
    if not isinstance(call, dict):
        return None
    is_rest = path.endswith((":send", ":stream"))
    holder: Any = call if is_rest else call.get("params")
    if not is_rest and call.get("method") not in _SENDING:
        return None
    message = holder.get("message") if isinstance(holder, dict) else None
    return (call, message) if isinstance(message, dict) and "messageId" in message else None


def _is_plain(said: Json) -> bool:
    """Return whether a message has only text; all else is sent as it is, for the agent to refuse."""
    return bool(said.get("parts")) and all(set(part) == {"text"} for part in said["parts"])


async def _read(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_bytes():
            yield chunk
    finally:
        await answer.aclose()
