"""Which bus carries the events: a broker that is absent, appears, is lost and comes back (ruling 15)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from confluent_kafka import Consumer as IndependentConsumer
from scripts.dev_broker import DevBroker, find_missing_broker_requirement
from tests.contract.bus.event_buses import Bus, EventCollector, fresh_interview, until
from tests.database import TestDatabase
from tests.infrastructure import Ground
from tests.kafka import kafka_at

from vivavoce.app.health import _check_kafka
from vivavoce.infra.bus import read_bus_mode
from vivavoce.infra.tasks import keep_running
from vivavoce.kernel.ids import TenantId

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.skipif(
        find_missing_broker_requirement() is not None, reason=str(find_missing_broker_requirement())
    ),
]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[DevBroker]:
    made = DevBroker(tmp_path / "broker")
    yield made
    made.kill()


@pytest.fixture
def bus(ground: Ground, bus_database: TestDatabase, broker: DevBroker) -> Bus:
    return Bus(ground, bus_database.superuser_url, kafka_at(broker.address))


@asynccontextmanager
async def one_run(bus: Bus, collector: EventCollector) -> AsyncIterator[None]:
    """One life of a platform's processes, supervised as the roles do it."""
    table = {bus.topic: [bus.group("all")]}
    bell = bus.ground.delivered
    steps = {
        "relay": bus._relay(table).run,
        "read": bus._reader(bus.group("all"), (bus.topic,), bell).run,
        "consume": bus._consumer(bus.group("all"), {bus.topic: collector}, bell).run,
    }
    async with asyncio.TaskGroup() as tasks:
        running = [
            tasks.create_task(keep_running(name, step, bus.ground.clock))
            for name, step in steps.items()
        ]
        try:
            yield
        finally:
            for task in running:
                task.cancel()


async def until_mode(bus: Bus, mode: str) -> None:
    for _ in range(600):
        if await read_bus_mode(bus.ground.database) == mode:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"the bus did not become {mode}")


async def health_of_kafka(bus: Bus) -> str:
    """Return what the health page says of Kafka, as a process with these parts would."""
    assert bus.kafka is not None
    on = SimpleNamespace(
        database=bus.ground.database,
        clock=bus.ground.clock,
        settings=SimpleNamespace(kafka_broker=bus.kafka.address),
    )
    return str((await _check_kafka(on))["status"])  # type: ignore[arg-type]


def on_the_topic(bus: Bus, count: int) -> list[str]:
    assert bus.kafka is not None
    settings = {"bootstrap.servers": bus.kafka.address, "group.id": "outside"}
    client = IndependentConsumer({**settings, "auto.offset.reset": "earliest"})
    client.subscribe([bus.topic])
    ids = []
    for _ in range(200):
        message = client.poll(0.1)
        if message is not None and message.error() is None:
            ids.append(dict(message.headers())["event-id"].decode())
        if len(set(ids)) >= count:
            break
    client.close()
    return ids


