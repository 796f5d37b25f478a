"""Both buses beside a FastStream consumer on the same Kafka; then kills and freezes, counted."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from faststream.kafka import KafkaBroker
from scripts.dev_broker import DevBroker, find_missing_broker_requirement
from tests.contract.bus.event_buses import Bus
from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.faults.kafka.event_loss import KilledBus
from tests.infrastructure import Ground, open_ground
from tests.kafka import kafka_at

from bench.measure import Figure, machine, percentile, report
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.kafka.client import KafkaClient
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId

RATE = 100


class Race:
    """Publishes, and notes when what was published is handled."""

    def __init__(self) -> None:
        self.committed: dict[str, float] = {}
        self.handled: dict[str, float] = {}

    async def handle(self, _: UnitOfWork, event: IntegrationEvent) -> None:
        self.handled[event.payload["words"]] = time.perf_counter()

    async def wait_for(self, count: int) -> None:
        while len(self.handled) < count:
            await asyncio.sleep(0.01)

    def delays(self) -> list[float]:
        return [(self.handled[key] - self.committed[key]) * 1000 for key in self.committed]


async def _ours(
    ground: Ground, database: TestDatabase, kafka: KafkaClient | None, seconds: int, backlog: int
) -> list[Figure]:
    name = "Kafka" if kafka else "PostgreSQL"
    tenant, race = fresh_tenant(), Race()
    bus = Bus(ground, database.superuser_url, kafka)

    async def publish(key: str, interview: InterviewId) -> None:
        await bus.publish(tenant, interview, key)
        race.committed[key] = time.perf_counter()

    async with bus.carrying({"bench": race.handle}, consumers=2):
        await publish("warm", InterviewId(uuid4()))
        await race.wait_for(1)
        race.committed.clear(), race.handled.clear()
        began = time.perf_counter()
        for count in range(RATE * seconds):
            await publish(f"paced-{count}", InterviewId(uuid4()))
            await asyncio.sleep(max(0.0, began + (count + 1) / RATE - time.perf_counter()))
        await race.wait_for(RATE * seconds)
    delays = race.delays()
    interviews = [InterviewId(uuid4()) for _ in range(200)]
    race.handled.clear()
    for count in range(backlog):
        await publish(f"backlog-{count}", interviews[count % 200])
    began = time.perf_counter()
    async with bus.carrying({"bench": race.handle}, consumers=2):
        await race.wait_for(backlog)
        drained = time.perf_counter() - began
    budget = 100 if kafka else 50
    return [
        Figure(f"{name}: commit to handler, p50", percentile(delays, 0.5), "ms"),
        Figure(f"{name}: commit to handler, p95", percentile(delays, 0.95), "ms", budget=budget),
        Figure(f"{name}: drain, outbox to effect", backlog / drained, "events/s", True),
    ]


async def _faststream(kafka: KafkaClient, seconds: int, backlog: int) -> list[Figure]:
    """The peer: the same Kafka and envelope, but no outbox, no inbox and no transaction."""
    topic, group = f"bench.peer-{uuid4().hex}", uuid4().hex
    await kafka.create_missing_topics([topic])
    sent: dict[str, float] = {}
    heard: dict[str, float] = {}
    producer = await kafka.start_producer()

    async def say(key: str) -> None:
        words = json.dumps({"eventType": topic, "payload": {"words": key}}).encode()
        sent[key] = time.perf_counter()
        await producer.send(topic, words, key=key.encode())

    @asynccontextmanager
    async def listening() -> AsyncIterator[None]:
        broker = KafkaBroker(kafka.address, logger=None)

        @broker.subscriber(topic, group_id=group, auto_offset_reset="earliest")
        async def hear(message: dict) -> None:
            heard[message["payload"]["words"]] = time.perf_counter()

        await broker.start()
        try:
            yield
        finally:
            await broker.stop()

    async def all_of(count: int) -> None:
        while len(heard) < count:
            await asyncio.sleep(0.01)

    try:
        async with listening():
            await say("warm")
            await all_of(1)
            sent.clear(), heard.clear()
            began = time.perf_counter()
            for count in range(RATE * seconds):
                await say(f"paced-{count}")
                await asyncio.sleep(max(0.0, began + (count + 1) / RATE - time.perf_counter()))
            await all_of(RATE * seconds)
        delays = [(heard[key] - sent[key]) * 1000 for key in sent]
        heard.clear()
        for count in range(backlog):
            await say(f"backlog-{count}")
        await producer.flush()
        began = time.perf_counter()
        async with listening():
            await all_of(backlog)
            drained = time.perf_counter() - began
    finally:
        await producer.stop()
    return [
        Figure(
            "FastStream (no outbox, no inbox): send to handler, p50", percentile(delays, 0.5), "ms"
        ),
        Figure(
            "FastStream (no outbox, no inbox): send to handler, p95", percentile(delays, 0.95), "ms"
        ),
        Figure(
            "FastStream (no outbox, no inbox): drain, Kafka to handler",
            backlog / drained,
            "events/s",
            True,
        ),
    ]


@contextlib.asynccontextmanager
async def _stage(broker: DevBroker, folder: Path) -> AsyncIterator[KilledBus]:
    database = cloned_database("bench_kafka")
    try:
        with psycopg.connect(database.superuser_url, autocommit=True) as link:
            link.execute(
                "CREATE TABLE effect (position bigint GENERATED ALWAYS AS IDENTITY, tenant_id uuid,"
                " interview_id uuid, words integer)"
            )
            link.execute("GRANT INSERT ON effect TO vivavoce_app")
        async with open_ground(database.app_url, KEYS) as ground:
            killed_bus = KilledBus(ground, database, broker.address, folder, broker)
            yield killed_bus
            killed_bus.close()
    finally:
        drop(database)


async def _kills(broker: DevBroker, folder: Path, rounds: int) -> None:
    """Kill relay, reader and broker again and again under load, and count."""
    print(
        f"\n## kill -9 under load, {rounds} rounds of relay, reader, broker\n{machine()}",
        flush=True,
    )
    async with _stage(broker, folder) as killed_bus:
        killed_bus.start("relay")
        killed_bus.start("hear")
        publishing = asyncio.ensure_future(killed_bus.publish(rounds * 400, pause_s=0.01))
        for _ in range(rounds):
            for who in ("relay", "hear"):
                await asyncio.sleep(1.5)
                killed_bus.kill(who)
                killed_bus.start(who)
            await asyncio.sleep(1.0)
            await asyncio.to_thread(broker.kill)
            await asyncio.to_thread(broker.start)
        await publishing
        print(f"  {3 * rounds} kills: {await killed_bus.settled(at_most_s=120)}", flush=True)


async def _freezes(broker: DevBroker, folder: Path, times: int) -> None:
    """Freeze one of two relays with a backlog, and see how long the longest wait becomes."""
    print(f"\n## SIGSTOP of one of two relays, {times} times\n{machine()}", flush=True)
    stalls = []
    async with _stage(broker, folder) as killed_bus:
        killed_bus.start("relay")
        killed_bus.start("second", "relay")
        killed_bus.start("hear")
        await killed_bus.publish(24)
        await killed_bus.settled()
        for turn in range(times):
            publishing = asyncio.ensure_future(killed_bus.publish(120, pause_s=0.004))
            await asyncio.sleep(0.2)
            frozen = ("relay", "second")[turn % 2]
            began = time.perf_counter()
            killed_bus.signal(frozen, signal.SIGSTOP)
            await publishing
            balance = await killed_bus.settled(at_most_s=40)
            stalls.append(time.perf_counter() - began - 1.5)
            killed_bus.signal(frozen, signal.SIGCONT)
            if balance.lost:
                print(f"  freeze {turn + 1}: {balance}", flush=True)
        await killed_bus.publish(24)
        print(f"  after all: {await killed_bus.settled()}", flush=True)
    print(
        "  from the freeze until every effect is there, also of what is said meanwhile: "
        f"p50 {percentile(stalls, 0.5):.1f} s, worst {max(stalls):.1f} s (bar: 5 s)",
        flush=True,
    )


async def main(*, quick: bool = False) -> None:
    if lacking := find_missing_broker_requirement():
        print(f"\n## Kafka\nnot measured: {lacking}")
        return
    seconds, backlog = (3, 500) if quick else (10, 3000)
    with tempfile.TemporaryDirectory(prefix="vivavoce-bench-") as folder:
        broker = DevBroker(Path(folder) / "broker")
        broker.start()
        kafka = kafka_at(broker.address)
        database = cloned_database("bench")
        try:
            async with open_ground(database.app_url, KEYS, max_size=12) as ground:

                async def run() -> list[Figure]:
                    return [
                        *await _ours(ground, database, None, seconds, backlog),
                        *await _ours(ground, database, kafka, seconds, backlog),
                        *await _faststream(kafka, seconds, backlog),
                    ]

                method = (
                    f"{RATE} events/s for {seconds} s, then {backlog} events of 200 interviews waiting; outbox,"
                    " relay, reader and two consumers in one process, PostgreSQL with fsync on, one Kafka broker"
                    " on the same machine. The peer has neither outbox nor inbox nor transaction: what it does"
                    " without is what the difference buys."
                )
                await report(
                    "Outbox to effect on both buses, beside FastStream",
                    method,
                    run,
                    runs=1 if quick else 3,
                )
            await _kills(broker, Path(folder), 1 if quick else 4)
            await _freezes(broker, Path(folder), 3 if quick else 20)
        finally:
            drop(database)
            broker.kill()


if __name__ == "__main__":
    asyncio.run(main())
