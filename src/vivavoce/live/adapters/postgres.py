"""The logs of all tenants in PostgreSQL; each call is one transaction of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.infra.database import Database, Row
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.vault import Vault
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.adapters import statements as sql
from vivavoce.live.adapters.postgres_log import PostgresLog, lease_of
from vivavoce.live.domain.events import Recorded
from vivavoce.live.ports import (
    LEASE_S,
    NOTHING,
    Address,
    Lease,
    Leaving,
    Renew,
    SessionRow,
    Told,
)

Values = dict[str, Any]  # Any: SQL values


class PostgresEventStore:
    """The logs of all tenants; each call is one transaction of its own."""

    def __init__(self, database: Database, open_work: OpenWork, vault: Vault) -> None:
        self._database = database
        self._open_work = open_work
        self._vault = vault

    async def find(self, handle_hash: bytes) -> Address | None:
        """Return the session with this hashed handle, in whatever tenant it lives."""
        return _address(await self._database.call(sql.FIND, {"hash": handle_hash}))

    async def row(self, address: Address) -> SessionRow:
        """Return what is known without the log, or raise ``NotFound``."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresLog(work, self._vault).row(address)

    async def load(self, address: Address, *, after: int = 0) -> tuple[Recorded, ...]:
        """Return the events after ``after`` in order; raise ``NotFound`` for an unknown session."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresLog(work, self._vault).load(address, after=after)

    async def append(
        self, lease: Lease, records: Sequence[Recorded], leaving: Leaving = NOTHING
    ) -> None:
        """Append all ``records`` and let ``leaving`` go, or raise and write nothing."""
        async with self._open_work(lease.address.tenant_id) as work:
            await PostgresLog(work, self._vault).append(lease, records, leaving)
            await failpoint("session.before_commit")

    async def load_all(self, leases: Sequence[Lease]) -> Mapping[SessionId, tuple[Recorded, ...]]:
        """Return the whole logs of sessions that are held, one transaction an organisation."""
        logs: dict[SessionId, tuple[Recorded, ...]] = {}
        for tenant_id in {lease.address.tenant_id for lease in leases}:
            of_tenant = [lease for lease in leases if lease.address.tenant_id == tenant_id]
            async with self._open_work(tenant_id) as work:
                logs.update(await PostgresLog(work, self._vault).load_all(of_tenant))
        return logs

    async def told(self, address: Address) -> tuple[Told, ...]:
        """Return what was told to the session and is not settled, oldest first."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresLog(work, self._vault).told(address)

    async def have_news(self, addresses: Collection[Address]) -> frozenset[SessionId]:
        """Return which of these sessions were told something that is not settled."""
        values = {
            "tenants": [one.tenant_id for one in addresses],
            "sessions": [one.session_id for one in addresses],
        }
        rows = await self._database.call(sql.HAVE_NEWS, values)
        return frozenset(SessionId(row["session_id"]) for row in rows)

    async def settle(self, address: Address, ids: Sequence[UUID]) -> None:
        """Forget told things that lead to no event."""
        async with self._open_work(address.tenant_id) as work:
            await PostgresLog(work, self._vault).settle(address, ids)

    async def claim(self, address: Address, worker_id: str) -> Lease:
        """Take the session from whoever holds it, raising the epoch."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresLog(work, self._vault).claim(address, worker_id)

    async def claim_free(self, address: Address, worker_id: str) -> Lease | None:
        """Take the session if nobody alive holds it, else return None."""
        async with self._open_work(address.tenant_id) as work:
            return await PostgresLog(work, self._vault).claim_free(address, worker_id)

    async def renew(self, worker_id: str, hosted: Collection[SessionId]) -> Mapping[SessionId, int]:
        """Say that the worker hosts these; return those it still holds, with their epochs."""
        rows = await self._database.call(sql.RENEW, _renewal(worker_id, hosted))
        return {SessionId(row["session_id"]): row["epoch"] for row in rows}

    @asynccontextmanager
    async def pulse(self) -> AsyncIterator[Renew]:
        """Give ``renew`` a connection of its own: the pool may be busy for longer than a lease lasts."""
        connection = await self._database.listener()

        async def renew(worker_id: str, hosted: Collection[SessionId]) -> Mapping[SessionId, int]:
            rows = await (
                await connection.execute(sql.RENEW, _renewal(worker_id, hosted))
            ).fetchall()
            return {SessionId(row["session_id"]): row["epoch"] for row in rows}

        try:
            yield renew
        finally:
            await connection.close()

    async def runs_out_in(self) -> float | None:
        """Return in how many seconds the first held lease runs out, or None when none is held."""
        (row,) = await self._database.call(sql.RUNS_OUT)
        return None if row["seconds"] is None else float(row["seconds"])

    async def take_over(
        self, worker_id: str, hosted: Collection[SessionId], limit: int
    ) -> tuple[Lease, ...]:
        """Take sessions whose lease ran out while somebody held it, longest silent first."""
        values = {"worker": worker_id, "seconds": LEASE_S, "hosted": list(hosted), "most": limit}
        rows = await self._database.call(sql.TAKE_OVER, values)
        return tuple(
            lease_of(row, Address(row["tenant_id"], SessionId(row["session_id"])), worker_id)
            for row in rows
        )

    async def release(self, lease: Lease, *, look_at: datetime | None = None) -> None:
        """Let go, so that others need not wait."""
        async with self._open_work(lease.address.tenant_id) as work:
            await PostgresLog(work, self._vault).release(lease, look_at=look_at)

    async def unattended(self, limit: int) -> tuple[Address, ...]:
        """Return sessions that are not over, that nobody alive holds and whose time has come."""
        rows = await self._database.call(sql.UNATTENDED, {"most": limit})
        return tuple(Address(TenantId(row["tenant_id"]), SessionId(row["id"])) for row in rows)

    async def issue(self, address: Address, ticket_hash: bytes, seconds: float) -> None:
        """Let ``ticket_hash`` open one socket to the session, once, for so long."""
        async with self._open_work(address.tenant_id) as work:
            await PostgresLog(work, self._vault).keep_ticket(address, ticket_hash, seconds)

    async def use(self, ticket_hash: bytes) -> Address | None:
        """Use a ticket up; None when it is unknown, used or too old."""
        return _address(await self._database.call(sql.USE_TICKET, {"hash": ticket_hash}))


def _address(rows: Sequence[Row]) -> Address | None:
    if not rows:
        return None
    return Address(TenantId(rows[0]["tenant_id"]), SessionId(rows[0]["id"]))


def _renewal(worker_id: str, hosted: Collection[SessionId]) -> Values:
    return {"worker": worker_id, "seconds": LEASE_S, "hosted": list(hosted)}
