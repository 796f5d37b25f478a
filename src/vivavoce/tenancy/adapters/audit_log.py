"""The audit on PostgreSQL. The app's database role may only add and read rows."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg.types.json import Jsonb

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator


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
