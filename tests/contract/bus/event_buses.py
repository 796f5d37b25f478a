"""Both event buses behind one harness, so that one test suite covers them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import uuid4  # noqa: TID251 - fresh names

import psycopg
from tests.infrastructure import Ground

from vivavoce.contracts.envelope import EventPayload, IntegrationEvent
from vivavoce.infra.bus import EventConsumer, EventHandler, OutboxRelay, read_bus_mode
from vivavoce.infra.kafka.client import KafkaClient
from vivavoce.infra.kafka.reader import FindKnownTenants, KafkaGroupReader, accept_all_tenants
from vivavoce.infra.kafka.relay import KafkaOutboxRelay
from vivavoce.infra.tasks import WakeUpBroadcast, WakeUpNotifier, WakeUpSignal
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId

PATIENCE_S = 90.0


def payload_of(topic: str) -> type[EventPayload]:
    """Return a payload with a topic of its own, since all tests share one Kafka."""
    name = topic

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Said(EventPayload):
        topic: ClassVar[str] = name
        words: str

    return Said


@dataclass(slots=True)
class Bus:
    """A bus under test. ``kafka`` is None for the local one."""

    ground: Ground
    superuser_url: str
    kafka: KafkaClient | None
    topic: str = field(default_factory=lambda: f"test.said-{uuid4().hex}")
    known: FindKnownTenants = accept_all_tenants
    _known: dict[str, str] = field(default_factory=dict)

    def group(self, name: str) -> str:
        """Return the full name of a group of this test."""
        return self._known.setdefault(name, f"{name}-{uuid4().hex[:12]}")

    async def publish(
        self, tenant: TenantId, interview: InterviewId, words: str, **more: str
    ) -> None:
        """Publish an event in a transaction of its own."""
        async with self.ground.open_work(tenant, correlation_id="corr-1") as work:
            await self.publish_in(work, interview, words, **more)

    async def publish_in(
        self, work: UnitOfWork, interview: InterviewId, words: str, *, topic: str = ""
    ) -> None:
        payload = payload_of(topic or self.topic)(words=words)  # type: ignore[call-arg]
        await work.publish(payload, run_id="run_1", interview_id=interview)

    @asynccontextmanager
    async def carrying(
        self,
        groups: Mapping[str, EventHandler],
        *,
        consumers: int = 1,
        topics: tuple[str, ...] = (),
        relays: int = 1,
    ) -> AsyncIterator[None]:
        """Run relay, readers and consumers of ``groups`` (by their short names)."""
        topics = topics or (self.topic,)
        named = {self.group(name): handle for name, handle in groups.items()}
        table = {topic: list(named) for topic in topics}
        delivered = WakeUpBroadcast()
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(self._relay(table, delivered).run()) for _ in range(relays)
            ]
            for group, handle in named.items():
                for _ in range(consumers):
                    signal = delivered.subscribe(group)
                    consumer = self._consumer(group, dict.fromkeys(topics, handle), signal)
                    running.append(tasks.create_task(consumer.run()))
                if self.kafka is not None:
                    reader = self._reader(group, topics, delivered)
                    running.append(tasks.create_task(reader.run()))
            try:
                await self._until_carried()
                yield
                # Whoever was to be tested has carried it: a bus that fell back would pass all the same.
                assert await read_bus_mode(self.ground.database) == (
                    "kafka" if self.kafka else "local"
                )
            finally:
                for task in running:
                    task.cancel()

    async def _until_carried(self) -> None:
        wanted = "kafka" if self.kafka else "local"
        for _ in range(300):
            if await read_bus_mode(self.ground.database) == wanted:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"the bus did not become {wanted}")

    def republish(self) -> None:
        """Have everything of the topic told once more, as after a crash before the mark."""
        with psycopg.connect(self.superuser_url, autocommit=True) as link:
            link.execute("UPDATE outbox SET published_at = NULL WHERE topic = %s", (self.topic,))
        self.ground.outbox_signal.notify()

    def age_pending_events(self) -> None:
        """Have what waits to be told wait for a minute already."""
        with psycopg.connect(self.superuser_url, autocommit=True) as link:
            link.execute(
                "UPDATE outbox SET at = at - interval '1 minute' WHERE published_at IS NULL"
            )

    def count_delivered(self) -> int:
        """Return how many events of the topic were handed on."""
        return self._count(
            "SELECT count(*) FROM outbox WHERE topic = %s AND published_at IS NOT NULL", self.topic
        )

    def waiting(self, name: str) -> int:
        """Return how many deliveries a group still has."""
        return self._count(
            "SELECT count(*) FROM bus_delivery WHERE group_name = %s", self.group(name)
        )

    def hurry(self, name: str) -> None:
        """Leave a failing event its last try, now."""
        with psycopg.connect(self.superuser_url, autocommit=True) as link:
            link.execute(
                "UPDATE bus_delivery SET attempts = 5, next_attempt_at = now() WHERE group_name = %s"
                " AND attempts > 0",
                (self.group(name),),
            )

    def _count(self, query: str, value: str) -> int:
        with psycopg.connect(self.superuser_url, autocommit=True) as link:
            row = link.execute(query, (value,)).fetchone()  # type: ignore[arg-type]
            return int(row[0]) if row else 0

    def _relay(
        self, table: Mapping[str, list[str]], delivered: WakeUpNotifier | None = None
    ) -> OutboxRelay | KafkaOutboxRelay:
        on = self.ground
        delivered = delivered or on.delivered
        if self.kafka is None:
            return OutboxRelay(on.database, table, on.outbox_signal, delivered)
        return KafkaOutboxRelay(
            self.kafka, on.database, table, (on.outbox_signal, delivered), (on.ids, on.clock)
        )

    def _reader(
        self, group: str, topics: tuple[str, ...], delivered: WakeUpNotifier
    ) -> KafkaGroupReader:
        assert self.kafka is not None
        on = self.ground
        tools = (on.ids, on.clock)
        return KafkaGroupReader(
            self.kafka, group, topics, on.database, delivered, tools, self.known
        )

    def _consumer(
        self, group: str, handlers: Mapping[str, EventHandler], signal: WakeUpSignal
    ) -> EventConsumer:
        on = self.ground
        signals = (signal, on.outbox_signal)
        return EventConsumer(group, handlers, on.database, on.open_work, on.ids, on.clock, signals)


class EventCollector:
    """Remembers what a group heard, in order, and whose it was."""

    def __init__(self) -> None:
        self.events: list[IntegrationEvent] = []

    async def __call__(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        assert work.tenant_id == event.tenant_id
        self.events.append(event)

    @property
    def words(self) -> list[str]:
        return [event.payload["words"] for event in self.events]

    def of(self, interview: InterviewId) -> list[str]:
        return [one.payload["words"] for one in self.events if one.interview_id == interview]


async def until(is_so: Callable[[], bool], *, at_most_s: float = PATIENCE_S) -> None:
    """Wait until something is so."""
    end = time.monotonic() + at_most_s
    while not is_so() and time.monotonic() < end:  # noqa: ASYNC110 - it happens elsewhere
        await asyncio.sleep(0.02)
    assert is_so()


def fresh_interview() -> InterviewId:
    return InterviewId(uuid4())
