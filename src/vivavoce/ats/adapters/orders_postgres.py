"""Orders of applicant tracking systems and the log of calls in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from vivavoce.ats.domain.connection import AtsName
from vivavoce.ats.domain.order import AtsCall, AtsOrder, OutcomeKind
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import IdGenerator, InterviewId

_CALLS_KEPT = timedelta(days=30)


class PostgresAtsOrderRepository:
    """The orders and calls in the tenant of ``work``."""

    def __init__(self, ids: IdGenerator) -> None:
        self._ids = ids

    async def lock(self, work: UnitOfWork, ats: AtsName, external_id: str) -> None:
        """Lock this order until ``work`` ends, whether it is stored or not."""
        await work.execute(
            _LOCK, {"tenant": work.tenant_id, "ats": ats, "external_id": external_id}
        )

    async def find(self, work: UnitOfWork, order_id: UUID) -> AtsOrder | None:
        """Return an order, or None."""
        return await _find(work, _FIND, {"id": order_id})

    async def find_by_external_id(
        self, work: UnitOfWork, ats: AtsName, external_id: str
    ) -> AtsOrder | None:
        """Return the order with the system's own id, or None."""
        return await _find(work, _FIND_EXTERNAL, {"ats": ats, "external_id": external_id})

    async def find_by_interview(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> AtsOrder | None:
        """Return the order of an interview, or None."""
        return await _find(work, _FIND_INTERVIEW, {"interview": interview_id})

    async def add(self, work: UnitOfWork, order: AtsOrder) -> None:
        """Store an order."""
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": order.id,
                "ats": order.ats,
                "external_id": order.external_id,
                "template": order.template_id,
                "interview": order.interview_id,
                "callback_url": order.callback_url,
                "at": order.created_at,
            },
        )

    async def set_interview(
        self, work: UnitOfWork, order_id: UUID, interview_id: InterviewId
    ) -> None:
        """Record the interview of an order."""
        await work.execute(
            _SET_INTERVIEW,
            {"tenant": work.tenant_id, "id": order_id, "interview": interview_id},
        )

    async def mark_reported(
        self, work: UnitOfWork, order_id: UUID, outcome: OutcomeKind, at: datetime
    ) -> None:
        """Record that the system got an outcome."""
        await work.execute(
            _MARK_REPORTED,
            {"tenant": work.tenant_id, "id": order_id, "outcome": outcome, "at": at},
        )

    async def record_call(self, work: UnitOfWork, call: AtsCall) -> None:
        """Add a call to the log, and remove those of more than 30 days ago."""
        await work.execute(
            _ADD_CALL,
            {
                "tenant": work.tenant_id,
                "id": self._ids.new_id(),
                "ats": call.ats,
                "direction": call.direction,
                "operation": call.operation,
                "at": call.at,
                "is_successful": call.is_successful,
                "status": call.status,
                "error": call.error,
                "interview": call.interview_id,
            },
        )
        await work.execute(
            _DELETE_OLD_CALLS,
            {"tenant": work.tenant_id, "ats": call.ats, "before": call.at - _CALLS_KEPT},
        )

    async def list_calls(self, work: UnitOfWork, ats: AtsName, *, limit: int) -> Sequence[AtsCall]:
        """Return the newest calls of a system, newest first."""
        rows = await work.fetch_all(
            _LIST_CALLS, {"tenant": work.tenant_id, "ats": ats, "limit": limit}
        )
        return [
            AtsCall(
                ats=row["ats"],
                direction=row["direction"],
                operation=row["operation"],
                at=row["at"],
                is_successful=row["is_successful"],
                status=row["status"],
                error=row["error"],
                interview_id=row["interview_id"],
            )
            for row in rows
        ]


async def _find(
    work: UnitOfWork,
    query: LiteralString,
    params: dict[str, Any],  # Any: SQL values
) -> AtsOrder | None:
    row = await work.fetch_one(query, {"tenant": work.tenant_id, **params})
    if row is None:
        return None
    return AtsOrder(
        id=row["id"],
        ats=row["ats"],
        external_id=row["external_id"],
        template_id=row["template_id"],
        interview_id=row["interview_id"],
        callback_url=row["callback_url"],
        reported=row["reported"],
        created_at=row["created_at"],
    )


_LOCK: LiteralString = """
    SELECT pg_advisory_xact_lock(
        hashtextextended('ats order ' || %(tenant)s::text || %(ats)s::text || %(external_id)s::text, 0))
"""
_COLUMNS: LiteralString = """
    SELECT id, ats, external_id, template_id, interview_id, callback_url, reported, created_at
    FROM ats_order
    WHERE tenant_id = %(tenant)s
"""
_FIND: LiteralString = _COLUMNS + " AND id = %(id)s"
_FIND_EXTERNAL: LiteralString = _COLUMNS + " AND ats = %(ats)s AND external_id = %(external_id)s"
_FIND_INTERVIEW: LiteralString = _COLUMNS + " AND interview_id = %(interview)s"
_ADD: LiteralString = """
    INSERT INTO ats_order (tenant_id, id, ats, external_id, template_id, interview_id, callback_url,
                           created_at)
    VALUES (%(tenant)s, %(id)s, %(ats)s, %(external_id)s, %(template)s, %(interview)s, %(callback_url)s,
            %(at)s)
"""
_SET_INTERVIEW: LiteralString = """
    UPDATE ats_order
    SET interview_id = %(interview)s
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND interview_id IS NULL
"""
_MARK_REPORTED: LiteralString = """
    UPDATE ats_order
    SET reported = %(outcome)s, reported_at = %(at)s
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_ADD_CALL: LiteralString = """
    INSERT INTO ats_call (tenant_id, id, ats, direction, operation, at, is_successful, status, error,
                          interview_id)
    VALUES (%(tenant)s, %(id)s, %(ats)s, %(direction)s, %(operation)s, %(at)s, %(is_successful)s, %(status)s,
            %(error)s, %(interview)s)
"""
_DELETE_OLD_CALLS: LiteralString = """
    DELETE FROM ats_call
    WHERE tenant_id = %(tenant)s AND ats = %(ats)s AND at < %(before)s
"""
_LIST_CALLS: LiteralString = """
    SELECT ats, direction, operation, at, is_successful, status, error, interview_id
    FROM ats_call
    WHERE tenant_id = %(tenant)s AND ats = %(ats)s
    ORDER BY at DESC, id DESC
    LIMIT %(limit)s
"""
