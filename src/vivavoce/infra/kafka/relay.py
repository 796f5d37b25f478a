"""Publishes the outbox to Kafka, and decides which bus carries the events meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from psycopg.types.json import Jsonb

from vivavoce.infra import metrics
from vivavoce.infra.bus import (
    OutboxRelay,
    event_from_row,
    read_bus_mode,
    read_kafka_cluster_id,
    select_bus,
)
from vivavoce.infra.database import Connection, Database, Row
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.kafka.client import (
    KafkaClient,
    KafkaUnavailableError,
    close_client,
    load_kafka_errors,
    translate_kafka_errors,
)
from vivavoce.infra.kafka.messages import message_from_event
from vivavoce.infra.tasks import WakeUpNotifier, WakeUpSignal, raise_if_cancelled
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator

_log = structlog.get_logger(__name__)

_BATCH = 200
_POLL_S = 1.0
_RETRY_DELAY_S = 0.5
_CHECK_INTERVAL_S = 2.0
_ANSWER_TIMEOUT_S = 2.8
"""Shorter than the pause after which ``outbox_claim`` takes the partitions from a frozen relay."""


class KafkaOutboxRelay:
    """Relays to Kafka while it is available, or locally while it was unavailable at the start.

    - Unavailable at the start: events go to the groups here, and are recorded as a backlog for Kafka.
    - It becomes available: waiting events are delivered here, the mode changes, and Kafka gets the backlog.
    - Lost while running: the outbox keeps all events until it is back.

    If relays use different Kafka clusters, the one that started last decides, and the others send nothing.
    """

    def __init__(
        self,
        kafka: KafkaClient,
        database: Database,
        groups: Mapping[str, Sequence[str]],
        signals: tuple[WakeUpSignal, WakeUpNotifier],
        tools: tuple[IdGenerator, Clock],
    ) -> None:
        self._kafka = kafka
        self._database = database
        self._topics = set(groups)
        self._groups = Jsonb({topic: list(names) for topic, names in groups.items()})
        self._outbox_signal, delivered = signals
        self._ids, self._clock = tools
        self._local_relay = OutboxRelay(
            database, groups, self._outbox_signal, delivered, has_kafka_backlog=True
        )
        self._delivery_notifier = delivered
        self._producer: Any = None  # Any: aiokafka's producer
        self._connecting = asyncio.Lock()
        self._is_active = False
        self._mode = ""
        self._cluster = ""
        self._is_superseded = False

    async def run(self) -> None:
        """Relay until canceled."""
        try:
            await self.activate()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._relay(), name="relay to kafka")
                group.create_task(self._watch_mode(), name="check for kafka")
        finally:
            await self._disconnect()

    async def activate(self) -> None:
        """Decide at the start which bus carries the events: Kafka if it answers, else the local one."""
        if self._is_active:
            return
        await self._select_bus("kafka" if await self._can_connect() else "local")
        self._is_active = True

    async def check_mode(self) -> bool:
        """Return whether Kafka carries the events; if not, check whether it is available now."""
        if await read_bus_mode(self._database) == "kafka":
            await self._check_superseded()
            return True
        if not await self._can_connect():
            return False
        await self._select_bus("kafka")
        return True

    async def _check_superseded(self) -> None:
        has_yielded = (
            bool(self._cluster) and await read_kafka_cluster_id(self._database) != self._cluster
        )
        if has_yielded and not self._is_superseded:
            _log.warning("kafka.held_by_other", address=self._kafka.address)
        self._is_superseded = has_yielded

    async def relay_batch(self) -> int:
        """Relay waiting events, one batch per partition, and return the number of events relayed.

        Raises ``KafkaUnavailableError`` if Kafka carries the events and does not accept them now.
        """
        if self._mode != "kafka":
            self._mode = await read_bus_mode(self._database)
        is_on_kafka, self._mode = self._mode == "kafka", ""
        moved = await (self._relay_to_kafka() if is_on_kafka else self._local_relay.relay_batch())
        if moved and is_on_kafka:
            self._mode = "kafka"  # when nothing was sent, another relay may have changed the mode
        return moved

    async def _relay(self) -> None:
        is_away = False
        while True:
            raise_if_cancelled()
            try:
                moved = await self.relay_batch()
            except KafkaUnavailableError as away:
                if not is_away:
                    _log.warning(
                        "kafka.lost",
                        address=self._kafka.address,
                        code=away.code,
                        kind=away.cause_name,
                    )
                is_away = True
                await self._clock.sleep(_RETRY_DELAY_S)
                continue
            if is_away:
                _log.warning("kafka.available", address=self._kafka.address)
            is_away = False
            if moved < _BATCH:
                # No partition returned a full batch, so any newer event has notified the signal.
                await self._outbox_signal.wait(_POLL_S)

    async def _watch_mode(self) -> None:
        while True:
            raise_if_cancelled()
            await self._clock.sleep(_CHECK_INTERVAL_S)
            await self.check_mode()

    async def close(self) -> None:
        """Close the connection to Kafka."""
        await self._disconnect()

    async def _select_bus(self, mode: Any) -> None:  # Any: 'kafka' or 'local'
        if await select_bus(
            self._database, mode, self._groups, has_kafka_backlog=True, cluster=self._cluster
        ):
            _log.warning("bus.mode_changed", mode=mode, address=self._kafka.address)
            self._delivery_notifier.notify()

    async def _can_connect(self) -> bool:
        try:
            await self._connect()
        except KafkaUnavailableError:
            return False
        return True

    async def _connect(self) -> Any:  # Any: aiokafka's producer
        async with self._connecting:
            if self._producer is None:
                await self._kafka.create_missing_topics(self._topics)
                self._cluster = await self._kafka.read_cluster_id()
                self._producer = await self._kafka.start_producer()
            return self._producer

    async def _disconnect(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await close_client(producer)

    async def _relay_to_kafka(self) -> int:
        producer = await self._connect()
        try:
            async with self._database.transaction(None) as connection:
                rows = await (
                    await connection.execute(
                        "SELECT * FROM outbox_claim(%s, %s)", (_BATCH, self._cluster)
                    )
                ).fetchall()
                if not rows:
                    return 0
                self._topics.update(row["topic"] for row in rows)
                await failpoint("kafka.before_send")
                refused = await self._send_rows(producer, rows)
                await failpoint("kafka.after_send")
                await self._mark_sent(connection, rows, refused)
        except KafkaUnavailableError:
            # Unacknowledged messages may still arrive: they are sent again and recognized by their id.
            await self._disconnect()
            raise
        metrics.KAFKA_EVENTS_SENT.inc(len(rows) - len(refused))
        if refused:
            self._delivery_notifier.notify()
        return len(rows)

    async def _send_rows(
        self, producer: Any, rows: Sequence[Row]
    ) -> dict[int, str]:  # Any: aiokafka's
        """Send all and wait for every acknowledgement; return the rejected ones by index, with the reason."""
        refused: dict[int, str] = {}
        answers: dict[int, asyncio.Future[Any]] = {}
        with translate_kafka_errors():
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                for place, row in enumerate(rows):
                    try:
                        answers[place] = await self._send_row(producer, row)
                    except _size_errors() as error:
                        refused[place] = type(error).__name__
                if answers:
                    await asyncio.wait(answers.values())
                for place, answer in answers.items():
                    try:
                        answer.result()
                    except _size_errors():
                        # The broker accepts less at once than we batched: alone it may fit.
                        try:
                            await (await self._send_row(producer, rows[place]))
                        except _size_errors() as error:
                            refused[place] = type(error).__name__
        return refused

    @staticmethod
    async def _send_row(producer: Any, row: Row) -> asyncio.Future[Any]:  # Any: aiokafka's
        message = message_from_event(event_from_row(row))
        answer: asyncio.Future[Any] = await producer.send(
            message.topic, message.value, key=message.key, headers=list(message.headers)
        )
        answer.add_done_callback(_retrieve_result)
        return answer

    async def _mark_sent(
        self, connection: Connection, rows: Sequence[Row], refused: Mapping[int, str]
    ) -> None:
        sent_rows = [row for place, row in enumerate(rows) if place not in refused]
        await connection.execute(
            "SELECT outbox_mark_sent(%(tenants)s, %(events)s)",
            {
                "tenants": [row["tenant_id"] for row in sent_rows],
                "events": [row["event_id"] for row in sent_rows],
            },
        )
        for place, kind in refused.items():
            row = rows[place]
            await connection.execute(
                "SELECT outbox_mark_rejected(%(tenant)s, %(event)s, %(groups)s, %(letter)s, %(error)s)",
                {
                    "tenant": row["tenant_id"],
                    "event": row["event_id"],
                    "groups": self._groups,
                    "letter": self._ids.new_id(),
                    "error": kind,
                },
            )
            _log.warning(
                "kafka.refused", topic=row["topic"], event_id=str(row["event_id"]), kind=kind
            )


def _size_errors() -> tuple[type[Exception], ...]:
    return load_kafka_errors().MessageSizeTooLargeError, load_kafka_errors().RecordTooLargeError


def _retrieve_result(answer: asyncio.Future[Any]) -> None:
    """Retrieve a send's result, also if no caller awaits it any more."""
    if not answer.cancelled():
        answer.exception()
