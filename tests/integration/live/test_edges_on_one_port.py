"""Two real edges on one port: when one dies, whoever comes again reaches the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.database import TestDatabase
from tests.fakes.live_candidates import ReconnectingCandidate, complaints, edge_process
from tests.fakes.live_edge import started
from tests.infrastructure import Ground
from tests.ports import free_port
from tests.unit.live.test_conversations import EXPERT

from vivavoce.kernel.ids import InterviewId, SessionId, TenantId

IN_TIME_S = 60.0
_HELD_BY = """
    SELECT session_id, worker_id
    FROM lease
    WHERE worker_id IS NOT NULL
"""


async def holders(ground: Ground, tenant: TenantId) -> dict[SessionId, str]:
    async with ground.open_work(tenant) as work:
        rows = await work.fetch_all(_HELD_BY)
    return {SessionId(row["session_id"]): row["worker_id"] for row in rows}


@pytest.mark.soak
async def test_who_comes_again_after_an_edge_was_killed_reaches_the_other_one(
    ground: Ground, tenant: TenantId, database: TestDatabase
) -> None:
    port = free_port()
    with edge_process(database, port) as first, edge_process(database, port):
        async with crowd_on_both(ground, tenant, port) as (talkers, pace):
            before = await holders(ground, tenant)
            first.kill()
            await asyncio.to_thread(first.wait)
            pace.set()
            await asyncio.gather(*(one.finished.wait() for one in talkers))
            reasons = {one.talker.reason for one in talkers}
            drops = [len(one.talker.closes) > 1 for one in talkers]
            seqs = [one.talker.seqs for one in talkers]

    assert len(set(before.values())) == 2, "both edges took connections"
    assert reasons == {"all_asked"}
    assert any(drops)
    assert not all(drops), "the talks of the edge that lived went on"
    assert all(one == sorted(set(one)) for one in seqs)
    assert await complaints(ground, tenant) == {}


class Seated:
    """A candidate, and whether they are done."""

    def __init__(self, talker: ReconnectingCandidate) -> None:
        self.talker = talker
        self.finished = asyncio.Event()

    async def run(self) -> None:
        """Talk to the end; after a drop the same address is tried again."""
        await self.talker.take_interview()
        self.finished.set()


@asynccontextmanager
async def crowd_on_both(
    ground: Ground, tenant: TenantId, port: int
) -> AsyncIterator[tuple[list[Seated], asyncio.Event]]:
    """Yield candidates at their first question, some at each edge, and what lets them answer."""
    pace = asyncio.Event()
    seated: list[Seated] = []
    async with asyncio.timeout(IN_TIME_S), asyncio.TaskGroup() as group:
        while len(set((await holders(ground, tenant)).values())) < 2:
            if len(seated) == 40:
                pytest.fail("forty connections all went to one of two edges")
            opened = await started(
                ground,
                tenant,
                interview_id=InterviewId(ground.ids.new_id()),
                accepted_consent_version="2026-11",
            )
            talker = ReconnectingCandidate(
                opened, tenant, [port], lambda asked: EXPERT[asked["questionId"]], pace
            )
            talker.may_return.set()
            seated.append(Seated(talker))
            group.create_task(seated[-1].run())
            await talker.is_admitted.wait()
        yield seated, pace
