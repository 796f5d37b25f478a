import asyncio
from collections.abc import Iterator, Mapping
from uuid import uuid4  # noqa: TID251 - fresh keys

import psycopg
import pytest
from tests.database import TestDatabase, cloned_database, drop
from tests.infrastructure import Ground

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.events import InterviewCancelled
from vivavoce.infra.bus import EventConsumer, EventHandler, OutboxRelay
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId

TOPIC = InterviewCancelled.topic


def _relay(ground: Ground, *groups: str) -> OutboxRelay:
    return OutboxRelay(ground.database, {TOPIC: groups}, ground.outbox_signal, ground.delivered)


def _consumer(ground: Ground, group: str, handlers: Mapping[str, EventHandler]) -> EventConsumer:
    signals = (ground.delivered, ground.outbox_signal)
    return EventConsumer(
        group, handlers, ground.database, ground.open_work, ground.ids, ground.clock, signals
    )


async def _publish(ground: Ground, tenant: TenantId, interview: InterviewId, reason: str) -> None:
    async with ground.open_work(tenant) as work:
        await work.publish(
            InterviewCancelled(reason=reason, cancelled_by="test"),
            run_id="run_1",
            interview_id=interview,
        )


async def _publish_then_fail(ground: Ground, tenant: TenantId) -> None:
    async with ground.open_work(tenant) as work:
        payload = InterviewCancelled(reason="phantom", cancelled_by="test")
        await work.publish(payload, run_id="r", interview_id=_interview())
        await work.execute("SELECT 1 / 0")


async def _drain(relay: OutboxRelay, *consumers: EventConsumer) -> None:
    await relay.relay_batch()
    for consumer in consumers:
        while await consumer.consume_one():
            pass


def _interview() -> InterviewId:
    return InterviewId(uuid4())


async def test_every_group_receives_an_event_once_and_in_order(
    ground: Ground, tenant: TenantId
) -> None:
    received: dict[str, list[str]] = {"one": [], "two": []}
    name = uuid4().hex

    def hearing(group: str) -> EventHandler:
        async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
            assert work.tenant_id == event.tenant_id == tenant
            received[group].append(event.payload["reason"])

        return handle

    groups = {group: f"{group}-{name}" for group in received}
    relay = _relay(ground, *groups.values())
    consumers = [_consumer(ground, groups[g], {TOPIC: hearing(g)}) for g in received]
    interview = _interview()
    for count in range(20):
        await _publish(ground, tenant, interview, str(count))

    await _drain(relay, *consumers)
    await _drain(relay, *consumers)

    expected = [str(count) for count in range(20)]
    assert received == {"one": expected, "two": expected}


async def test_an_event_of_a_rolled_back_transaction_is_never_delivered(
    ground: Ground, tenant: TenantId
) -> None:
    received: list[str] = []

    async def handle(_: UnitOfWork, event: IntegrationEvent) -> None:
        received.append(event.payload["reason"])

    group = f"g-{uuid4().hex}"
    with pytest.raises(psycopg.errors.DivisionByZero):
        await _publish_then_fail(ground, tenant)

    await _drain(_relay(ground, group), _consumer(ground, group, {TOPIC: handle}))

    assert received == []


async def test_a_poison_event_delays_only_its_own_interview_and_ends_as_a_dead_letter(
    ground: Ground, tenant: TenantId
) -> None:
    received: list[str] = []
    poisoned, healthy = _interview(), _interview()

    async def handle(_: UnitOfWork, event: IntegrationEvent) -> None:
        if event.payload["reason"] == "poison":
            raise ValueError
        received.append(event.payload["reason"])

    group = f"g-{uuid4().hex}"
    relay, consumer = _relay(ground, group), _consumer(ground, group, {TOPIC: handle})
    await _publish(ground, tenant, poisoned, "poison")
    await _publish(ground, tenant, poisoned, "after poison")
    await _publish(ground, tenant, healthy, "healthy")

    await _drain(relay, consumer)
    assert received == ["healthy"]
    async with ground.database.transaction(tenant) as connection:
        await connection.execute(
            "UPDATE bus_delivery SET attempts = 5, next_attempt_at = now() WHERE group_name = %s",
            (group,),
        )
    await _drain(relay, consumer)

    assert received == ["healthy", "after poison"]
    async with ground.open_work(tenant) as work:
        letters = await work.fetch_all("SELECT topic, attempts, error FROM dead_letter")
    assert letters == [{"topic": TOPIC, "attempts": 6, "error": "ValueError"}]


async def test_two_consumers_of_a_group_keep_the_order_of_each_interview(
    ground: Ground, tenant: TenantId
) -> None:
    received: dict[str, list[int]] = {}
    group = f"g-{uuid4().hex}"

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        await work.execute("SELECT pg_sleep(0.001)")
        received.setdefault(str(event.interview_id), []).append(int(event.payload["reason"]))

    relay = _relay(ground, group)
    interviews = [_interview() for _ in range(6)]
    for count in range(10):
        for interview in interviews:
            await _publish(ground, tenant, interview, str(count))
    await relay.relay_batch()

    async def consume() -> None:
        consumer = _consumer(ground, group, {TOPIC: handle})
        while sum(map(len, received.values())) < 60:
            if not await consumer.consume_one():
                await asyncio.sleep(0.005)

    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(consume())
        tasks.create_task(consume())

    assert all(order == list(range(10)) for order in received.values())


_BACKLOG = """
    INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                              interview_id, at, version, correlation_id, payload)
    SELECT gen_random_uuid(), 'backlog', n, gen_random_uuid(), 't', n % 16, 'r', gen_random_uuid(),
           now(), 1, '', '{}'
    FROM generate_series(1, 2000) AS n
"""
_ROWS_READ = """
    SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'bus_delivery'
"""


@pytest.fixture
def quiet_database(worker_id: str) -> Iterator[TestDatabase]:
    """A database in which nothing has ever waited."""
    made = cloned_database(f"{worker_id}_quiet")
    yield made
    drop(made)


def test_a_backlog_is_not_read_completely_for_each_event(
    quiet_database: TestDatabase,
) -> None:
    with psycopg.connect(quiet_database.superuser_url, autocommit=True) as link:
        link.execute("VACUUM ANALYZE bus_delivery")  # what autovacuum does while nothing waits
        with link.transaction(force_rollback=True):
            for _ in range(8):  # until the plan is kept
                link.execute("SELECT * FROM bus_claim_delivery('backlog')")
            link.execute(_BACKLOG)
            before = link.execute(_ROWS_READ).fetchone()
            for _ in range(10):
                assert link.execute("SELECT * FROM bus_claim_delivery('backlog')").rowcount == 1
            after = link.execute(_ROWS_READ).fetchone()

    assert before is not None
    assert after is not None
    assert after[0] - before[0] < 2000
