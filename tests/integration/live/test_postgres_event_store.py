"""The real store: the contract, and what only a database can get wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import psycopg
import pytest
from tests.contract.live.event_store import (
    NOW,
    Bench,
    EventStoreContract,
    attached,
    conversation_events,
    session_created,
)
from tests.database import TestDatabase, fresh_tenant
from tests.infrastructure import Ground

from vivavoce.infra.keys import DataErasedError
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.adapters.postgres_event_store import PostgresEventStore
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.ports import (
    InboxMessage,
    SequenceConflictError,
    SessionAddress,
    SessionFencedError,
    SessionRow,
)
from vivavoce.live.usecases.read_session import ReadTranscript, TranscriptErasedError


class PostgresBench(Bench):
    def __init__(self, ground: Ground, tenant: TenantId) -> None:
        self.ground = ground
        self.store = PostgresEventStore(ground.database, ground.open_work, ground.vault)
        self.tenant = tenant

    async def create(self, row: SessionRow, records: Sequence[RecordedEvent]) -> bool:
        async with self.ground.open_work(self.tenant) as work:
            return await PostgresSessionLog(work, self.ground.vault).create(row, records)

    async def latest(self, interview_id: InterviewId) -> SessionRow | None:
        async with self.ground.open_work(self.tenant) as work:
            return await PostgresSessionLog(work, self.ground.vault).find_latest(interview_id)

    async def send_message(self, address: SessionAddress, inbox_message: InboxMessage) -> None:
        async with self.ground.open_work(self.tenant) as work:
            await PostgresSessionLog(work, self.ground.vault).send_message(address, inbox_message)

    async def wait(self, seconds: float) -> None:
        """Let every lease be so much older: a stall of this machine is then no time of theirs."""
        async with self.ground.open_work(self.tenant) as work:
            await work.execute(
                """
                UPDATE lease
                SET heartbeat_at = heartbeat_at - age, expires_at = expires_at - age,
                    next_check_at = next_check_at - age
                FROM make_interval(secs => %(seconds)s) AS age
                """,
                {"seconds": seconds},
            )

    async def published(self) -> list[str]:
        async with self.ground.open_work(self.tenant) as work:
            rows = await work.fetch_all("SELECT topic FROM outbox ORDER BY position")
        return [row["topic"] for row in rows]

    async def spoken(self) -> SessionAddress:
        """Return a session with one spoken turn in it."""
        address = await self.session()
        lease = await self.store.claim(address, "w1")
        await self.store.append(lease, (attached(lease, 2), *conversation_events(3)))
        return address


@pytest.fixture
def bench(ground: Ground, tenant: TenantId) -> PostgresBench:
    return PostgresBench(ground, tenant)


class TestPostgresEventStore(EventStoreContract):
    pass


async def test_of_eight_racers_for_each_of_a_hundred_places_exactly_one_wins(
    bench: PostgresBench,
) -> None:
    address = await bench.session()
    lease = await bench.store.claim(address, "w1")
    wins = refusals = 0
    for seq in range(2, 102):
        racers = (bench.store.append(lease, (attached(lease, seq),)) for _ in range(8))
        results = await asyncio.gather(*racers, return_exceptions=True)
        wins += results.count(None)
        refusals += sum(isinstance(each, SequenceConflictError) for each in results)

    assert (wins, refusals) == (100, 700)
    assert [r.seq for r in await bench.store.load(address)] == list(range(1, 102))


async def test_a_claim_in_the_middle_of_appends_lets_nothing_old_through(
    bench: PostgresBench,
) -> None:
    address = await bench.session()
    old = await bench.store.claim(address, "w1")
    written: list[int] = []
    is_under_way = asyncio.Event()

    async def write() -> None:
        for seq in range(2, 2000):
            await bench.store.append(old, (attached(old, seq),))
            written.append(seq)
            if seq == 20:
                is_under_way.set()

    writer = asyncio.ensure_future(write())
    await is_under_way.wait()
    new = await bench.store.claim(address, "w2")
    at_claim = (await bench.store.load(address))[-1].seq
    with pytest.raises(SessionFencedError):
        await writer

    log = await bench.store.load(address)
    assert log[-1].seq == at_claim == written[-1]
    await bench.store.append(new, (attached(new, at_claim + 1),))


async def test_a_claim_waits_for_the_append_that_was_first(bench: PostgresBench) -> None:
    address = await bench.session()
    old = await bench.store.claim(address, "w1")
    async with bench.ground.open_work(bench.tenant) as work:
        await PostgresSessionLog(work, bench.ground.vault).append(old, (attached(old, 2),))
        claiming = asyncio.ensure_future(bench.store.claim(address, "w2"))
        await asyncio.sleep(0.2)
        assert not claiming.done()

    assert (await claiming).epoch == 2
    assert len(await bench.store.load(address)) == 2


async def test_an_append_waits_for_the_claim_that_was_first_and_is_fenced(
    bench: PostgresBench,
) -> None:
    address = await bench.session()
    old = await bench.store.claim(address, "w1")
    async with bench.ground.open_work(bench.tenant) as work:
        await PostgresSessionLog(work, bench.ground.vault).claim(address, "w2")
        appending = asyncio.ensure_future(bench.store.append(old, (attached(old, 2),)))
        await asyncio.sleep(0.2)
        assert not appending.done()

    with pytest.raises(SessionFencedError):
        await appending
    assert len(await bench.store.load(address)) == 1


async def test_of_many_claims_at_once_each_gets_its_own_epoch(bench: PostgresBench) -> None:
    address = await bench.session()
    leases = await asyncio.gather(*(bench.store.claim(address, f"w{n}") for n in range(12)))

    assert sorted(lease.epoch for lease in leases) == list(range(1, 13))


async def test_of_many_takers_of_a_free_session_one_gets_it(bench: PostgresBench) -> None:
    address = await bench.session()
    taken = await asyncio.gather(*(bench.store.claim_if_free(address, f"w{n}") for n in range(8)))

    assert sum(lease is not None for lease in taken) == 1


async def test_of_many_starts_at_once_one_session_is_made(bench: PostgresBench) -> None:
    rows = [bench.row(n) for n in range(6)]
    made = await asyncio.gather(
        *(bench.create(row, (RecordedEvent(1, NOW, session_created(row)),)) for row in rows)
    )

    assert made.count(True) == 1


async def test_words_are_sealed_and_nothing_else_of_the_event_is(
    bench: PostgresBench, database: TestDatabase
) -> None:
    address = await bench.spoken()
    with psycopg.connect(database.superuser_url) as raw:
        rows = raw.execute(
            "SELECT type, open::text, personal FROM session_event WHERE session_id = %s",
            (address.session_id,),
        ).fetchall()

    assert len(rows) == 5
    for kind, opened, personal in rows:
        assert "Grüße" not in opened
        assert (personal is not None) == (kind == "turn.completed")
        assert personal is None or "Grüße".encode() not in personal


async def test_after_erasure_the_words_are_gone_and_the_log_still_folds(
    bench: PostgresBench,
) -> None:
    address = await bench.spoken()
    async with bench.ground.open_work(bench.tenant) as work:
        await bench.ground.vault.destroy_key(work, bench.row().person_id)

    log = await bench.store.load(address)

    said = log[-1].event
    assert isinstance(said, events.TurnCompleted)
    assert (said.turn, said.kind, said.text) == (1, "greeting", "")
    with pytest.raises(TranscriptErasedError):
        await ReadTranscript(bench.store)(bench.tenant, address.session_id)
    lease = await bench.store.claim(address, "w2")
    with pytest.raises(DataErasedError):
        await bench.store.append(
            lease,
            (
                RecordedEvent(
                    6,
                    NOW,
                    events.TurnCompleted(turn=2, role="candidate", kind="answer", text="More"),
                ),
            ),
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE session_event SET seq = seq + 10",
        "DELETE FROM session_event",
        "DELETE FROM session",
        "DELETE FROM lease",
    ],
)
async def test_the_app_can_neither_change_nor_delete_what_happened(
    bench: PostgresBench, statement: str
) -> None:
    await bench.spoken()

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with bench.ground.open_work(bench.tenant) as work:
            await work.execute(statement)  # type: ignore[arg-type]


async def test_another_tenants_work_sees_no_session_at_all(bench: PostgresBench) -> None:
    await bench.spoken()
    async with bench.ground.open_work(fresh_tenant()) as work:
        for table in ("session", "session_event", "lease", "session_ticket"):
            assert await work.fetch_all(f"SELECT 1 FROM {table}") == []  # type: ignore[arg-type]  # noqa: S608


async def test_a_ticket_opens_once_and_not_for_long(bench: PostgresBench) -> None:
    address = await bench.session()
    store = bench.store
    assert isinstance(store, PostgresEventStore)
    await store.store_ticket(address, b"one", 30)
    await store.store_ticket(address, b"late", 0)

    assert await store.redeem_ticket(b"one") == address
    assert await store.redeem_ticket(b"one") is None
    assert await store.redeem_ticket(b"late") is None
    assert await store.redeem_ticket(b"never") is None
