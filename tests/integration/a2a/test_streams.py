"""Streams have a limit in each process, and no organization can take the places of all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from tests.integration.practice.studio import Studio

from vivavoce.app.a2a.request_handler import MAX_STREAMS_OF_ORGANIZATION

pytestmark = pytest.mark.asyncio(loop_scope="session")
INTERVIEWS = "/api/v1/interviews"


async def _new_interview(studio: Studio, who: str) -> str:
    made = await studio.post(who, INTERVIEWS, {"position": "Van driver"})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def _subscription(key: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": "SubscribeToTask", "params": {"id": key}}


async def test_an_organization_with_its_share_of_streams_waits_until_one_ends_and_another_does_not(
    studio: Studio,
) -> None:
    keys = {who: await _new_interview(studio, who) for who in ("recruiter", "third")}
    async with AsyncExitStack() as streams:
        http = await streams.enter_async_context(
            httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{studio.ports['gateway']}",
                limits=httpx.Limits(max_connections=None),
                timeout=60,
            )
        )

        async def follow(who: str) -> httpx.Response:
            return await streams.enter_async_context(
                http.stream(
                    "POST",
                    "/a2a/v1",
                    json=_subscription(keys[who]),
                    headers=studio.callers[who] | {"A2A-Version": "1.0"},
                )
            )

        opened = [await follow("recruiter") for _ in range(MAX_STREAMS_OF_ORGANIZATION)]
        refused = await follow("recruiter")
        other = await follow("third")
        assert refused.status_code == 503
        await refused.aread()
        await opened[0].aclose()
        again = await _retry(lambda: follow("recruiter"))

    assert {one.headers["content-type"].partition(";")[0] for one in (*opened, other)} == {
        "text/event-stream"
    }
    assert {one.status_code for one in (*opened, other, again)} == {200}
    assert refused.json()["code"] == "too_many_streams"
    assert refused.headers["retry-after"] == "60"
    assert "already follows 50 tasks" in refused.json()["detail"]


async def _retry(follow: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """Follow again until the server has seen that a stream was closed; return the new stream."""
    async with asyncio.timeout(30):
        while (answer := await follow()).status_code == 503:
            await answer.aread()
            await asyncio.sleep(0.05)
    return answer
