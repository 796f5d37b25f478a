"""Read the audit of the caller's organization."""

from __future__ import annotations

from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.tenancy.adapters.audit_log import PostgresAuditLog
from vivavoce.tenancy.ports import AuditEntry, AuditFilter


class ReadAuditLog:
    """Lists who did what in the caller's organization, for its administrators."""

    def __init__(self, *, open_work: UnitOfWorkFactory, audit_log: PostgresAuditLog) -> None:
        self._open_work = open_work
        self._audit_log = audit_log

    async def page(
        self,
        caller: Caller,
        filters: AuditFilter,
        *,
        offset: int,
        limit: int,
        after: UUID | None = None,
    ) -> tuple[list[AuditEntry], int]:
        """Return a page of rows, newest first, and the total; ``after`` is the last row before it."""
        caller.require(Permission.TENANT_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._audit_log.list(
                work, filters, offset=offset, limit=limit, after=after
            )
