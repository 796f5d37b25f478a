"""Other agents: the official SDK's client, and one that sends what it likes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4  # noqa: TID251 - a message id of a client

import httpx
from a2a.client import Client, ClientConfig, ClientFactory
from a2a.client.card_resolver import A2ACardResolver
from a2a.helpers.proto_helpers import new_data_part, new_text_part
from a2a.types.a2a_pb2 import AgentCard, Message, Role, SendMessageRequest, StreamResponse, Task
from google.protobuf.json_format import MessageToDict
from tests.integration.practice.studio import Studio

URL = "http://studio"
A2A = f"{URL}/a2a/v1"
FACTS: dict[str, Any] = {
    "candidateName": "Ada Lovelace",
    "candidateEmail": "ada@example.com",
    "position": "Backend engineer",
    "level": "SENIOR",
    "skills": ["Python", "PostgreSQL", "Kafka"],
    "jobDescription": "Build and run the services behind our warehouse scanners, and share the on-call duty.",
    "durationMinutes": 20,
}


@asynccontextmanager
async def http_client(
    studio: Studio, who: str = "key", *, app: str = "gateway", **headers: str
) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the credentials of ``who``; an underscore in a header's name is a hyphen."""
    transport = httpx.ASGITransport(studio.apps[app], raise_app_exceptions=False)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(
        transport=transport, base_url=URL, headers=studio.callers[who] | named, timeout=60
    ) as client:
        yield client


@asynccontextmanager
async def official_client(
    studio: Studio,
    who: str = "key",
    *,
    binding: str = "JSONRPC",
    version: str = "1.0",
    streaming: bool = False,
) -> AsyncIterator[Client]:
    """The SDK's client, which has read the card and speaks one binding and version of it."""
    async with http_client(studio, who) as http:
        card = await A2ACardResolver(http, URL).get_agent_card()
        config = ClientConfig(
            httpx_client=http, streaming=streaming, supported_protocol_bindings=[binding]
        )
        yield ClientFactory(config).create(_only(card, version))


def _only(card: AgentCard, version: str) -> AgentCard:
    kept = [each for each in card.supported_interfaces if each.protocol_version == version]
    del card.supported_interfaces[:]
    card.supported_interfaces.extend(kept)
    return card


def message(
    data: dict[str, Any] | None = None,
    text: str | None = None,
    *,
    task: str = "",
    context: str = "",
    message_id: str = "",
    **metadata: str,
) -> SendMessageRequest:
    """A message of a user with one data part, one text, or both."""
    parts = [] if text is None else [new_text_part(text)]
    if data is not None:
        parts.append(new_data_part(data))
    said = Message(
        message_id=message_id or str(uuid4()),
        role=Role.ROLE_USER,
        task_id=task,
        context_id=context,
        parts=parts,
    )
    said.metadata.update(metadata)
    return SendMessageRequest(message=said)


async def send(client: Client, request: SendMessageRequest) -> list[StreamResponse]:
    """Return everything that the agent answered."""
    return [event async for event in client.send_message(request)]


async def send_for_task(client: Client, request: SendMessageRequest) -> Task:
    """Return the task that the agent answered with."""
    (answer,) = await send(client, request)
    assert answer.HasField("task")
    return answer.task


def data_of(task: Task) -> dict[str, Any]:
    """Return the data part of the task's message."""
    return dict(MessageToDict(task.status.message.parts[-1].data))


def artifacts_of(task: Task) -> dict[str, dict[str, Any]]:
    """Return the data of each artifact by its name."""
    return {each.name: MessageToDict(each.parts[0].data) for each in task.artifacts}


def rpc_body(method: str, params: Any, call_id: Any = 1) -> dict[str, Any]:
    """A call of JSON-RPC."""
    return {"jsonrpc": "2.0", "id": call_id, "method": method, "params": params}


def said(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The params of a message with these parts, as JSON."""
    return {
        "message": {"messageId": str(uuid4()), "role": "ROLE_USER", "parts": list(parts), **more}
    }
