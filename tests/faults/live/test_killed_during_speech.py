"""kill -9 in the middle of a spoken answer: what was recognized is the answer, once."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.live_candidates import IN_TIME_S, complaints, edge_process
from tests.fakes.live_edge import address_of, started, store_on
from tests.infrastructure import Ground, open_ground
from tests.ports import free_port
from websockets.asyncio.client import ClientConnection, connect

from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import fold

pytestmark = pytest.mark.soak

SAID = "We had a delivery that went wrong and I moved it to PostgreSQL."


@pytest.fixture
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_listeners")
    yield made
    drop(made)


@pytest.fixture
async def ground(database: TestDatabase) -> AsyncIterator[Ground]:
    async with open_ground(database.app_url, KEYS) as ground:
        yield ground


async def _log(
    ground: Ground, tenant: TenantId, opened: OpenedLiveSession
) -> tuple[RecordedEvent, ...]:
    return await store_on(ground).load(address_of(tenant, opened))


async def _until(
    ground: Ground, tenant: TenantId, opened: OpenedLiveSession, kind: str, count: int
) -> None:
    async with asyncio.timeout(IN_TIME_S):
        while True:
            log = await _log(ground, tenant, opened)
            if sum(record.event.type == kind for record in log) >= count:
                return
            await asyncio.sleep(0.05)


async def _speak(port: int, tenant: TenantId, opened: OpenedLiveSession) -> ClientConnection:
    url = f"ws://127.0.0.1:{port}/ws?sessionId={opened.handle}&tenantId={tenant}&lastEventId=0"
    line = await connect(url, compression=None, open_timeout=30)
    await line.send('{"type": "VOICE", "mode": "on", "answers": "spoken"}')
    return line


async def a_kill(
    ground: Ground, database: TestDatabase, tenant: TenantId, *, mutant: str = ""
) -> list[str]:
    """Return what the candidate said by the transcript, after a kill between their words and the turn."""
    one, two = free_port(), free_port()
    opened = await started(
        ground, tenant, interview_id=InterviewId(UUID(int=7001)), accepted_consent_version="2026-11"
    )
    with edge_process(database, one) as doomed, edge_process(database, two, mutant=mutant):
        line = await _speak(one, tenant, opened)
        await _until(ground, tenant, opened, "transport.switched", 1)
        await line.send(json.dumps({"type": "MUTE", "muted": False, "said": SAID}))
        await _until(ground, tenant, opened, "stt.partial_answer", 1)
        os.kill(doomed.pid, signal.SIGKILL)
        await _until(ground, tenant, opened, "worker.attached", 2)
        back = await _speak(two, tenant, opened)
        await _until(ground, tenant, opened, "participant.joined", 2)
        await _until(ground, tenant, opened, "transport.switched", 2)
        state = fold(await _log(ground, tenant, opened))
        await back.close()
        await line.close()
    assert state is not None
    assert await complaints(ground, tenant) == {}
    return [turn.text for turn in state.turns if turn.role == "candidate"]


async def test_words_recognized_before_the_turn_ended_survive_a_kill(
    ground: Ground, database: TestDatabase
) -> None:
    assert await a_kill(ground, database, fresh_tenant()) == [SAID]


async def test_without_the_recovery_of_recognized_words_they_are_lost(
    ground: Ground, database: TestDatabase
) -> None:
    assert await a_kill(ground, database, fresh_tenant(), mutant="forgetful") == []
