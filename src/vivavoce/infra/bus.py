"""The bus on PostgreSQL: a relay fans events out to groups; consumers process each in order, once."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, LiteralString

import psycopg
import structlog
from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra import metrics
from vivavoce.infra.database import Database, DatabaseUnavailableError, Row
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.tasks import WakeUpNotifier, WakeUpSignal, raise_if_cancelled
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import EventId, IdGenerator, InterviewId, TenantId

_log = structlog.get_logger(__name__)

EventHandler = Callable[[UnitOfWork, IntegrationEvent], Awaitable[None]]
"""A consumer's handler: one short idempotent transaction without network or model calls."""

NOTIFY_CHANNEL = "vivavoce_bus"
_RELAY_BATCH = 500
_POLL_S = 1.0
_LISTEN_S = 5.0
"""Maximum seconds of one wait for a notification, so that a lost cancellation is noticed."""
_MAX_ATTEMPTS = 6
_FIRST_RETRY_DELAY_S = 0.2


class OutboxRelay:
    """Moves events from the outbox to the groups that subscribe to their topics."""

    def __init__(
        self,
        database: Database,
        groups: Mapping[str, Sequence[str]],
        outbox_signal: WakeUpSignal,
        delivery_notifier: WakeUpNotifier,
        *,
        has_kafka_backlog: bool = False,
    ) -> None:
        self._database = database
        self._groups = Jsonb({topic: list(names) for topic, names in groups.items()})
        self._outbox_signal = outbox_signal
        self._delivery_notifier = delivery_notifier
        self._has_kafka_backlog = has_kafka_backlog

    async def run(self) -> None:
        """Relay until canceled: woken by a local commit, by another process, or once a second."""
        await self.activate()
        while True:
            if await self.relay_batch() == 0:
                await self._outbox_signal.wait(_POLL_S)

    async def activate(self) -> None:
        """Make this bus carry the events, whichever carried them before."""
        await select_bus(
            self._database, "local", self._groups, has_kafka_backlog=self._has_kafka_backlog
        )

    async def relay_batch(self) -> int:
        """Relay waiting events, one batch per partition, and return the number of events relayed."""
        async with self._database.transaction(None) as connection:
            cursor = await connection.execute(
                "SELECT moved, groups FROM outbox_fan_out(%(groups)s, %(most)s, %(owe)s)",
                {"groups": self._groups, "most": _RELAY_BATCH, "owe": self._has_kafka_backlog},
            )
            row = await cursor.fetchone()
            moved, groups = (int(row["moved"]), row["groups"]) if row else (0, [])
            if groups:
                await connection.execute(*_notification(self._database, "delivered", *groups))
            if moved:
                await failpoint("relay.before_commit")
        if moved:
            await failpoint("relay.after_commit")
        if groups:
            self._delivery_notifier.notify(*groups)
        return moved


class EventConsumer:
    """The consumer of one group: processes an event and deletes its delivery in one transaction."""

    def __init__(
        self,
        group: str,
        handlers: Mapping[str, EventHandler],
        database: Database,
        open_work: UnitOfWorkFactory,
        ids: IdGenerator,
        clock: Clock,
        signals: tuple[WakeUpSignal, WakeUpNotifier],
    ) -> None:
        self._group = group
        self._handlers = handlers
        self._database = database
        self._open_work = open_work
        self._ids = ids
        self._clock = clock
        self._delivery_signal, self._outbox_notifier = signals

    async def run(self) -> None:
        """Consume until canceled."""
        while True:
            if not await self.consume_one():
                await self._delivery_signal.wait(_POLL_S)

    async def consume_one(self) -> bool:
        """Handle the next due event; return whether there was one."""
        taken: IntegrationEvent | None = None
        row: Row | None = None
        try:
            async with self._database.transaction(None) as connection:
                cursor = await connection.execute(
                    "SELECT * FROM bus_claim_delivery(%(group)s)", {"group": self._group}
                )
                row = await cursor.fetchone()
                if row is None:
                    return False
                taken = event_from_row(row)
                structlog.contextvars.clear_contextvars()
                structlog.contextvars.bind_contextvars(
                    correlation_id=taken.correlation_id, tenant_id=str(taken.tenant_id)
                )
                work = await self._open_work.join_transaction(
                    connection, taken.tenant_id, taken.correlation_id
                )
                await failpoint("bus.before_effect")
                await self._handlers[taken.topic](work, taken)
                await failpoint("bus.after_effect")
        except DatabaseUnavailableError:
            raise
        except Exception as error:
            if taken is None or row is None:
                raise
            await self._record_failure(taken, int(row["attempts"]), error)
            return True
        await failpoint("bus.after_commit")
        metrics.BUS_CONSUMED.labels(self._group, taken.topic).inc()
        work.run_commit_hooks()
        if work.has_published:
            self._outbox_notifier.notify()
        return True

    async def _record_failure(
        self, event: IntegrationEvent, attempts: int, error: Exception
    ) -> None:
        rows = await self._database.execute(
            "SELECT bus_record_failure(%(group)s, %(tenant)s, %(event)s, %(wait)s, %(most)s, %(error)s,"
            " %(letter)s) AS dead",
            {
                "group": self._group,
                "tenant": event.tenant_id,
                "event": event.id,
                "wait": _FIRST_RETRY_DELAY_S * 4**attempts,
                "most": _MAX_ATTEMPTS,
                "error": type(error).__name__,
                "letter": self._ids.new_id(),
            },
        )
        _log.warning(
            "bus.handler_failed",
            group=self._group,
            topic=event.topic,
            event_id=str(event.id),
            kind=type(error).__name__,
            attempt=attempts + 1,
            is_dead=bool(rows and rows[0]["dead"]),
        )


