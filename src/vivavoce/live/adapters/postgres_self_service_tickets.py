"""Tickets for self-service sessions in PostgreSQL."""

from __future__ import annotations

from typing import LiteralString

from vivavoce.infra.database import Database
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.live.ports import SelfServiceSession

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
        self, session: SelfServiceSession, ticket_hash: bytes, lifetime_s: float
    ) -> None:
        """Store a ticket that opens the session once, within ``lifetime_s`` seconds."""
        values = {
            "tenant": session.tenant_id,
            "hash": ticket_hash,
            "interview": session.interview_id,
            "seconds": lifetime_s,
        }
        async with self._open_work(session.tenant_id) as work:
            await work.execute(_INSERT, values)

    async def redeem_ticket(self, ticket_hash: bytes) -> tuple[TenantId, InterviewId] | None:
        """Redeem a ticket and return tenant and interview; None if it is unknown, used or expired."""
        rows = await self._database.execute(_REDEEM, {"hash": ticket_hash})
        if not rows:
            return None
        return TenantId(rows[0]["tenant_id"]), InterviewId(rows[0]["interview_id"])
