"""A group's ear on Kafka: what it hears is written down for the group's consumer, then acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence, Set
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import structlog
from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import Event
from vivavoce.infra import metrics
from vivavoce.infra.database import Database
from vivavoce.infra.dead_letters import UNREADABLE, UNSOLICITED
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.kafka.broker import Kafka, KafkaAway, as_away
from vivavoce.infra.kafka.library import errors
from vivavoce.infra.kafka.messages import Unreadable, foreign_id, to_event
from vivavoce.infra.outbox import partition_of
from vivavoce.infra.tasks import Rings, stop_if_told
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import EventId, Ids, InterviewId, TenantId

_log = structlog.get_logger(__name__)

NOBODY = UUID(int=0)
"""Whose dead letters are messages of no organisation here."""
_BATCH = 500
_WAIT_MS = 1000
_AGAIN_S = 1.0
_COMMIT_S = 10.0
_LAST_WORD_S = 2.0

_LETTER: LiteralString = """
    INSERT INTO dead_letter (tenant_id, id, group_name, position, event_id, topic, partition, run_id,
                             interview_id, at, version, correlation_id, payload, attempts, error)
    VALUES (%(tenant)s, %(id)s, %(group)s, 0, %(event)s, %(topic)s, 0, '', %(interview)s, %(at)s, 1, '',
            %(payload)s, 1, %(error)s)
