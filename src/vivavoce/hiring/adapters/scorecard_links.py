"""Links to shared scorecards in PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.hiring.domain.scorecard_link import ScorecardLink
from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId

_ADD: LiteralString = """
    INSERT INTO scorecard_link (tenant_id, id, interview_id, created_by, created_by_name, created_at,
                                expires_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(by)s, %(by_name)s, %(created_at)s, %(expires_at)s)
"""
_COLUMNS: LiteralString = """
    SELECT id, interview_id, created_by, created_by_name, created_at, expires_at, revoked_at, times_opened,
           last_opened_at
    FROM scorecard_link
"""
_LIST: LiteralString = (
    _COLUMNS
    + """
    WHERE interview_id = %(interview)s
    ORDER BY created_at DESC, id DESC
"""
)
_FIND: LiteralString = _COLUMNS + "    WHERE id = %(id)s"
_REVOKE: LiteralString = """
    UPDATE scorecard_link
    SET revoked_at = %(at)s
    WHERE id = %(id)s AND revoked_at IS NULL
"""
_COUNT_OPENING: LiteralString = """
    UPDATE scorecard_link
    SET times_opened = times_opened + 1, last_opened_at = %(at)s
    WHERE id = %(id)s
"""


class PostgresScorecardLinkRepository:
    """The links of the organization that ``work`` belongs to."""

    async def add(self, work: UnitOfWork, link: ScorecardLink) -> None:
        """Store a new link."""
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": link.id,
                "interview": link.interview_id,
                "by": link.created_by,
                "by_name": link.created_by_name,
                "created_at": link.created_at,
                "expires_at": link.expires_at,
            },
        )

    async def list(self, work: UnitOfWork, interview_id: InterviewId) -> tuple[ScorecardLink, ...]:
        """Return the links of an interview, newest first."""
        rows = await work.fetch_all(_LIST, {"interview": interview_id})
        return tuple(_link_from_row(row) for row in rows)

    async def find(self, work: UnitOfWork, link_id: UUID) -> ScorecardLink | None:
        """Return a link, or None."""
        row = await work.fetch_one(_FIND, {"id": link_id})
        return None if row is None else _link_from_row(row)

    async def revoke(self, work: UnitOfWork, link_id: UUID, at: datetime) -> None:
        """Revoke a link; an earlier time stays."""
        await work.execute(_REVOKE, {"id": link_id, "at": at})

    async def count_opening(self, work: UnitOfWork, link_id: UUID, at: datetime) -> None:
        """Record that the link was opened."""
        await work.execute(_COUNT_OPENING, {"id": link_id, "at": at})


def _link_from_row(row: Row) -> ScorecardLink:
    return ScorecardLink(**{**row, "interview_id": InterviewId(row["interview_id"])})
