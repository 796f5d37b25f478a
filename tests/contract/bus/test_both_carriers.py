"""What a bus must do, whoever carries the events: one suite for PostgreSQL and for Kafka."""

from __future__ import annotations

import asyncio

import psycopg
import pytest
from tests.contract.bus.carriers import Bus, Ear, fresh_interview, until
from tests.database import fresh_tenant

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.dead_letters import list_dead_letters, replay_dead_letter
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId


async def test_every_group_hears_every_event_once_and_in_order(bus: Bus, tenant: TenantId) -> None:
    one, two, interviews = Ear(), Ear(), [fresh_interview() for _ in range(4)]
    async with bus.carrying({"one": one, "two": two}):
        for count in range(40):
            await bus.say(tenant, interviews[count % 4], str(count))
        await until(lambda: len(one.words) >= 40 and len(two.words) >= 40)
        await asyncio.sleep(0.3)

    for ear in (one, two):
        assert len(ear.words) == 40
        assert [ear.of(each) for each in interviews] == [
            [str(count) for count in range(start, 40, 4)] for start in range(4)
        ]


async def test_what_was_said_before_anybody_listened_is_heard(bus: Bus, tenant: TenantId) -> None:
    ear, interview = Ear(), fresh_interview()
    for word in ("first", "second"):
        await bus.say(tenant, interview, word)

    async with bus.carrying({"late": ear}):
        await until(lambda: len(ear.words) >= 2)

    assert ear.words == ["first", "second"]


async def _say_then_fail(bus: Bus, tenant: TenantId, interview: InterviewId) -> None:
    async with bus.ground.open_work(tenant) as work:
        await bus.say_in(work, interview, "phantom")
        await work.execute("SELECT 1 / 0")


async def test_an_event_of_a_rolled_back_transaction_is_never_heard(
    bus: Bus, tenant: TenantId
) -> None:
    ear, interview = Ear(), fresh_interview()
    with pytest.raises(psycopg.errors.DivisionByZero):
        await _say_then_fail(bus, tenant, interview)

    async with bus.carrying({"all": ear}):
        await bus.say(tenant, interview, "real")
        await until(lambda: bool(ear.words))
        await asyncio.sleep(0.3)

    assert ear.words == ["real"]


async def test_an_event_told_twice_has_its_effect_once(bus: Bus, tenant: TenantId) -> None:
    ear, interview = Ear(), fresh_interview()
    async with bus.carrying({"all": ear}):
        await bus.say(tenant, interview, "once")
        await until(lambda: bool(ear.words) and bus.told() == 1)
        bus.tell_again()
        await until(lambda: bus.told() == 1)
        await bus.say(tenant, interview, "after")
        await until(lambda: "after" in ear.words)
        await asyncio.sleep(0.3)

    assert ear.words == ["once", "after"]


async def test_an_event_is_everything_that_was_said(bus: Bus, tenant: TenantId) -> None:
    ear, interview = Ear(), fresh_interview()
    async with bus.carrying({"all": ear}):
        await bus.say(tenant, interview, 'Zoë said: "\u2603 \\u0000 \n"')
        await until(lambda: bool(ear.words))

    (event,) = ear.events
    assert (event.tenant_id, event.interview_id) == (tenant, interview)
    assert (event.run_id, event.topic, event.correlation_id) == ("run_1", bus.topic, "corr-1")
    assert (event.version, event.payload) == (1, {"words": 'Zoë said: "\u2603 \\u0000 \n"'})


async def test_a_handler_that_fails_is_asked_again_and_leaves_no_half_effect(
    bus: Bus, tenant: TenantId
) -> None:
    tries: list[int] = []

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        await bus.say_in(work, event.interview_id, "effect", topic="test.effects")
        tries.append(1)
        if len(tries) == 1:
            raise ValueError

    async with bus.carrying({"all": handle}):
        await bus.say(tenant, fresh_interview(), "try")
        await until(lambda: len(tries) == 2 and bus.waiting("all") == 0)

    async with bus.ground.open_work(tenant) as work:
        rows = await work.fetch_all("SELECT 1 FROM outbox WHERE topic = 'test.effects'")
    assert len(rows) == 1


async def test_a_poison_event_delays_only_its_own_interview_and_can_be_replayed(
    bus: Bus, tenant: TenantId
) -> None:
    ear, poisoned, is_mended = Ear(), fresh_interview(), False

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        if event.payload["words"] == "poison" and not is_mended:
            raise ValueError
        await ear(work, event)

    others = [fresh_interview() for _ in range(20)]
    async with bus.carrying({"all": handle}):
        await bus.say(tenant, poisoned, "poison")
        await bus.say(tenant, poisoned, "after poison")
        for other in others:
            await bus.say(tenant, other, "healthy")
        await until(lambda: len(ear.words) == 20)
        assert ear.of(poisoned) == []

        bus.hurry("all")
        await until(lambda: ear.of(poisoned) == ["after poison"])
        async with bus.ground.open_work(tenant) as work:
            (letter,) = await list_dead_letters(work)
        assert (letter.topic, letter.attempts, letter.error) == (bus.topic, 6, "ValueError")

        is_mended = True
        async with bus.ground.open_work(tenant) as work:
            await replay_dead_letter(work, letter.id)
        await until(lambda: ear.of(poisoned) == ["after poison", "poison"])


async def test_two_relays_and_two_consumers_of_a_group_keep_the_order_of_each_interview(
    bus: Bus, tenant: TenantId
) -> None:
    ear, interviews = Ear(), [fresh_interview() for _ in range(8)]

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        await work.execute("SELECT pg_sleep(0.001)")
        await ear(work, event)

    async with bus.carrying({"all": handle}, consumers=2, relays=2):
        for count in range(15):
            for interview in interviews:
                await bus.say(tenant, interview, str(count))
        await until(lambda: len(ear.words) >= 120)

    assert [ear.of(one) for one in interviews] == [[str(n) for n in range(15)]] * 8


async def test_the_order_of_an_interview_holds_over_topics(bus: Bus, tenant: TenantId) -> None:
    ear, interview = Ear(), fresh_interview()
    topics = (bus.topic, f"{bus.topic}-b", f"{bus.topic}-c")
    async with bus.carrying({"all": ear}, topics=topics, consumers=2):
        for count in range(45):
            await bus.say(tenant, interview, str(count), topic=topics[count % 3])
        await until(lambda: len(ear.words) >= 45)

    assert ear.words == [str(count) for count in range(45)]


async def test_organisations_share_the_bus_and_nothing_else(bus: Bus) -> None:
    ear, interview = Ear(), fresh_interview()
    mine, theirs = fresh_tenant(), fresh_tenant()

    async def handle(work: UnitOfWork, event: IntegrationEvent) -> None:
        rows = await work.fetch_all("SELECT DISTINCT tenant_id FROM outbox")
        assert [row["tenant_id"] for row in rows] == [event.tenant_id]
        await ear(work, event)

    async with bus.carrying({"all": handle}):
        await bus.say(mine, interview, "mine")
        await bus.say(theirs, interview, "theirs")
        await until(lambda: len(ear.words) == 2)

    assert {event.payload["words"]: event.tenant_id for event in ear.events} == {
        "mine": mine,
        "theirs": theirs,
    }
