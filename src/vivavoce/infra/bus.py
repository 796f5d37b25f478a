"""The bus on PostgreSQL: a relay fans events out to groups, consumers take them in order, once."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, LiteralString

import psycopg
import structlog
from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import Event
from vivavoce.infra import metrics
from vivavoce.infra.database import Database, DatabaseUnavailable, Row
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.tasks import Bell, Rings, stop_if_told
from vivavoce.infra.work import Work, WorkOpener
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import EventId, Ids, InterviewId, TenantId

_log = structlog.get_logger(__name__)

Handle = Callable[[Work, Event], Awaitable[None]]
"""A consumer's handler: one short transaction, idempotent, no network, no model."""

CHANNEL = "vivavoce_bus"
_RELAY_BATCH = 500
_POLL_S = 1.0
_LISTEN_S = 5.0
"""How long one wait for a notice lasts, so that a stop that got lost on the way is noticed."""
_MOST_ATTEMPTS = 6
_FIRST_WAIT_S = 0.2


class Relay:
    """Moves events from the outbox to the groups that subscribed to their topic."""

    def __init__(
        self,
        database: Database,
        groups: Mapping[str, Sequence[str]],
        bell: Bell,
        delivered: Rings,
        *,
        owes_kafka: bool = False,
    ) -> None:
        self._database = database
        self._groups = Jsonb({topic: list(names) for topic, names in groups.items()})
        self._bell = bell
        self._delivered = delivered
        self._owes_kafka = owes_kafka

    async def run(self) -> None:
        """Relay until cancelled: woken by a local commit, by another process, or once a second."""
        await self.begin()
        while True:
            if await self.drain() == 0:
                await self._bell.wait(_POLL_S)

    async def begin(self) -> None:
        """Have this bus carry the events, whichever did before."""
        await choose(self._database, "local", self._groups, owe=self._owes_kafka)

    async def drain(self) -> int:
        """Hand on what waits, one batch per partition, and return how many events that was."""
        async with self._database.transaction(None) as connection:
            cursor = await connection.execute(
                "SELECT moved, groups FROM outbox_fan_out(%(groups)s, %(most)s, %(owe)s)",
                {"groups": self._groups, "most": _RELAY_BATCH, "owe": self._owes_kafka},
            )
            row = await cursor.fetchone()
            moved, groups = (int(row["moved"]), row["groups"]) if row else (0, [])
            if groups:
                await connection.execute(*_notice(self._database, "delivered", *groups))
            if moved:
                await failpoint("relay.before_commit")
        if moved:
            await failpoint("relay.after_commit")
        if groups:
            self._delivered.ring(*groups)
        return moved


class Consumer:
    """One group's reader: takes an event, does its effect and forgets it, all in one transaction."""

    def __init__(
        self,
        group: str,
        handlers: Mapping[str, Handle],
        database: Database,
        open_work: WorkOpener,
        ids: Ids,
        clock: Clock,
        bells: tuple[Bell, Rings],
    ) -> None:
        self._group = group
        self._handlers = handlers
        self._database = database
        self._open_work = open_work
        self._ids = ids
        self._clock = clock
        self._delivered, self._outbox = bells

    async def run(self) -> None:
        """Consume until cancelled."""
        while True:
            if not await self.take_one():
                await self._delivered.wait(_POLL_S)

    async def take_one(self) -> bool:
        """Handle the next event, if one is due, and return whether there was one."""
        taken: Event | None = None
        row: Row | None = None
        try:
            async with self._database.transaction(None) as connection:
                cursor = await connection.execute(
                    "SELECT * FROM bus_take(%(group)s)", {"group": self._group}
                )
                row = await cursor.fetchone()
                if row is None:
                    return False
                taken = to_event(row)
                structlog.contextvars.clear_contextvars()
                structlog.contextvars.bind_contextvars(
                    correlation_id=taken.correlation_id, tenant_id=str(taken.tenant_id)
                )
                work = await self._open_work.within(
                    connection, taken.tenant_id, taken.correlation_id
                )
                await failpoint("bus.before_effect")
                await self._handlers[taken.topic](work, taken)
                await failpoint("bus.after_effect")
        except DatabaseUnavailable:
            raise
        except Exception as error:
            if taken is None or row is None:
                raise
            await self._note_failure(taken, int(row["attempts"]), error)
            return True
        await failpoint("bus.after_commit")
        metrics.BUS_CONSUMED.labels(self._group, taken.topic).inc()
        work.was_committed()
        if work.has_published:
            self._outbox.ring()
        return True

    async def _note_failure(self, event: Event, attempts: int, error: Exception) -> None:
        rows = await self._database.call(
            "SELECT bus_fail(%(group)s, %(tenant)s, %(event)s, %(wait)s, %(most)s, %(error)s,"
            " %(letter)s) AS dead",
            {
                "group": self._group,
                "tenant": event.tenant_id,
                "event": event.id,
                "wait": _FIRST_WAIT_S * 4**attempts,
                "most": _MOST_ATTEMPTS,
                "error": type(error).__name__,
                "letter": self._ids.new(),
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


async def announce(database: Database, bell: Bell, clock: Clock, *, quiet_s: float = 0.02) -> None:
    """Tell other processes that the outbox has news: at most one NOTIFY in ``quiet_s`` seconds.

    NOTIFY inside every transaction would cost a third to two thirds of all commits.
    """
    while True:
        await bell.wait(3600)
        await database.call(*_notice(database, "outbox"))
        await clock.sleep(quiet_s)


async def hear(database: Database, outbox: Rings, delivered: Rings) -> None:
    """Ring this process's bells for what other processes announce, until the connection is lost.

    What this process announced rang here already.
    """
    connection = await database.listener()
    try:
        await connection.execute(f"LISTEN {CHANNEL}")
        while True:
            stop_if_told()
            async for notice in connection.notifies(timeout=_LISTEN_S):
                news, origin, *groups = notice.payload.split(" ")
                if origin != database.origin:
                    (outbox if news == "outbox" else delivered).ring(*groups)
    finally:
        with contextlib.suppress(psycopg.Error):
            await connection.close()


def _notice(database: Database, *news: str) -> tuple[LiteralString, dict[str, str]]:
    said = " ".join((news[0], database.origin, *news[1:]))
    return "SELECT pg_notify(%(channel)s, %(said)s)", {"channel": CHANNEL, "said": said}


async def choose(
    database: Database,
    mode: Literal["local", "kafka"],
    groups: Jsonb,
    *,
    owe: bool,
    cluster: str = "",
) -> bool:
    """Have a bus carry the events from now on, and return whether it was another one before.

    Nothing is lost on the way: what waits between the two is handed to ``groups`` (topic → names).
    """
    rows = await database.call(
        "SELECT bus_choose(%(mode)s, %(groups)s, %(owe)s, %(cluster)s) AS changed",
        {"mode": mode, "groups": groups, "owe": owe, "cluster": cluster},
    )
    return bool(rows[0]["changed"])


async def mode_of(database: Database) -> str:
    """Return which bus carries the events of this installation: 'local' or 'kafka'."""
    rows = await database.call("SELECT mode FROM bus_mode")
    return str(rows[0]["mode"])


async def cluster_of(database: Database) -> str:
    """Return which Kafka carries the events, or did last."""
    rows = await database.call("SELECT cluster FROM bus_mode")
    return str(rows[0]["cluster"])


def to_event(row: Row) -> Event:
    """Return the event of a row of the outbox or of a delivery."""
    return Event(
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
