"""The audit on PostgreSQL. The app's database role may only add and read rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.tenancy.ports import AuditEntry, AuditFilter

_MATCHING: LiteralString = """
    FROM audit_log a
    LEFT JOIN membership m ON m.tenant_id = a.tenant_id AND m.id = a.actor_id
    LEFT JOIN api_key k ON k.tenant_id = a.tenant_id AND k.id = a.actor_id
    WHERE (%(action)s::text IS NULL OR a.action = %(action)s OR starts_with(a.action, %(action)s || '.'))
      AND (%(actor)s::text IS NULL OR a.actor_id::text = lower(%(actor)s)
           OR strpos(lower(coalesce(m.name, k.name)), lower(%(actor)s)) > 0)
      AND (%(subject)s::text IS NULL OR a.subject = %(subject)s)
      AND (%(at_from)s::timestamptz IS NULL OR a.at >= %(at_from)s)
      AND (%(at_before)s::timestamptz IS NULL OR a.at < %(at_before)s)
"""
# The ids are in the order of time, so the primary key serves this order. Subjects are text, so their names
# are looked up only for the rows of the page.
_LIST: LiteralString = f"""
    WITH page AS (
        SELECT a.*, coalesce(m.name, k.name) AS actor_name
        {_MATCHING}
          AND (%(after)s::uuid IS NULL OR a.id < %(after)s)
        ORDER BY a.id DESC
        OFFSET %(offset)s LIMIT %(limit)s
    )
    SELECT p.id, p.at, p.actor_kind, p.actor_id, p.actor_name, p.action, p.subject,
           coalesce(m.name, k.name, r.name) AS subject_name, p.details, p.request_id
    FROM page p
    LEFT JOIN membership m ON m.tenant_id = p.tenant_id AND m.id::text = p.subject
    LEFT JOIN api_key k ON k.tenant_id = p.tenant_id AND k.id::text = p.subject
    LEFT JOIN custom_role r ON r.tenant_id = p.tenant_id AND r.id::text = p.subject
    ORDER BY p.id DESC
"""  # noqa: S608 - made of constants only
_COUNT: LiteralString = f"""
    SELECT count(*) AS n
    {_MATCHING}
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
        self,
        work: UnitOfWork,
        filters: AuditFilter,
        *,
        offset: int,
        limit: int,
        after: UUID | None = None,
    ) -> tuple[list[AuditEntry], int]:
        """Return a page of rows, newest first, and the total."""
        wanted = asdict(filters)
        rows = await work.fetch_all(
            _LIST, {**wanted, "offset": offset, "limit": limit, "after": after}
        )
        total = await work.fetch_one(_COUNT, wanted)
        return [AuditEntry(**row) for row in rows], total["n"] if total else 0
