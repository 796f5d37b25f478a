"""Reads Kafka for one group: stores messages for the group's consumer, then commits their offsets."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence, Set
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import structlog
from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra import metrics
from vivavoce.infra.database import Database
from vivavoce.infra.dead_letters import UNKNOWN_ORGANIZATION, UNREADABLE_MESSAGE
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.kafka.client import (
    KafkaClient,
    KafkaUnavailableError,
    load_kafka_errors,
    translate_kafka_errors,
)
from vivavoce.infra.kafka.messages import (
    UnreadableMessageError,
    derive_event_id,
    event_from_message,
)
from vivavoce.infra.outbox import compute_outbox_partition
from vivavoce.infra.tasks import WakeUpNotifier, raise_if_cancelled
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import EventId, IdGenerator, InterviewId, TenantId

_log = structlog.get_logger(__name__)

NO_TENANT_ID = UUID(int=0)
"""Tenant id of dead letters for messages without a known organization."""
_BATCH = 500
_POLL_TIMEOUT_MS = 1000
_RECONNECT_DELAY_S = 1.0
_COMMIT_S = 10.0
_FINAL_COMMIT_TIMEOUT_S = 2.0

_INSERT_DEAD_LETTER: LiteralString = """
    INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,
                             interview_id, at, version, correlation_id, payload, attempts, error)
    VALUES (%(tenant)s, %(id)s, %(group)s, 0, %(event)s, %(topic)s, 0, '', %(interview)s, %(at)s, 1, '',
            %(payload)s, 1, %(error)s)
