"""Live sessions in PostgreSQL: their logs, notifications and tickets, and the erasure of their text.

Each call of the event store runs in its own transaction.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from vivavoce.infra.database import Database, Row
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.tasks import raise_if_cancelled
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.live.adapters import statements as sql
from vivavoce.live.adapters.postgres_session_log import PostgresSessionLog, parse_lease_row
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.ports import (
    LEASE_S,
    NO_SIDE_EFFECTS,
    AppendSideEffects,
    InboxMessage,
    LeaseRenewer,
    SelfServiceSession,
    SessionAddress,
    SessionLease,
    SessionRow,
)

SqlValues = dict[str, Any]  # Any: SQL values


class PostgresEventStore:
    """Session logs of all tenants in PostgreSQL; each call runs in its own transaction."""

    def __init__(
        self, database: Database, open_work: UnitOfWorkFactory, vault: SubjectKeyVault
    ) -> None:
        self._database = database
        self._open_work = open_work
        self._vault = vault

    async def find_by_handle_hash(self, handle_hash: bytes) -> SessionAddress | None:
        """Return the session with this hashed handle, in any tenant, or None."""
        return _address(await self._database.execute(sql.FIND_SESSION, {"hash": handle_hash}))

    async def load_row(self, address: SessionAddress) -> SessionRow:
        """Return the session's row, or raise ``NotFoundError``."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresSessionLog(work, self._vault).load_row(address)

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        """Return the events with a ``seq`` above ``after``, in order, or raise ``NotFoundError``."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresSessionLog(work, self._vault).load(address, after=after)

    async def append(
        self,
        lease: SessionLease,
        records: Sequence[RecordedEvent],
        side_effects: AppendSideEffects = NO_SIDE_EFFECTS,
    ) -> None:
        """Append all ``records`` and apply ``side_effects``, or raise and write nothing.

        Raises ``SessionFencedError`` or ``SequenceConflictError``.
        """
        async with self._open_work(lease.address.tenant_id) as work:
            await PostgresSessionLog(work, self._vault).append(lease, records, side_effects)
            await failpoint("session.before_commit")

    async def load_all(
        self, leases: Sequence[SessionLease]
    ) -> Mapping[SessionId, tuple[RecordedEvent, ...]]:
        """Return the complete logs of leased sessions, with one transaction per organization."""
        logs: dict[SessionId, tuple[RecordedEvent, ...]] = {}
        for tenant_id in {lease.address.tenant_id for lease in leases}:
            of_tenant = [lease for lease in leases if lease.address.tenant_id == tenant_id]
            async with self._open_work(tenant_id) as work:
                logs.update(await PostgresSessionLog(work, self._vault).load_all(of_tenant))
        return logs

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        """Return the session's unhandled inbox messages, oldest first."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresSessionLog(work, self._vault).load_messages(address)

    async def find_sessions_with_messages(
        self, addresses: Collection[SessionAddress]
    ) -> frozenset[SessionId]:
        """Return which of these sessions have unhandled inbox messages."""
        values = {
            "tenants": [address.tenant_id for address in addresses],
            "sessions": [address.session_id for address in addresses],
        }
        rows = await self._database.execute(sql.FIND_SESSIONS_WITH_MESSAGES, values)
        return frozenset(SessionId(row["session_id"]) for row in rows)

    async def delete_messages(self, address: SessionAddress, ids: Sequence[UUID]) -> None:
        """Delete inbox messages that lead to no event."""
        async with self._open_work(address.tenant_id) as work:
            await PostgresSessionLog(work, self._vault).delete_messages(address, ids)

    async def claim(self, address: SessionAddress, worker_id: str) -> SessionLease:
        """Claim the session from any current holder and return the lease, with a higher epoch."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresSessionLog(work, self._vault).claim(address, worker_id)

    async def claim_if_free(self, address: SessionAddress, worker_id: str) -> SessionLease | None:
        """Claim the session if no live worker holds it, else return None."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresSessionLog(work, self._vault).claim_if_free(address, worker_id)

    @asynccontextmanager
    async def open_lease_renewal(self) -> AsyncIterator[LeaseRenewer]:
        """Yield a renewer with its own connection: the pool may be busy for longer than a lease lasts."""
        connection = await self._database.open_listener()

        async def renew(worker_id: str, hosted: Collection[SessionId]) -> Mapping[SessionId, int]:
            rows = await (
                await connection.execute(sql.RENEW, _renewal_values(worker_id, hosted))
            ).fetchall()
            return {SessionId(row["session_id"]): row["epoch"] for row in rows}

        try:
            yield renew
        finally:
            await connection.close()

    async def seconds_until_lease_expiry(self) -> float | None:
        """Return the seconds until the next held lease expires, or None when no lease is held."""
        (row,) = await self._database.execute(sql.SECONDS_UNTIL_LEASE_EXPIRY)
        return None if row["seconds"] is None else float(row["seconds"])

    async def claim_expired(
        self, worker_id: str, hosted: Collection[SessionId], limit: int
    ) -> tuple[SessionLease, ...]:
        """Claim up to ``limit`` sessions whose holder let the lease expire, longest silent first."""
        values = {"worker": worker_id, "seconds": LEASE_S, "hosted": list(hosted), "most": limit}
        rows = await self._database.execute(sql.CLAIM_EXPIRED, values)
        return tuple(
            parse_lease_row(
                row, SessionAddress(row["tenant_id"], SessionId(row["session_id"])), worker_id
            )
            for row in rows
        )

    async def release(self, lease: SessionLease, *, next_check_at: datetime | None = None) -> None:
        """Release the lease so that other workers need not wait."""
        async with self._open_work(lease.address.tenant_id) as work:
            await PostgresSessionLog(work, self._vault).release(lease, next_check_at=next_check_at)

    async def find_unattended(self, limit: int) -> tuple[SessionAddress, ...]:
        """Return up to ``limit`` open sessions without a live worker whose deadline has passed."""
        rows = await self._database.execute(sql.FIND_UNATTENDED, {"most": limit})
        return tuple(
            SessionAddress(TenantId(row["tenant_id"]), SessionId(row["id"])) for row in rows
        )

    async def store_ticket(
        self, target: SessionAddress, ticket_hash: bytes, lifetime_s: float
    ) -> None:
        """Store a ticket that opens one socket to the session, once, within ``lifetime_s`` seconds."""
        async with self._open_work(target.tenant_id) as work:
            await PostgresSessionLog(work, self._vault).store_ticket(
                target, ticket_hash, lifetime_s
            )

    async def redeem_ticket(self, ticket_hash: bytes) -> SessionAddress | None:
        """Redeem a ticket and return its session; None if it is unknown, used or expired."""
        return _address(await self._database.execute(sql.REDEEM_TICKET, {"hash": ticket_hash}))


