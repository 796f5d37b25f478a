"""The session log: appends with encrypted words through the real store, reading back, folding."""

from __future__ import annotations

import asyncio
import time
from uuid import uuid4

from tests.contract.live.event_store import NOW, attached, conversation_events, session_created
from tests.database import KEYS, cloned_database, drop, fresh_tenant
from tests.infrastructure import Ground, open_ground
from tests.replay.recorded_streams import FOLDER, read_stream

from bench.measure import Figure, report
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.live.adapters.postgres_event_store import PostgresEventStore
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import fold
from vivavoce.live.ports import SessionAddress, SessionLease, SessionRow

SESSIONS, TEXT = (
    50,
    "I asked the three drivers which aisles block each other, and drew it on paper. " * 4,
)


async def _session(ground: Ground, store: PostgresEventStore, tenant: TenantId) -> SessionLease:
    row = SessionRow(
        address=SessionAddress(tenant, SessionId(uuid4())),
        interview_id=InterviewId(uuid4()),
        person_id=PersonId(uuid4()),
        attempt=1,
        handle_salt="salt",
        handle_hash=uuid4().bytes,
    )
    async with ground.open_work(tenant) as work:
        await PostgresSessionLog(work, ground.vault).create(
            row, (RecordedEvent(1, NOW, session_created(row)),)
        )
    lease = await store.claim(row.address, "bench")
    await store.append(lease, (attached(lease, 2), *conversation_events(3)))
    return lease


async def _appending(
    store: PostgresEventStore, lease: SessionLease, first: int, count: int
) -> None:
    for seq in range(first, first + count):
        turn = events.TurnCompleted(turn=seq, role="candidate", kind="answer", text=TEXT)
        await store.append(lease, (RecordedEvent(seq, NOW, turn),))


async def _run(ground: Ground, scale: float) -> list[Figure]:
    store = PostgresEventStore(ground.database, ground.open_work, ground.vault)
    tenant, alone, each = fresh_tenant(), int(400 * scale), int(20 * scale) or 2
    lease = await _session(ground, store, tenant)
    began = time.perf_counter()
    await _appending(store, lease, 6, alone)
    one = alone / (time.perf_counter() - began)
    leases = [await _session(ground, store, tenant) for _ in range(SESSIONS)]
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for held in leases:
            group.create_task(_appending(store, held, 6, each))
    many = SESSIONS * each / (time.perf_counter() - began)
    began = time.perf_counter()
    read = len(await store.load(lease.address))
    loading = read / (time.perf_counter() - began)
    return [
        Figure("appends, one session", one, "appends/s", more_is_better=True),
        Figure(f"appends, {SESSIONS} sessions at once", many, "appends/s", more_is_better=True),
        Figure("read back and opened", loading, "events/s", more_is_better=True),
        _folding(int(1000 * scale)),
    ]


def _folding(sessions: int) -> Figure:
    streams = [read_stream(file) for file in sorted(FOLDER.glob("*.jsonl"))]
    count = 0
    began = time.process_time()
    for number in range(sessions):
        stream = streams[number % len(streams)]
        fold(stream)
        count += len(stream)
    rate = count / (time.process_time() - began)
    return Figure("recorded sessions folded", rate, "events/s", more_is_better=True, budget=100_000)


async def main(*, quick: bool = False) -> None:
    database = cloned_database("bench")
    try:
        async with open_ground(database.app_url, KEYS, max_size=16) as ground:
            method = (
                f"Each append is a transaction of its own: lease, epoch and place checked, one turn of"
                f" {len(TEXT)} characters encrypted under the person's key. Folding takes the recorded streams of"
                " tests/replay and counts processor time. PostgreSQL with fsync on."
            )
            scale = 0.25 if quick else 1
            await report("Session log", method, lambda: _run(ground, scale), runs=1 if quick else 3)
    finally:
        drop(database)


if __name__ == "__main__":
    asyncio.run(main())
