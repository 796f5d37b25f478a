"""Tells Kafka what waits in the outbox, and decides which bus carries the events meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from psycopg.types.json import Jsonb

from vivavoce.infra import metrics
from vivavoce.infra.bus import Relay, choose, cluster_of, mode_of, to_event
from vivavoce.infra.database import Connection, Database, Row
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.kafka.broker import Kafka, KafkaAway, as_away, say_goodbye
from vivavoce.infra.kafka.library import errors
from vivavoce.infra.kafka.messages import to_message
from vivavoce.infra.tasks import Bell, Rings, stop_if_told
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids

_log = structlog.get_logger(__name__)

_BATCH = 200
_POLL_S = 1.0
_AGAIN_S = 0.5
_LOOK_S = 2.0
_ANSWER_S = 2.8
"""Less than the pause after which ``outbox_take`` has a frozen relay let its partitions go."""


class KafkaRelay:
    """Relays to Kafka while it is there, or here while it was not there at the start.

    Absent at the start: events go to the groups here and are owed to Kafka. It appears: what waits is
    handed on here, the mode changes, and Kafka is told everything owed. Lost while running: the outbox
    keeps everything until it is back. Of relays with different Kafkas the one that began last decides,
    and the others tell theirs nothing.
    """

    def __init__(
        self,
        kafka: Kafka,
        database: Database,
        groups: Mapping[str, Sequence[str]],
        bells: tuple[Bell, Rings],
        tools: tuple[Ids, Clock],
    ) -> None:
        self._kafka = kafka
        self._database = database
        self._topics = set(groups)
        self._groups = Jsonb({topic: list(names) for topic, names in groups.items()})
        self._bell, delivered = bells
        self._ids, self._clock = tools
        self._here = Relay(database, groups, self._bell, delivered, owes_kafka=True)
        self._delivered = delivered
        self._producer: Any = None  # Any: aiokafka's producer
        self._connecting = asyncio.Lock()
        self._has_begun = False
        self._mode = ""
        self._cluster = ""
        self._has_yielded = False

    async def run(self) -> None:
        """Relay until cancelled."""
        try:
            await self.begin()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._relay(), name="relay to kafka")
                group.create_task(self._look_out(), name="look out for kafka")
        finally:
            await self._hang_up()

    async def begin(self) -> None:
        """Decide at the start which bus carries the events: Kafka if it answers, else the local one."""
        if self._has_begun:
            return
        await self._choose("kafka" if await self._reaches() else "local")
        self._has_begun = True

    async def look(self) -> bool:
        """Return whether Kafka carries the events; while it does not, see whether it is there now."""
        if await mode_of(self._database) == "kafka":
            await self._look_who_carries()
            return True
        if not await self._reaches():
            return False
        await self._choose("kafka")
        return True

    async def _look_who_carries(self) -> None:
        has_yielded = bool(self._cluster) and await cluster_of(self._database) != self._cluster
        if has_yielded and not self._has_yielded:
            _log.warning("kafka.another_carries", address=self._kafka.address)
        self._has_yielded = has_yielded

    async def drain(self) -> int:
        """Hand on what waits, one batch per partition, and return how many events that was.

        Raises ``KafkaAway`` when Kafka carries the events and does not take them now.
        """
        if self._mode != "kafka":
            self._mode = await mode_of(self._database)
        is_on_kafka, self._mode = self._mode == "kafka", ""
        moved = await (self._tell() if is_on_kafka else self._here.drain())
        if moved and is_on_kafka:
            self._mode = "kafka"  # with nothing to tell, another relay may have chosen anew
        return moved

    async def _relay(self) -> None:
        is_away = False
        while True:
            stop_if_told()
            try:
                moved = await self.drain()
            except KafkaAway as away:
                if not is_away:
                    _log.warning(
                        "kafka.lost", address=self._kafka.address, code=away.code, kind=away.cause
                    )
                is_away = True
                await self._clock.sleep(_AGAIN_S)
                continue
            if is_away:
                _log.warning("kafka.back", address=self._kafka.address)
            is_away = False
            if moved < _BATCH:
                # No partition gave all that it may, so whatever is new since then has rung.
                await self._bell.wait(_POLL_S)

    async def _look_out(self) -> None:
        while True:
            stop_if_told()
            await self._clock.sleep(_LOOK_S)
            await self.look()

    async def close(self) -> None:
        """Let go of Kafka."""
        await self._hang_up()

    async def _choose(self, mode: Any) -> None:  # Any: one of two words
        if await choose(self._database, mode, self._groups, owe=True, cluster=self._cluster):
            _log.warning("bus.mode_changed", mode=mode, address=self._kafka.address)
            self._delivered.ring()

    async def _reaches(self) -> bool:
        try:
            await self._connect()
        except KafkaAway:
            return False
        return True

    async def _connect(self) -> Any:  # Any: aiokafka's producer
        async with self._connecting:
            if self._producer is None:
                await self._kafka.make_topics(self._topics)
                self._cluster = await self._kafka.cluster()
                self._producer = await self._kafka.producer()
            return self._producer

    async def _hang_up(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await say_goodbye(producer)

    async def _tell(self) -> int:
        producer = await self._connect()
        try:
            async with self._database.transaction(None) as connection:
                rows = await (
                    await connection.execute(
                        "SELECT * FROM outbox_take(%s, %s)", (_BATCH, self._cluster)
                    )
                ).fetchall()
                if not rows:
                    return 0
                self._topics.update(row["topic"] for row in rows)
                await failpoint("kafka.before_tell")
                refused = await self._send(producer, rows)
                await failpoint("kafka.after_told")
                await self._mark(connection, rows, refused)
        except KafkaAway:
            # What it did not acknowledge may still arrive: it is told again, and known by its id.
            await self._hang_up()
            raise
        metrics.KAFKA_TOLD.inc(len(rows) - len(refused))
        if refused:
            self._delivered.ring()
        return len(rows)

    async def _send(self, producer: Any, rows: Sequence[Row]) -> dict[int, str]:  # Any: aiokafka's
        """Send all and wait for every answer; return which were refused for what they are, and why."""
        refused: dict[int, str] = {}
        answers: dict[int, asyncio.Future[Any]] = {}
        with as_away():
            async with asyncio.timeout(_ANSWER_S):
                for place, row in enumerate(rows):
                    try:
                        answers[place] = await self._say(producer, row)
                    except _too_large() as error:
                        refused[place] = type(error).__name__
                if answers:
                    await asyncio.wait(answers.values())
                for place, answer in answers.items():
                    try:
                        answer.result()
                    except _too_large():
                        # The broker takes less at once than we sent together: alone it may go.
                        try:
                            await (await self._say(producer, rows[place]))
                        except _too_large() as error:
                            refused[place] = type(error).__name__
        return refused

    @staticmethod
    async def _say(producer: Any, row: Row) -> asyncio.Future[Any]:  # Any: aiokafka's
        said = to_message(to_event(row))
        answer: asyncio.Future[Any] = await producer.send(
            said.topic, said.value, key=said.key, headers=list(said.headers)
        )
        answer.add_done_callback(_look_at)
        return answer

    async def _mark(
        self, connection: Connection, rows: Sequence[Row], refused: Mapping[int, str]
    ) -> None:
        told = [row for place, row in enumerate(rows) if place not in refused]
        await connection.execute(
            "SELECT outbox_told(%(tenants)s, %(events)s)",
            {
                "tenants": [row["tenant_id"] for row in told],
                "events": [row["event_id"] for row in told],
            },
        )
        for place, kind in refused.items():
            row = rows[place]
            await connection.execute(
                "SELECT outbox_refused(%(tenant)s, %(event)s, %(groups)s, %(letter)s, %(error)s)",
                {
                    "tenant": row["tenant_id"],
                    "event": row["event_id"],
                    "groups": self._groups,
                    "letter": self._ids.new(),
                    "error": kind,
                },
            )
            _log.warning(
                "kafka.refused", topic=row["topic"], event_id=str(row["event_id"]), kind=kind
            )


def _too_large() -> tuple[type[Exception], ...]:
    return errors().MessageSizeTooLargeError, errors().RecordTooLargeError


def _look_at(answer: asyncio.Future[Any]) -> None:
    """Look at how a message ended, also one that nobody waits for any more."""
    if not answer.cancelled():
        answer.exception()
