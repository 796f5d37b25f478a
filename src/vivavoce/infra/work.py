"""A unit of work: rows, events and jobs that are committed together or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any, LiteralString, Protocol

import structlog

from vivavoce.contracts.envelope import Event, Payload, payload_json
from vivavoce.infra import outbox, telemetry
from vivavoce.infra.database import Connection, Database, Row, bind
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.jobs import JobQueue
from vivavoce.infra.tasks import Rings
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import EventId, Ids, InterviewId, TenantId

_log = structlog.get_logger(__name__)
Params = Mapping[str, Any]  # Any: SQL values


class Work:
    """One transaction of one tenant. Whoever opened it commits it; nobody else does."""

    def __init__(
        self, connection: Connection, tenant_id: TenantId, tools: WorkTools, correlation_id: str
    ) -> None:
        self._connection = connection
        self._tools = tools
        self.tenant_id = tenant_id
        self.correlation_id = correlation_id
        self.has_published = False
        self._topics: list[str] = []
        self._afterwards: list[Callable[[], None]] = []

    async def execute(self, query: LiteralString, params: Params | None = None) -> int:
        """Run a statement and return how many rows it touched."""
        return (await self._connection.execute(query, params)).rowcount

    async def fetch_one(self, query: LiteralString, params: Params | None = None) -> Row | None:
        """Return the first row as a dict, or None."""
        return await (await self._connection.execute(query, params)).fetchone()

    async def fetch_all(self, query: LiteralString, params: Params | None = None) -> list[Row]:
        """Return all rows as dicts."""
        return await (await self._connection.execute(query, params)).fetchall()

    async def publish(self, payload: Payload, *, run_id: str, interview_id: InterviewId) -> Event:
        """Put an event into the outbox of this transaction and return it."""
        event = Event(
            id=EventId(self._tools.ids.new()),
            topic=payload.topic,
            tenant_id=self.tenant_id,
            run_id=run_id,
            interview_id=interview_id,
            at=self._tools.clock.now(),
            payload=payload_json(payload),
            correlation_id=self.correlation_id,
        )
        await outbox.insert(self._connection, event)
        self.has_published = True
        self._topics.append(event.topic)
        return event

    def once_committed(self, note: Callable[[], None]) -> None:
        """Call ``note`` when this is committed, and never otherwise: for counting what happened."""
        self._afterwards.append(note)

    def was_committed(self) -> None:
        """Count and log what is true from now on; only whoever commits calls this."""
        for topic in self._topics:
            _log.info(
                "event.published",
                topic=topic,
                tenant_id=str(self.tenant_id),
                correlation_id=self.correlation_id,
            )
        for note in self._afterwards:
            note()

    async def forget_words(self, interview_id: InterviewId) -> None:
        """Take people's free words out of the events of an interview whose candidate is erased."""
        await outbox.forget_words(self._connection, interview_id)

    async def enqueue(
        self, job: str, *, at: datetime | None = None, lock: str | None = None, **ids: str
    ) -> None:
        """Put a job into the queue of this transaction. Arguments are ids only."""
        arguments = {"tenant_id": str(self.tenant_id), **ids}
        if self.correlation_id:
            arguments["correlation_id"] = self.correlation_id
        await self._tools.jobs.enqueue(self._connection, job, arguments, at=at, lock=lock)


class WorkTools:
    """What every unit of work needs beside its connection."""

    def __init__(self, clock: Clock, ids: Ids, jobs: JobQueue, outbox_bell: Rings) -> None:
        self.clock = clock
        self.ids = ids
        self.jobs = jobs
        self.outbox_bell = outbox_bell


class OpenWork(Protocol):
    """Opens a unit of work for a tenant; a clean exit commits it, anything else rolls it back."""

    def __call__(
        self, tenant_id: TenantId, *, correlation_id: str = ""
    ) -> AbstractAsyncContextManager[Work]:
        """Return the context in which the work is done."""


class WorkOpener:
    """The one ``OpenWork`` of a process."""

    def __init__(self, database: Database, tools: WorkTools) -> None:
        self._database = database
        self._tools = tools

    @asynccontextmanager
    async def __call__(
        self, tenant_id: TenantId, *, correlation_id: str = ""
    ) -> AsyncIterator[Work]:
        """Open a transaction bound to ``tenant_id``."""
        async with self._database.transaction(tenant_id) as connection:
            known = correlation_id or telemetry.correlation_id()
            work = Work(connection, tenant_id, self._tools, known)
            yield work
            await failpoint("work.before_commit")
        work.was_committed()
        await failpoint("work.after_commit")
        if work.has_published:
            self._tools.outbox_bell.ring()

    async def within(
        self, connection: Connection, tenant_id: TenantId, correlation_id: str
    ) -> Work:
        """Return a unit of work inside a transaction that is already open: for consumers."""
        await bind(connection, tenant_id)
        return Work(connection, tenant_id, self._tools, correlation_id)