"""
_IS_KNOWN: LiteralString = "SELECT bus_knows(%(tenant)s, %(group)s, %(event)s) AS known"

Record = Any  # Any: aiokafka's record
Known = Callable[[Set[TenantId]], Awaitable[Set[TenantId]]]
"""Which of some organisations there are here."""


async def everybody(asked: Set[TenantId]) -> Set[TenantId]:
    """Take every organisation for known."""
    return asked


class Reader:
    """Hears a group's topics. An event is acknowledged when the database has it, never before."""

    def __init__(
        self,
        kafka: Kafka,
        group: str,
        topics: Iterable[str],
        database: Database,
        delivered: Rings,
        tools: tuple[Ids, Clock],
        known: Known = everybody,
    ) -> None:
        self._kafka = kafka
        self._group = group
        self._topics = sorted(topics)
        self._database = database
        self._delivered = delivered
        self._ids, self._clock = tools
        self._known = known
        self._acknowledging: asyncio.Future[None] | None = None

    async def run(self) -> None:
        """Read until cancelled; while Kafka is away, look for it every second."""
        is_away = False
        while True:
            stop_if_told()
            try:
                await self._kafka.make_topics(self._topics)
                async with self._kafka.consumer(self._group, self._topics) as consumer:
                    is_away = False
                    await self._read(consumer)
            except KafkaAway as away:
                if not is_away:
                    _log.warning("kafka.away", group=self._group, code=away.code, kind=away.cause)
                is_away = True
            await self._clock.sleep(_AGAIN_S)

    async def _read(self, consumer: Any) -> None:  # Any: aiokafka's consumer
        try:
            while True:
                stop_if_told()
                await self.read_once(consumer)
        finally:
            await self._end_acknowledging()

    async def _end_acknowledging(self) -> None:
        """Give what was begun a moment; what is not acknowledged is heard again, and known."""
        last, self._acknowledging = self._acknowledging, None
        if last is None:
            return
        await asyncio.wait({last}, timeout=_LAST_WORD_S)
        if not last.done():
            last.cancel()
        elif not last.cancelled():
            last.exception()

    async def read_once(self, consumer: Any) -> int:  # Any: aiokafka's consumer
        """Hear what there is, write it down, begin to acknowledge it; return how many messages that was.

        The next messages do not wait for the acknowledgement of these, only its successor does.
        """
        with as_away():
            found = await consumer.getmany(timeout_ms=_WAIT_MS, max_records=_BATCH)
        records = [record for part in found.values() for record in part]
        if records:
            await failpoint("kafka.before_keep")
            if await self.keep(records):
                self._delivered.ring(self._group)
        if self._acknowledging is not None:
            acknowledging, self._acknowledging = self._acknowledging, None
            await acknowledging
        if records:
            offsets = {place: part[-1].offset + 1 for place, part in found.items() if part}
            self._acknowledging = asyncio.ensure_future(self._acknowledge(consumer, offsets))
            metrics.KAFKA_HEARD.labels(self._group).inc(len(records))
        return len(records)

    async def keep(self, records: Sequence[Record]) -> int:
        """Write messages down and return how many are news to the group."""
        events = await self._of_organisations_here(await self._readable(records))
        try:
            return await self._receive(events)
        except psycopg.DataError:
            # One of them cannot be kept: the others must not wait for it.
            return sum([await self._receive_alone(event) for event in events])

    async def _readable(self, records: Sequence[Record]) -> list[tuple[Record, Event]]:
        found: list[tuple[Record, Event]] = []
        for record in records:
            try:
                found.append((record, to_event(record.topic, record.value, record.headers)))
            except Unreadable as error:
                await self._give_up(record, UNREADABLE, str(error))
        return found

    async def _of_organisations_here(self, heard: Sequence[tuple[Record, Event]]) -> list[Event]:
        """Return the events whose organisation there is; nobody would ever look for the others."""
        known = await self._known({event.tenant_id for _, event in heard})
        for record, event in heard:
            if event.tenant_id not in known:
                await self._give_up(record, UNSOLICITED, "its organisation is not known here")
        return [event for _, event in heard if event.tenant_id in known]

    async def _receive(self, events: Sequence[Event]) -> int:
        if not events:
            return 0
        rows = await self._database.call(
            "SELECT bus_receive(%(group)s, %(topics)s, %(heard)s) AS fresh",
            {
                "group": self._group,
                "topics": self._topics,
                "heard": Jsonb([_row(event) for event in events]),
            },
        )
        return int(rows[0]["fresh"])

    async def _receive_alone(self, event: Event) -> int:
        try:
            return await self._receive([event])
        except psycopg.DataError:
            _log.warning("kafka.unkeepable", group=self._group, topic=event.topic)
            await self._letter(event.topic, event.id, UNREADABLE, {"reason": "it cannot be kept"})
            return 0

    async def _give_up(self, record: Record, error: str, reason: str) -> None:
        """Keep where a message is and why nobody hears it, not what it says: Kafka still has it."""
        value = record.value or b""
        event_id = EventId(foreign_id(record.topic, value))
        place = {"partition": record.partition, "offset": record.offset, "bytes": len(value)}
        _log.warning(
            "kafka.given_up", group=self._group, topic=record.topic, kind=error, reason=reason
        )
        await self._letter(record.topic, event_id, error, {**place, "reason": reason})

    async def _letter(
        self,
        topic: str,
        event_id: EventId,
        error: str,
        payload: dict[str, Any],  # Any: JSON
    ) -> None:
        nobody = TenantId(NOBODY)
        params = {
            "tenant": nobody,
            "id": self._ids.new(),
            "group": self._group,
            "event": event_id,
            "topic": topic,
            "interview": InterviewId(NOBODY),
            "at": self._clock.now(),
            "payload": Jsonb(payload),
            "error": error,
        }
        async with self._database.transaction(nobody) as connection:
            known = await (await connection.execute(_IS_KNOWN, params)).fetchone()
            if known and not known["known"]:
                await connection.execute(_LETTER, params)

    @staticmethod
    async def _acknowledge(consumer: Any, offsets: dict[Any, int]) -> None:  # Any: aiokafka's
        await failpoint("kafka.before_acknowledge")
        # After a rebalance the partitions are somebody else's: they hear it again, and know it.
        with as_away(), contextlib.suppress(errors().CommitFailedError, errors().IllegalStateError):
            async with asyncio.timeout(_COMMIT_S):
                await consumer.commit(offsets)


def _row(event: Event) -> dict[str, Any]:  # Any: JSON
    return {
        "tenant_id": str(event.tenant_id),
        "event_id": str(event.id),
        "topic": event.topic,
        "partition": partition_of(event.interview_id.bytes),
        "run_id": event.run_id,
        "interview_id": str(event.interview_id),
        "at": event.at.isoformat(),
        "version": event.version,
        "correlation_id": event.correlation_id,
        "payload": dict(event.payload),
    }