async def broadcast_outbox_changes(
    database: Database, outbox_signal: WakeUpSignal, clock: Clock, *, min_interval_s: float = 0.02
) -> None:
    """Notify other processes of new outbox events, at most once every ``min_interval_s`` seconds.

    NOTIFY inside every transaction would cost a third to two thirds of all commits.
    """
    while True:
        await outbox_signal.wait(3600)
        await database.execute(*_notification(database, "outbox"))
        await clock.sleep(min_interval_s)


async def listen_for_notifications(
    database: Database, outbox_notifier: WakeUpNotifier, delivery_notifier: WakeUpNotifier
) -> None:
    """Forward the notifications of other processes to this process's signals, until the connection is lost.

    This process's own notifications are skipped: they were delivered locally.
    """
    connection = await database.open_listener()
    try:
        await connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
        while True:
            raise_if_cancelled()
            async for notice in connection.notifies(timeout=_LISTEN_S):
                news, origin, *groups = notice.payload.split(" ")
                if origin != database.notification_origin:
                    (outbox_notifier if news == "outbox" else delivery_notifier).notify(*groups)
    finally:
        with contextlib.suppress(psycopg.Error):
            await connection.close()


def _notification(database: Database, *news: str) -> tuple[LiteralString, dict[str, str]]:
    message = " ".join((news[0], database.notification_origin, *news[1:]))
    return "SELECT pg_notify(%(channel)s, %(said)s)", {"channel": NOTIFY_CHANNEL, "said": message}


async def select_bus(
    database: Database,
    mode: Literal["local", "kafka"],
    groups: Jsonb,
    *,
    has_kafka_backlog: bool,
    cluster: str = "",
) -> bool:
    """Make a bus carry the events from now on; return whether another one did before.

    No event is lost: those that wait during the change are delivered to ``groups`` (topic → names).
    """
    rows = await database.execute(
        "SELECT bus_select(%(mode)s, %(groups)s, %(owe)s, %(cluster)s) AS changed",
        {"mode": mode, "groups": groups, "owe": has_kafka_backlog, "cluster": cluster},
    )
    return bool(rows[0]["changed"])


async def read_bus_mode(database: Database) -> str:
    """Return which bus carries this installation's events: 'local' or 'kafka'."""
    rows = await database.execute("SELECT mode FROM bus_mode")
    return str(rows[0]["mode"])


async def read_kafka_cluster_id(database: Database) -> str:
    """Return the id of the Kafka cluster that carries the events, or carried them last."""
    rows = await database.execute("SELECT cluster FROM bus_mode")
    return str(rows[0]["cluster"])


def event_from_row(row: Row) -> IntegrationEvent:
    """Return the event from an outbox row or a delivery row."""
    return IntegrationEvent(
        id=EventId(row["event_id"]),
        topic=row["topic"],
        tenant_id=TenantId(row["tenant_id"]),
        run_id=row["run_id"],
        interview_id=InterviewId(row["interview_id"]),
        at=row["at"],
        payload=row["payload"],
        correlation_id=row["correlation_id"],
        version=row["version"],
    )