def _address(rows: Sequence[Row]) -> SessionAddress | None:
    if not rows:
        return None
    return SessionAddress(TenantId(rows[0]["tenant_id"]), SessionId(rows[0]["id"]))


def _renewal_values(worker_id: str, hosted: Collection[SessionId]) -> SqlValues:
    return {"worker": worker_id, "seconds": LEASE_S, "hosted": list(hosted)}


_IDLE_INTERVAL_S = 1.0


class PostgresSessionNotifications:
    """Yields session ids on new messages, and None once a second because notifications can get lost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listen(self) -> AsyncIterator[SessionId | None]:
        """Yield session ids, or None to check all sessions; raise when the connection is lost."""
        connection = await self._database.open_listener()
        try:
            await connection.execute(sql.LISTEN)
            yield None
            while True:
                raise_if_cancelled()
                async for notice in connection.notifies(timeout=_IDLE_INTERVAL_S):
                    yield SessionId(UUID(notice.payload))
                yield None
        finally:
            with contextlib.suppress(psycopg.Error):
                await connection.close()


_INSERT: LiteralString = """
    INSERT INTO self_service_ticket (tenant_id, hash, interview_id, expires_at)
    VALUES (%(tenant)s, %(hash)s, %(interview)s, clock_timestamp() + make_interval(secs => %(seconds)s))
"""
_REDEEM: LiteralString = "SELECT tenant_id, interview_id FROM self_service_ticket_redeem(%(hash)s)"


class PostgresSelfServiceTicketStore:
    """One-time tickets; their tenant is only known when they are redeemed."""

    def __init__(self, database: Database, open_work: UnitOfWorkFactory) -> None:
        self._database = database
        self._open_work = open_work

    async def store_ticket(
        self, target: SelfServiceSession, ticket_hash: bytes, lifetime_s: float
    ) -> None:
        """Store a ticket that opens the session once, within ``lifetime_s`` seconds."""
        values = {
            "tenant": target.tenant_id,
            "hash": ticket_hash,
            "interview": target.interview_id,
            "seconds": lifetime_s,
        }
        async with self._open_work(target.tenant_id) as work:
            await work.execute(_INSERT, values)

    async def redeem_ticket(self, ticket_hash: bytes) -> tuple[TenantId, InterviewId] | None:
        """Redeem a ticket and return tenant and interview; None if it is unknown, used or expired."""
        rows = await self._database.execute(_REDEEM, {"hash": ticket_hash})
        if not rows:
            return None
        return TenantId(rows[0]["tenant_id"]), InterviewId(rows[0]["interview_id"])


async def erase_transcripts(work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
    """Delete the text of all sessions of these interviews; their events stay, without text.

    An SQL function does it: it bypasses row-level security, but stays in the tenant of ``work``.
    """
    await work.execute(
        "SELECT session_erase_transcripts(%(ids)s::uuid[])", {"ids": list(interview_ids)}
    )