async def test_a_broker_that_appears_after_the_start_receives_the_events(
    bus: Bus, broker: DevBroker, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    async with one_run(bus, collector):
        for count in range(10):
            await bus.publish(tenant, interview, str(count))
        await until(lambda: len(collector.words) == 10)
        assert await read_bus_mode(bus.ground.database) == "local"

        await asyncio.to_thread(broker.start)
        await until_mode(bus, "kafka")
        for count in range(10, 20):
            await bus.publish(tenant, interview, str(count))
        await until(lambda: len(collector.words) >= 20)
        outside = await asyncio.to_thread(on_the_topic, bus, 20)
        await asyncio.sleep(0.5)

    assert collector.words == [str(count) for count in range(20)]
    assert list(dict.fromkeys(outside)) == [str(event.id) for event in collector.events]


@pytest.mark.soak
async def test_the_outbox_waits_while_the_broker_is_away_and_continues_afterwards(
    bus: Bus, broker: DevBroker, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    await asyncio.to_thread(broker.start)
    async with one_run(bus, collector):
        await until_mode(bus, "kafka")
        await bus.publish(tenant, interview, "0")
        await until(lambda: (collector.words, bus.count_delivered()) == (["0"], 1))
        await asyncio.to_thread(broker.kill)
        for count in range(1, 11):
            await bus.publish(tenant, interview, str(count))
        await asyncio.sleep(3)
        assert await read_bus_mode(bus.ground.database) == "kafka"
        assert await health_of_kafka(bus) == "ok"
        bus.age_pending_events()
        assert await health_of_kafka(bus) == "unavailable"
        assert (collector.words, bus.count_delivered()) == (["0"], 1)

        await asyncio.to_thread(broker.start)
        await until(lambda: len(collector.words) >= 11, at_most_s=60)
        await asyncio.sleep(0.5)

    assert collector.words == [str(count) for count in range(11)]


@pytest.mark.soak
async def test_unread_events_are_delivered_in_order_without_the_broker_after_a_restart(
    bus: Bus, broker: DevBroker, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    await asyncio.to_thread(broker.start)
    relay = bus._relay({bus.topic: [bus.group("all")]})
    await relay.activate()
    for word in ("told to kafka", "and read by nobody"):
        await bus.publish(tenant, interview, word)
    while await relay.relay_batch():
        pass
    await relay.close()
    assert bus.count_delivered() == 2
    await asyncio.to_thread(broker.kill)

    async with one_run(bus, collector):
        await until_mode(bus, "local")
        await bus.publish(tenant, interview, "said here")
        await until(lambda: len(collector.words) >= 3)
        await asyncio.to_thread(broker.start)
        await until_mode(bus, "kafka")
        await bus.publish(tenant, interview, "said there")
        await until(lambda: len(collector.words) >= 4)
        await asyncio.sleep(1)

    assert collector.words == ["told to kafka", "and read by nobody", "said here", "said there"]


async def test_without_a_configured_broker_no_event_waits_for_kafka(
    bus: Bus, tenant: TenantId, ground: Ground
) -> None:
    interview = fresh_interview()
    owing = bus._relay({bus.topic: [bus.group("all")]})
    await owing.activate()
    await bus.publish(tenant, interview, "owed")
    while await owing.relay_batch():
        pass
    kept = await ground.database.execute(
        "SELECT sum(kafka_backlog) AS kafka_backlog FROM outbox_retained()"
    )
    assert kept[0]["kafka_backlog"] >= 1

    bus.kafka = None
    plain = bus._relay({bus.topic: [bus.group("all")]})
    await plain.activate()

    kept = await ground.database.execute(
        "SELECT sum(kafka_backlog) AS kafka_backlog FROM outbox_retained()"
    )
    assert kept[0]["kafka_backlog"] == 0


@pytest.mark.soak
async def test_when_the_broker_is_replaced_the_old_relay_stops_and_no_event_is_lost(
    bus: Bus, broker: DevBroker, tenant: TenantId, tmp_path: Path
) -> None:
    collector, interview, table = (
        EventCollector(),
        fresh_interview(),
        {bus.topic: [bus.group("all")]},
    )
    another = DevBroker(tmp_path / "another", cluster="another-dev-broker-000")
    await asyncio.to_thread(broker.start)
    await asyncio.to_thread(another.start)
    old = bus._relay(table)
    await old.activate()
    await bus.publish(tenant, interview, "told to the old one, and read by nobody")
    assert await old.relay_batch() == 1

    bus.kafka = kafka_at(another.address)
    try:
        async with one_run(bus, collector):
            await until(lambda: len(collector.words) == 1)
            await bus.publish(tenant, interview, "told to the new one")
            assert await old.relay_batch() == 0
            await until(lambda: len(collector.words) == 2)
            outside = await asyncio.to_thread(on_the_topic, bus, 1)
    finally:
        await old.close()
        await asyncio.to_thread(another.kill)

    assert collector.words == ["told to the old one, and read by nobody", "told to the new one"]
    assert set(outside) == {str(collector.events[1].id)}
