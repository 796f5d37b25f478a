"""Qualifications that operators started, in PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.assessment.domain.qualification.started import (
    INTERRUPTED,
    SILENT_AFTER,
    UNTAKEN_AFTER,
    StartedQualification,
)
from vivavoce.infra.database import Database, Row
from vivavoce.infra.unit_of_work import UnitOfWork


class PostgresQualificationRepository:
    """Stores each qualification as one row; only an active one can change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, work: UnitOfWork, qualification: StartedQualification) -> bool:
        """Store a new one; return False, and store nothing, if one is active.

        One that lost its process is ended first.
        """
        at = qualification.started_at
        await work.execute(
            _END_SILENT,
            {
                "at": at,
                "before": at - SILENT_AFTER,
                "waiting_before": at - UNTAKEN_AFTER,
                "reason": INTERRUPTED,
            },
        )
        return bool(
            await work.execute(
                _INSERT,
                {
                    "id": qualification.id,
                    "model": qualification.model,
                    "endpoint": qualification.endpoint,
                    "at": at,
                },
            )
        )

    async def find_newest(self) -> StartedQualification | None:
        """Return the newest one as it was stored, or None."""
        rows = await self._database.execute(_FIND_NEWEST)
        return _build(rows[0]) if rows else None

    async def begin(self, qualification_id: UUID, at: datetime) -> bool:
        """Mark a waiting one as running; return False if it no longer waits, or has waited too long."""
        values = {"id": qualification_id, "at": at, "waiting_before": at - UNTAKEN_AFTER}
        return bool(await self._database.execute(_BEGIN, values))

    async def record_progress(
        self, qualification_id: UUID, *, read: int, total: int, at: datetime
    ) -> bool:
        """Store how many answers were read; return False if it is no longer running."""
        values = {"id": qualification_id, "read": read, "total": total, "at": at}
        return bool(await self._database.execute(_RECORD_PROGRESS, values))

    async def complete(
        self, work: UnitOfWork, qualification_id: UUID, certificate_id: UUID, at: datetime
    ) -> bool:
        """End a running one with its certificate; return False if it is no longer running."""
        values = {"id": qualification_id, "certificate": certificate_id, "at": at}
        return bool(await work.execute(_COMPLETE, values))

    async def fail(self, qualification_id: UUID, reason: str, at: datetime) -> bool:
        """End an active one without a certificate; return False if it has ended."""
        values = {"id": qualification_id, "reason": reason, "at": at}
        return bool(await self._database.execute(_FAIL, values))

    async def cancel(self, work: UnitOfWork, qualification_id: UUID, at: datetime) -> bool:
        """End an active one as canceled; return False if it has ended."""
        return bool(await work.execute(_CANCEL, {"id": qualification_id, "at": at}))

    async def find(self, qualification_id: UUID) -> StartedQualification | None:
        """Return one as it was stored, or None."""
        rows = await self._database.execute(_FIND, {"id": qualification_id})
        return _build(rows[0]) if rows else None


def _build(row: Row) -> StartedQualification:
    return StartedQualification(**row)


_SELECT: LiteralString = """
    SELECT id, model, endpoint, status, started_at, seen_at, ended_at, answers_read, answers_total,
           certificate_id, reason
    FROM model_qualification
"""
_FIND: LiteralString = _SELECT + " WHERE id = %(id)s"
_FIND_NEWEST: LiteralString = _SELECT + " ORDER BY started_at DESC, id LIMIT 1"
_INSERT = """
    INSERT INTO model_qualification (id, model, endpoint, status, started_at, seen_at)
    VALUES (%(id)s, %(model)s, %(endpoint)s, 'waiting', %(at)s, %(at)s)
    ON CONFLICT DO NOTHING
"""
_END_SILENT = """
    UPDATE model_qualification
    SET status = 'failed', ended_at = %(at)s, reason = %(reason)s
    WHERE (status = 'running' AND seen_at < %(before)s)
       OR (status = 'waiting' AND seen_at < %(waiting_before)s)
"""
_BEGIN = """
    UPDATE model_qualification
    SET status = 'running', seen_at = %(at)s
    WHERE id = %(id)s
      AND status = 'waiting'
      AND seen_at >= %(waiting_before)s
    RETURNING id
"""
_RECORD_PROGRESS = """
    UPDATE model_qualification
    SET answers_read = %(read)s, answers_total = %(total)s, seen_at = %(at)s
    WHERE id = %(id)s
      AND status = 'running'
    RETURNING id
"""
_COMPLETE = """
    UPDATE model_qualification
    SET status = 'completed', certificate_id = %(certificate)s, answers_read = answers_total,
        seen_at = %(at)s, ended_at = %(at)s
    WHERE id = %(id)s
      AND status = 'running'
"""
_FAIL = """
    UPDATE model_qualification
    SET status = 'failed', reason = %(reason)s, ended_at = %(at)s
    WHERE id = %(id)s
      AND status IN ('waiting', 'running')
    RETURNING id
"""
_CANCEL = """
    UPDATE model_qualification
    SET status = 'canceled', ended_at = %(at)s
    WHERE id = %(id)s
      AND status IN ('waiting', 'running')
"""
