"""A process that stops or is killed in the middle of a call: real processes, keyless engines."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4  # noqa: TID251 - a fresh name per clone

import httpx
import pytest
from tests.database import cloned_database, drop
from tests.fakes.platform_process import RealPlatform
from tests.faults.phone.place_call import called

from vivavoce.app.demo.phone_line import SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import (
    CallBehavior,
    SimulatedPhoneProvider,
    build_phone_provider_settings,
    run_phone_provider,
)

pytestmark = pytest.mark.soak

PROMISED_S = 30
"""A look at the call, another look, and the way there; of a machine that is busy it is not asked."""
_PATIENCE_S = 120
Json = dict[str, Any]


@dataclass
class CallRecord:
    """One interview by telephone on a platform of one process."""

    platform: RealPlatform
    provider: SimulatedPhoneProvider
    http: httpx.AsyncClient
    run: str = ""
    rings: list[float] = field(default_factory=list)
    """When each call was answered."""

    async def card(self) -> Json:
        answer = await self.http.get(f"/api/v1/interviews/{self.run}/call")
        card: Json = answer.json()
        return card

    async def log(self) -> list[Json]:
        session = (await self.card())["sessionId"]
        if session is None:
            return []
        answer = await self.http.get(f"/api/v1/sessions/{session}/events")
        return list(answer.json()["events"])

    async def until_log(self, is_so: Callable[[list[Json]], bool]) -> list[Json]:
        """Return the log once it is so, or once nobody will be called any more."""
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                is_over = (await self.card())["state"] == "ended"
                log = await self.log()
                if is_so(log) or is_over:
                    return log
                await asyncio.sleep(0.2)

    async def agree_and_stay(self, line: SimulatedPhoneLine) -> None:
        """Hear the question of consent out, say yes by key, and listen from then on."""
        self.rings.append(asyncio.get_running_loop().time())
        if len(self.rings) == 1:
            await line.wait_until(lambda: len(line.heard) > 50, within_s=60)
            await line.press_key("1")
        await asyncio.sleep(600)


@asynccontextmanager
async def a_call(tmp_path: Path) -> AsyncIterator[CallRecord]:
    """Have somebody called who agrees, and wait until they have heard the first question."""
    database = cloned_database(f"broken_{uuid4().hex[:12]}")
    try:
        async with run_phone_provider() as provider:
            platform = RealPlatform(
                tmp_path,
                database_url=database.owner_url,
                settings=build_phone_provider_settings(provider),
            )
            platform.start_all()
            try:
                await asyncio.to_thread(platform.until_ready)
                async with httpx.AsyncClient(base_url=platform.url, timeout=30) as http:
                    record = CallRecord(platform, provider, http)
                    provider.behaviors = [
                        CallBehavior(hold_call=record.agree_and_stay) for _ in range(2)
                    ]
                    record.run = await called(http)
                    assert _question_heard(await record.until_log(_question_heard))
                    yield record
            finally:
                platform.abandon()
    finally:
        drop(database)


def _question_heard(log: list[Json]) -> bool:
    asked = {
        event["payload"]["turn"]
        for event in log
        if event["type"] == "turn.completed" and event["payload"]["kind"] == "question"
    }
    heard = [
        event for event in log if event["type"] == "agent.utterance.spoken" and not _is_cut(event)
    ]
    return any(event["payload"]["turn"] in asked for event in heard)


def _is_cut(event: Json) -> bool:
    return bool(event["payload"]["is_interrupted"])


async def _redialled(record: CallRecord) -> list[Json]:
    """Wait until the second call is talked in; return the log by then."""
    return await record.until_log(
        lambda log: (
            [event["type"] for event in log].count("connection.resumed") == 1
            and [event["payload"] for event in log if event["type"] == "call.dialing"][-1][
                "is_redial"
            ]
        )
    )


async def broken_off(tmp_path: Path, how: signal.Signals, next_one: str = "vivavoce") -> None:
    """End the process of a call, start ``next_one``, and hold it to what was promised."""
    async with a_call(tmp_path) as record:
        before = await record.log()
        [first] = record.provider.calls
        assert first.line is not None
        heard_s = len(first.line.pcm()) / 16_000
        await asyncio.to_thread(record.platform.tell, "up", how, patience_s=60)
        more_s = len(first.line.pcm()) / 16_000 - heard_s
        record.platform.start("up", program=next_one)
        await asyncio.to_thread(record.platform.until_ready)
        began = asyncio.get_running_loop().time()
        after = await _redialled(record)

    assert after[: len(before)] == before, "what was acknowledged is there, and as it was"
    types = [event["type"] for event in after]
    assert types.count("consent.requested") == types.count("consent.granted") == 1
    dialled, orders = types.count("call.dialing"), record.provider.orders
    assert dialled == orders == 2, f"dialled {dialled} times, by {orders} orders"
    took_s = record.rings[1] - began
    assert took_s < PROMISED_S, f"called again {took_s:.1f} s after the platform was there"
    if how == signal.SIGTERM:
        assert more_s > 1, "they were told that we interrupt"


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(signal.SIGTERM, id="told", marks=pytest.mark.turn(2, 3)),
        pytest.param(signal.SIGKILL, id="killed", marks=pytest.mark.turn(0, 3)),
    ],
)
async def test_a_call_whose_process_ends_is_continued_in_the_same_log(
    tmp_path: Path, how: signal.Signals
) -> None:
    await broken_off(tmp_path, how)


@pytest.mark.turn(1, 3)
async def test_a_platform_without_redial_is_detected(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="dialled 1 times, by 1 orders"):
        await broken_off(tmp_path, signal.SIGKILL, "tests.faults.phone.platform_without_redial")
