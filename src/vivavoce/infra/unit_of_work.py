"""A unit of work: rows, events, jobs and the audit trail that are committed together or not at all.

The tenancy slice stores the audit trail.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, LiteralString, Protocol
from uuid import UUID

import structlog

from vivavoce.contracts.envelope import EventPayload, IntegrationEvent, payload_to_json
from vivavoce.infra import outbox, telemetry
from vivavoce.infra.database import Connection, Database, Row, bind_tenant
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.jobs import JobQueue
from vivavoce.infra.tasks import WakeUpNotifier
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import EventId, IdGenerator, InterviewId, KeyMode, TenantId, get_mode

_log = structlog.get_logger(__name__)
Params = Mapping[str, Any]  # Any: SQL values


class UnitOfWork:
    """One transaction of one tenant. Only the code that opened it commits it."""

    def __init__(
        self,
        connection: Connection,
        tenant_id: TenantId,
        tools: UnitOfWorkDependencies,
        correlation_id: str,
    ) -> None:
        self._connection = connection
        self._tools = tools
        self.tenant_id = tenant_id
        self.correlation_id = correlation_id
        self.has_published = False
        self._topics: list[str] = []
        self._commit_hooks: list[Callable[[], None]] = []

    @property
    def mode(self) -> KeyMode | None:
        """The mode of the API key whose work this is: it sees nothing of the other one. None sees both."""
        return get_mode(self.tenant_id)

    @property
    def is_test(self) -> bool:
        """Whether this is the work of a test key."""
        return self.mode == "test"

    async def is_test_interview(self, interview_id: UUID) -> bool:
        """Return whether an interview was created with a test key."""
        row = await self.fetch_one(
            "SELECT interview_is_test(%(id)s) AS is_test", {"id": interview_id}
        )
        return row is not None and bool(row["is_test"])

    async def execute(self, query: LiteralString, params: Params | None = None) -> int:
        """Run a statement and return the number of affected rows."""
        return (await self._connection.execute(query, params)).rowcount

    async def fetch_one(self, query: LiteralString, params: Params | None = None) -> Row | None:
        """Return the first row as a dict, or None."""
        return await (await self._connection.execute(query, params)).fetchone()

    async def fetch_all(self, query: LiteralString, params: Params | None = None) -> list[Row]:
        """Return all rows as dicts."""
        return await (await self._connection.execute(query, params)).fetchall()

    async def publish(
        self, payload: EventPayload, *, run_id: str, interview_id: InterviewId
    ) -> IntegrationEvent:
        """Insert an event into the outbox in this transaction and return it."""
        event = IntegrationEvent(
            id=EventId(self._tools.ids.new_id()),
            topic=payload.topic,
            tenant_id=self.tenant_id,
            run_id=run_id,
            interview_id=interview_id,
            at=self._tools.clock.now(),
            payload=payload_to_json(payload),
            correlation_id=self.correlation_id,
        )
        await outbox.insert_event(self._connection, event)
        self.has_published = True
        self._topics.append(event.topic)
        return event

    def on_commit(self, note: Callable[[], None]) -> None:
        """Call ``note`` after this is committed and never otherwise; for counting events."""
        self._commit_hooks.append(note)

    def run_commit_hooks(self) -> None:
        """Log published events and run the commit hooks; only the code that commits calls this."""
        for topic in self._topics:
            _log.info(
                "event.published",
                topic=topic,
                tenant_id=str(self.tenant_id),
                correlation_id=self.correlation_id,
            )
        for note in self._commit_hooks:
            note()

    async def erase_free_text(self, interview_id: InterviewId) -> None:
        """Remove free text from the events of an interview whose candidate is erased."""
        await outbox.erase_free_text(self._connection, interview_id)

    async def enqueue(
        self, job: str, *, at: datetime | None = None, lock: str | None = None, **ids: str
    ) -> None:
        """Enqueue a job in this transaction. Arguments are ids only."""
        arguments = {"tenant_id": str(self.tenant_id), **ids}
        if self.correlation_id:
            arguments["correlation_id"] = self.correlation_id
        await self._tools.jobs.enqueue(self._connection, job, arguments, at=at, lock=lock)


class UnitOfWorkDependencies:
    """What every unit of work needs besides its connection."""

    def __init__(
        self, clock: Clock, ids: IdGenerator, jobs: JobQueue, outbox_notifier: WakeUpNotifier
    ) -> None:
        self.clock = clock
        self.ids = ids
        self.jobs = jobs
        self.outbox_notifier = outbox_notifier


class UnitOfWorkFactory:
    """Opens units of work for tenants; a clean exit commits one, an exception rolls it back."""

    def __init__(self, database: Database, tools: UnitOfWorkDependencies) -> None:
        self._database = database
        self._tools = tools

    @asynccontextmanager
    async def __call__(
        self, tenant_id: TenantId, *, correlation_id: str = ""
    ) -> AsyncIterator[UnitOfWork]:
        """Open a transaction bound to ``tenant_id``."""
        async with self._database.transaction(tenant_id) as connection:
            known = correlation_id or telemetry.correlation_id()
            work = UnitOfWork(connection, tenant_id, self._tools, known)
            yield work
            await failpoint("work.before_commit")
        work.run_commit_hooks()
        await failpoint("work.after_commit")
        if work.has_published:
            self._tools.outbox_notifier.notify()

    async def join_transaction(
        self, connection: Connection, tenant_id: TenantId, correlation_id: str
    ) -> UnitOfWork:
        """Return a unit of work inside an open transaction; for consumers."""
        await bind_tenant(connection, tenant_id)
        return UnitOfWork(connection, tenant_id, self._tools, correlation_id)


class AuditTrail(Protocol):
    """Records who did what, in the caller's transaction."""

    async def record(
        self,
        work: UnitOfWork,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Record that ``caller`` (None: the platform itself) did ``action`` to ``subject``.

        ``details`` are ids, field names and codes, never personal data.
        """