"""
_IS_KNOWN: LiteralString = "SELECT bus_has_event(%(tenant)s, %(group)s, %(event)s) AS known"

Record = Any  # Any: aiokafka's record
FindKnownTenants = Callable[[Set[TenantId]], Awaitable[Set[TenantId]]]
"""Returns which of the given organizations exist here."""


async def accept_all_tenants(tenant_ids: Set[TenantId]) -> Set[TenantId]:
    """Treat every organization as known."""
    return tenant_ids


class KafkaGroupReader:
    """Reads a group's topics. An offset is committed only after the database has stored the event."""

    def __init__(
        self,
        kafka: KafkaClient,
        group: str,
        topics: Iterable[str],
        database: Database,
        delivery_notifier: WakeUpNotifier,
        tools: tuple[IdGenerator, Clock],
        find_known_tenants: FindKnownTenants = accept_all_tenants,
    ) -> None:
        self._kafka = kafka
        self._group = group
        self._topics = sorted(topics)
        self._database = database
        self._delivery_notifier = delivery_notifier
        self._ids, self._clock = tools
        self._find_known_tenants = find_known_tenants
        self._pending_commit: asyncio.Future[None] | None = None

    async def run(self) -> None:
        """Read until canceled; while Kafka is unavailable, retry every second."""
        is_away = False
        while True:
            raise_if_cancelled()
            try:
                await self._kafka.create_missing_topics(self._topics)
                async with self._kafka.open_consumer(self._group, self._topics) as consumer:
                    is_away = False
                    await self._read(consumer)
            except KafkaUnavailableError as away:
                if not is_away:
                    _log.warning(
                        "kafka.unavailable", group=self._group, code=away.code, kind=away.cause_name
                    )
                is_away = True
            await self._clock.sleep(_RECONNECT_DELAY_S)

    async def _read(self, consumer: Any) -> None:  # Any: aiokafka's consumer
        try:
            while True:
                raise_if_cancelled()
                await self.poll_once(consumer)
        finally:
            await self._finish_pending_commit()

    async def _finish_pending_commit(self) -> None:
        """Wait briefly for the pending commit; uncommitted messages are delivered again and recognized."""
        last, self._pending_commit = self._pending_commit, None
        if last is None:
            return
        await asyncio.wait({last}, timeout=_FINAL_COMMIT_TIMEOUT_S)
        if not last.done():
            last.cancel()
        elif not last.cancelled():
            last.exception()

    async def poll_once(self, consumer: Any) -> int:  # Any: aiokafka's consumer
        """Fetch messages, store them, start to commit their offsets; return the number of messages.

        The next messages do not wait for this commit; only the next commit does.
        """
        with translate_kafka_errors():
            batches = await consumer.getmany(timeout_ms=_POLL_TIMEOUT_MS, max_records=_BATCH)
        records = [record for part in batches.values() for record in part]
        if records:
            await failpoint("kafka.before_store")
            if await self.store_records(records):
                self._delivery_notifier.notify(self._group)
        if self._pending_commit is not None:
            acknowledging, self._pending_commit = self._pending_commit, None
            await acknowledging
        if records:
            offsets = {place: part[-1].offset + 1 for place, part in batches.items() if part}
            self._pending_commit = asyncio.ensure_future(self._commit_offsets(consumer, offsets))
            metrics.KAFKA_MESSAGES_READ.labels(self._group).inc(len(records))
        return len(records)

    async def store_records(self, records: Sequence[Record]) -> int:
        """Store messages and return how many are new to the group."""
        events = await self._only_known_tenants(await self._parse_records(records))
        try:
            return await self._store_events(events)
        except psycopg.DataError:
            # One of them cannot be stored: the others must not wait for it.
            return sum([await self._store_event_alone(event) for event in events])

    async def _parse_records(
        self, records: Sequence[Record]
    ) -> list[tuple[Record, IntegrationEvent]]:
        parsed: list[tuple[Record, IntegrationEvent]] = []
        for record in records:
            try:
                parsed.append(
                    (record, event_from_message(record.topic, record.value, record.headers))
                )
            except UnreadableMessageError as error:
                await self._reject_record(record, UNREADABLE_MESSAGE, str(error))
        return parsed

    async def _only_known_tenants(
        self, parsed: Sequence[tuple[Record, IntegrationEvent]]
    ) -> list[IntegrationEvent]:
        """Return the events of known organizations; reject the others, which no tenant could ever see."""
        known = await self._find_known_tenants({event.tenant_id for _, event in parsed})
        for record, event in parsed:
            if event.tenant_id not in known:
                await self._reject_record(
                    record, UNKNOWN_ORGANIZATION, "its organization does not exist here"
                )
        return [event for _, event in parsed if event.tenant_id in known]

    async def _store_events(self, events: Sequence[IntegrationEvent]) -> int:
        if not events:
            return 0
        rows = await self._database.execute(
            "SELECT bus_receive(%(group)s, %(topics)s, %(heard)s) AS new_count",
            {
                "group": self._group,
                "topics": self._topics,
                "heard": Jsonb([_event_to_row(event) for event in events]),
            },
        )
        return int(rows[0]["new_count"])

    async def _store_event_alone(self, event: IntegrationEvent) -> int:
        try:
            return await self._store_events([event])
        except psycopg.DataError:
            _log.warning("kafka.not_storable", group=self._group, topic=event.topic)
            await self._store_dead_letter(
                event.topic, event.id, UNREADABLE_MESSAGE, {"reason": "it cannot be stored"}
            )
            return 0

    async def _reject_record(self, record: Record, error: str, reason: str) -> None:
        """Store where a message is and why it was rejected, but not its content: Kafka still has it."""
        value = record.value or b""
        event_id = EventId(derive_event_id(record.topic, value))
        place = {"partition": record.partition, "offset": record.offset, "bytes": len(value)}
        _log.warning(
            "kafka.given_up", group=self._group, topic=record.topic, kind=error, reason=reason
        )
        await self._store_dead_letter(record.topic, event_id, error, {**place, "reason": reason})

    async def _store_dead_letter(
        self,
        topic: str,
        event_id: EventId,
        error: str,
        payload: dict[str, Any],  # Any: JSON
    ) -> None:
        nobody = TenantId(NO_TENANT_ID)
        params = {
            "tenant": nobody,
            "id": self._ids.new_id(),
            "group": self._group,
            "event": event_id,
            "topic": topic,
            "interview": InterviewId(NO_TENANT_ID),
            "at": self._clock.now(),
            "payload": Jsonb(payload),
            "error": error,
        }
        async with self._database.transaction(nobody) as connection:
            known = await (await connection.execute(_IS_KNOWN, params)).fetchone()
            if known and not known["known"]:
                await connection.execute(_INSERT_DEAD_LETTER, params)

    @staticmethod
    async def _commit_offsets(consumer: Any, offsets: dict[Any, int]) -> None:  # Any: aiokafka's
        await failpoint("kafka.before_acknowledge")
        # After a rebalance another reader owns the partitions: it gets the messages again and recognizes
        # them.
        with (
            translate_kafka_errors(),
            contextlib.suppress(
                load_kafka_errors().CommitFailedError, load_kafka_errors().IllegalStateError
            ),
        ):
            async with asyncio.timeout(_COMMIT_S):
                await consumer.commit(offsets)


def _event_to_row(event: IntegrationEvent) -> dict[str, Any]:  # Any: JSON
    return {
        "tenant_id": str(event.tenant_id),
        "event_id": str(event.id),
        "topic": event.topic,
        "partition": compute_outbox_partition(event.interview_id.bytes),
        "run_id": event.run_id,
        "interview_id": str(event.interview_id),
        "at": event.at.isoformat(),
        "version": event.version,
        "correlation_id": event.correlation_id,
        "payload": dict(event.payload),
    }
