"""A whole interview by the A2A protocol, with the official client, two people and a candidate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4  # noqa: TID251 - message ids of a client

import httpx
import pytest
from a2a.client import Client, ClientConfig, create_client
from a2a.helpers.proto_helpers import new_data_part
from a2a.types.a2a_pb2 import (
    GetTaskRequest,
    Message,
    Role,
    SendMessageRequest,
    SubscribeToTaskRequest,
    Task,
    TaskState,
)
from google.protobuf.json_format import MessageToDict
from tests.fakes.api_clients import ApiClient, Candidate, Json, signed_in
from tests.fakes.platform_process import RealPlatform

from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

FACTS: dict[str, Any] = {
    "candidateRef": "a2a-journey",
    "position": "Warehouse shift lead",
    "skills": ["Inventory control"],
    "jobDescription": "You lead the late shift, keep the safety rules and bring picking errors down.",
    "durationMinutes": 10,
}
pytestmark = pytest.mark.soak


@asynccontextmanager
async def _client(
    platform: RealPlatform, headers: dict[str, str], *, streaming: bool
) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(headers=headers, timeout=90) as http:
        config = ClientConfig(httpx_client=http, streaming=streaming)
        yield await create_client(platform.url, config)


async def _send(client: Client, data: dict[str, Any], task_id: str = "") -> Task:
    """Send data and return the task once the agent answered, or the stream ended."""
    said = Message(
        message_id=str(uuid4()), role=Role.ROLE_USER, task_id=task_id, parts=[new_data_part(data)]
    )
    events = [event async for event in client.send_message(SendMessageRequest(message=said))]
    return await client.get_task(GetTaskRequest(id=events[0].task.id))


async def _take_interview(platform: RealPlatform, link: str) -> None:
    anyone = ApiClient(platform.url)
    way = f"/candidate-access/{link.rpartition('/')[2]}"
    card = await anyone.get(f"{way}/info")
    await anyone.post(f"{way}/consent", {"accepted": True, "version": card["consent"]["version"]})
    session = await anyone.post(f"{way}/start")
    dana = StrongCandidate()

    def answer(frame: Json) -> str:
        return dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")

    await Candidate(session, answer, "").take_interview(patience_s=60)


async def _follow_until_input(client: Client, task_id: str, subscribed: asyncio.Event) -> list[int]:
    """Return the state at first, and those that a subscription reported until the task waited for input."""
    states: list[int] = []
    async for event in client.subscribe(SubscribeToTaskRequest(id=task_id)):
        if event.HasField("task"):
            states.append(event.task.status.state)
            subscribed.set()
        if event.HasField("status_update"):
            states.append(event.status_update.status.state)
        if TaskState.TASK_STATE_INPUT_REQUIRED in states:
            break
    return states


async def test_the_official_client_holds_a_whole_interview(platform: RealPlatform) -> None:
    recruiter = await signed_in(platform.url, "recruiter")
    async with (
        _client(platform, {"X-API-Key": DEMO_KEY}, streaming=True) as agent,
        _client(platform, dict(recruiter.headers), streaming=False) as person,
    ):
        asked = await _send(agent, FACTS)
        planned = await _send(agent, {"level": "MID"}, asked.id)
        approved = await _send(person, {"decision": "approve", "comments": "Good."}, asked.id)
        artifacts = {each.name: MessageToDict(each.parts[0].data) for each in approved.artifacts}

        subscribed = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            following = group.create_task(_follow_until_input(agent, asked.id, subscribed))
            await subscribed.wait()
            await _take_interview(platform, artifacts["candidate-link"]["interviewLink"])
        states = following.result()
        verdict = {"decision": "approve", "comments": "The answers show it."}
        decided = await _send(person, verdict, asked.id)

    assert asked.status.state == planned.status.state == TaskState.TASK_STATE_INPUT_REQUIRED
    assert states[0] == TaskState.TASK_STATE_WORKING
    assert decided.status.state == TaskState.TASK_STATE_COMPLETED
    assert {each.name for each in decided.artifacts} >= {"plan", "assessment"}
