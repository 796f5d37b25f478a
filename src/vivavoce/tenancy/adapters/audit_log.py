"""The audit on PostgreSQL. The app's database role may only add and read rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import LiteralString

from psycopg.types.json import Jsonb

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.tenancy.ports import AuditEntry

# The ids are in the order of time, so the primary key serves this order.
_LIST: LiteralString = """
    SELECT a.id, a.at, a.actor_kind, a.actor_id, coalesce(m.name, k.name) AS actor_name, a.action,
           a.subject, a.details, a.request_id
    FROM audit_log a
    LEFT JOIN membership m ON m.tenant_id = a.tenant_id AND m.id = a.actor_id
    LEFT JOIN api_key k ON k.tenant_id = a.tenant_id AND k.id = a.actor_id
    WHERE (%(action)s::text IS NULL OR a.action = %(action)s OR starts_with(a.action, %(action)s || '.'))
    ORDER BY a.id DESC
    OFFSET %(offset)s LIMIT %(limit)s
"""
_COUNT: LiteralString = """
    SELECT count(*) AS n
    FROM audit_log a
    WHERE (%(action)s::text IS NULL OR a.action = %(action)s OR starts_with(a.action, %(action)s || '.'))
"""


class PostgresAuditLog:
    """Adds rows in the caller's own transaction; they are never changed."""

    def __init__(self, clock: Clock, ids: IdGenerator) -> None:
        self._clock = clock
        self._ids = ids

    async def record(
        self,
        work: UnitOfWork,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Add a row; ``caller`` None is the platform itself. ``details`` must not hold personal data."""
        await work.execute(
            """
            INSERT INTO audit_log (tenant_id, id, at, actor_kind, actor_id, action, subject, details,
                                   request_id)
            VALUES (%(tenant)s, %(id)s, %(at)s, %(kind)s, %(actor)s, %(action)s, %(subject)s, %(details)s,
                    %(request)s)
            """,
            {
                "tenant": work.tenant_id,
                "id": self._ids.new_id(),
                "at": self._clock.now(),
                "kind": caller.kind if caller else "system",
                "actor": caller.id if caller else None,
                "action": action,
                "subject": subject,
                "details": Jsonb(dict(details or {})),
                "request": work.correlation_id,
            },
        )

    async def list(
        self, work: UnitOfWork, action: str | None, *, offset: int, limit: int
    ) -> tuple[list[AuditEntry], int]:
        """Return a page of rows, newest first, and the total."""
        rows = await work.fetch_all(_LIST, {"action": action, "offset": offset, "limit": limit})
        total = await work.fetch_one(_COUNT, {"action": action})
        return [AuditEntry(**row) for row in rows], total["n"] if total else 0
