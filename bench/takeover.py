"""kill -9 and SIGTERM of one of two edges: how soon the other one has its talks."""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import LiteralString
from uuid import uuid4

from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.live_candidates import ReconnectingCandidate, edge_process
from tests.fakes.live_edge import started
from tests.infrastructure import Ground, open_ground
from tests.unit.live.test_conversations import EXPERT

from bench.measure import Figure, report
from vivavoce.app.demo.runner import find_free_ports
from vivavoce.infra.telemetry import set_up_logging
from vivavoce.kernel.ids import InterviewId, TenantId

_SETTLED_S = 1.5
_ATTACHED: LiteralString = """
    SELECT max(recorded_at) AS at
    FROM session_event
    WHERE type = 'worker.attached' AND epoch > 1
    GROUP BY session_id
"""
_JOINED: LiteralString = """
    SELECT max(recorded_at) AS at
    FROM session_event
    WHERE type = 'participant.joined' AND epoch > 1
    GROUP BY session_id
"""


@asynccontextmanager
async def _crowd(
    ground: Ground, tenant: TenantId, ports: list[int], count: int
) -> AsyncIterator[list[ReconnectingCandidate]]:
    """Candidates who have heard their first question and think about it to the end of the block."""
    pace = asyncio.Event()
    talkers = []
    for _ in range(count):
        session = await started(
            ground, tenant, interview_id=InterviewId(uuid4()), accepted_consent_version="2026-11"
        )
        talkers.append(
            ReconnectingCandidate(
                session, tenant, ports, lambda asked: EXPERT[asked["questionId"]], pace
            )
        )
    async with asyncio.TaskGroup() as group:
        for one in talkers:
            group.create_task(one.take_interview())
        for one in talkers:
            await one.is_admitted.wait()
        await asyncio.sleep(_SETTLED_S)
        yield talkers
        pace.set()
        for one in talkers:
            one.may_return.set()


async def _seen(
    ground: Ground, tenant: TenantId, query: LiteralString, count: int
) -> list[datetime]:
    """Return when each session reached what ``query`` looks for, once all have."""
    while True:
        async with ground.open_work(tenant) as work:
            rows = await work.fetch_all(query)
        if len(rows) == count:
            return [row["at"] for row in rows]
        await asyncio.sleep(0.05)


async def _now(ground: Ground) -> datetime:
    (row,) = await ground.database.execute("SELECT clock_timestamp() AS now")
    return row["now"]


async def _cut(
    ground: Ground, database: TestDatabase, count: int, number: int
) -> tuple[list[float], int]:
    """Stop one of two edges by a signal; return the other's delays in ms, and the drops in the logs."""
    tenant, ports = fresh_tenant(), find_free_ports(2)
    is_killed = number == signal.SIGKILL
    with edge_process(database, ports[0]) as leaving, edge_process(database, ports[1]):
        async with _crowd(ground, tenant, ports, count) as talkers:
            if not is_killed:
                for one in talkers:
                    one.may_return.set()
            began = await _now(ground)
            os.kill(leaving.pid, number)
            # After a kill no candidate may come back before the session was taken over.
            times = await _seen(ground, tenant, _ATTACHED if is_killed else _JOINED, count)
    async with ground.open_work(tenant) as work:
        lost = await work.fetch_all("SELECT 1 FROM session_event WHERE type = 'connection.lost'")
    if {one.reason for one in talkers} != {"all_asked"}:
        raise RuntimeError("a talk was not finished")
    return [(at - began).total_seconds() * 1000 for at in times], len(lost)


async def _run(ground: Ground, database: TestDatabase, counts: tuple[int, ...]) -> list[Figure]:
    figures = []
    for count in counts:
        delays, _ = await _cut(ground, database, count, signal.SIGKILL)
        figures += [
            Figure(
                f"kill -9 to taken over, {count} talks, middle one", statistics.median(delays), "ms"
            ),
            Figure(
                f"kill -9 to taken over, {count} talks, last one", max(delays), "ms", budget=2000
            ),
        ]
    delays, lost = await _cut(ground, database, 20, signal.SIGTERM)
    return [
        *figures,
        Figure("SIGTERM to candidate at the other edge, 20 talks, last one", max(delays), "ms"),
        Figure("SIGTERM: talks that were ever reconnecting", lost, "talks", budget=0),
    ]


async def main(*, quick: bool = False) -> None:
    set_up_logging("warning")
    database = cloned_database("takeover")
    try:
        async with open_ground(database.app_url, KEYS) as ground:
            (row,) = await ground.database.execute("SHOW fsync")
            method = (
                "Two real edge processes on one PostgreSQL (fsync "
                + row["fsync"]
                + "), every talk at the"
                " first: text, first question asked, nobody answering. kill -9: no candidate comes back until"
                " all sessions have a new worker; time from the kill to 'worker.attached' in each log, by the"
                " database's clock. SIGTERM: candidates come back when told to (1012); time from the signal to"
                " 'participant.joined'. All talks are then finished and must be complete."
            )
            await report(
                "Edges that die and edges that leave",
                method,
                lambda: _run(ground, database, (1, 5) if quick else (1, 20, 100)),
                runs=1 if quick else 3,
            )
    finally:
        drop(database)


if __name__ == "__main__":
    asyncio.run(main())
