"""The contract of an event bus, for PostgreSQL and for Kafka."""

from __future__ import annotations

import asyncio

import psycopg
import pytest
from tests.contract.bus.event_buses import Bus, EventCollector, fresh_interview, until
from tests.database import fresh_tenant

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.dead_letters import list_dead_letters, replay_dead_letter
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId


async def test_every_group_receives_every_event_once_and_in_order(
    bus: Bus, tenant: TenantId
) -> None:
    one, two, interviews = EventCollector(), EventCollector(), [fresh_interview() for _ in range(4)]
    async with bus.carrying({"one": one, "two": two}):
        for count in range(40):
            await bus.publish(tenant, interviews[count % 4], str(count))
        await until(lambda: len(one.words) >= 40 and len(two.words) >= 40)
        await asyncio.sleep(0.3)

    for collector in (one, two):
        assert len(collector.words) == 40
        assert [collector.of(each) for each in interviews] == [
            [str(count) for count in range(start, 40, 4)] for start in range(4)
        ]


async def test_an_event_published_before_any_consumer_started_is_delivered(
    bus: Bus, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    for word in ("first", "second"):
        await bus.publish(tenant, interview, word)

    async with bus.carrying({"late": collector}):
        await until(lambda: len(collector.words) >= 2)

    assert collector.words == ["first", "second"]


async def _say_then_fail(bus: Bus, tenant: TenantId, interview: InterviewId) -> None:
    async with bus.ground.open_work(tenant) as work:
        await bus.publish_in(work, interview, "phantom")
        await work.execute("SELECT 1 / 0")


async def test_an_event_of_a_rolled_back_transaction_is_never_delivered(
    bus: Bus, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    with pytest.raises(psycopg.errors.DivisionByZero):
        await _say_then_fail(bus, tenant, interview)

    async with bus.carrying({"all": collector}):
        await bus.publish(tenant, interview, "real")
        await until(lambda: bool(collector.words))
        await asyncio.sleep(0.3)

    assert collector.words == ["real"]


async def test_an_event_delivered_twice_takes_effect_once(bus: Bus, tenant: TenantId) -> None:
    collector, interview = EventCollector(), fresh_interview()
    async with bus.carrying({"all": collector}):
        await bus.publish(tenant, interview, "once")
        await until(lambda: bool(collector.words) and bus.count_delivered() == 1)
        bus.republish()
        await until(lambda: bus.count_delivered() == 1)
        await bus.publish(tenant, interview, "after")
        await until(lambda: "after" in collector.words)
        await asyncio.sleep(0.3)

    assert collector.words == ["once", "after"]


async def test_an_event_arrives_with_all_its_fields(bus: Bus, tenant: TenantId) -> None:
    collector, interview = EventCollector(), fresh_interview()
    async with bus.carrying({"all": collector}):
        await bus.publish(tenant, interview, 'Zoë said: "\u2603 \\u0000 \n"')
        await until(lambda: bool(collector.words))

    (event,) = collector.events
    assert (event.tenant_id, event.interview_id) == (tenant, interview)
    assert (event.run_id, event.topic, event.correlation_id) == ("run_1", bus.topic, "corr-1")
    assert (event.version, event.payload) == (1, {"words": 'Zoë said: "\u2603 \\u0000 \n"'})


async def test_a_failing_handler_is_retried_and_leaves_no_partial_effect(
    bus: Bus, tenant: TenantId
) -> None:
    tries: list[int] = []

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        await bus.publish_in(work, event.interview_id, "effect", topic="test.effects")
        tries.append(1)
        if len(tries) == 1:
            raise ValueError

    async with bus.carrying({"all": handle}):
        await bus.publish(tenant, fresh_interview(), "try")
        await until(lambda: len(tries) == 2 and bus.waiting("all") == 0)

    async with bus.ground.open_work(tenant) as work:
        rows = await work.fetch_all("SELECT 1 FROM outbox WHERE topic = 'test.effects'")
    assert len(rows) == 1


async def test_a_poison_event_delays_only_its_own_interview_and_can_be_replayed(
    bus: Bus, tenant: TenantId
) -> None:
    collector, poisoned, is_mended = EventCollector(), fresh_interview(), False

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        if event.payload["words"] == "poison" and not is_mended:
            raise ValueError
        await collector(work, event)

    others = [fresh_interview() for _ in range(20)]
    async with bus.carrying({"all": handle}):
        await bus.publish(tenant, poisoned, "poison")
        await bus.publish(tenant, poisoned, "after poison")
        for other in others:
            await bus.publish(tenant, other, "healthy")
        await until(lambda: len(collector.words) == 20)
        assert collector.of(poisoned) == []

        bus.hurry("all")
        await until(lambda: collector.of(poisoned) == ["after poison"])
        async with bus.ground.open_work(tenant) as work:
            (dead_letter,) = await list_dead_letters(work)
        assert (dead_letter.topic, dead_letter.attempts, dead_letter.error) == (
            bus.topic,
            6,
            "ValueError",
        )

        is_mended = True
        async with bus.ground.open_work(tenant) as work:
            await replay_dead_letter(work, dead_letter.id)
        await until(lambda: collector.of(poisoned) == ["after poison", "poison"])


async def test_two_relays_and_two_consumers_of_a_group_keep_the_order_of_each_interview(
    bus: Bus, tenant: TenantId
) -> None:
    collector, interviews = EventCollector(), [fresh_interview() for _ in range(8)]

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        await work.execute("SELECT pg_sleep(0.001)")
        await collector(work, event)

    async with bus.carrying({"all": handle}, consumers=2, relays=2):
        for count in range(15):
            for interview in interviews:
                await bus.publish(tenant, interview, str(count))
        await until(lambda: len(collector.words) >= 120)

    assert [collector.of(one) for one in interviews] == [[str(n) for n in range(15)]] * 8


async def test_the_order_of_an_interview_is_kept_across_topics(bus: Bus, tenant: TenantId) -> None:
    collector, interview = EventCollector(), fresh_interview()
    topics = (bus.topic, f"{bus.topic}-b", f"{bus.topic}-c")
    async with bus.carrying({"all": collector}, topics=topics, consumers=2):
        for count in range(45):
            await bus.publish(tenant, interview, str(count), topic=topics[count % 3])
        await until(lambda: len(collector.words) >= 45)

    assert collector.words == [str(count) for count in range(45)]


async def test_an_event_reaches_only_the_organization_it_belongs_to(bus: Bus) -> None:
    collector, interview = EventCollector(), fresh_interview()
    mine, theirs = fresh_tenant(), fresh_tenant()

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        rows = await work.fetch_all("SELECT DISTINCT tenant_id FROM outbox")
        assert [row["tenant_id"] for row in rows] == [event.tenant_id]
        await collector(work, event)

    async with bus.carrying({"all": handle}):
        await bus.publish(mine, interview, "mine")
        await bus.publish(theirs, interview, "theirs")
        await until(lambda: len(collector.words) == 2)

    assert {event.payload["words"]: event.tenant_id for event in collector.events} == {
        "mine": mine,
        "theirs": theirs,
    }
