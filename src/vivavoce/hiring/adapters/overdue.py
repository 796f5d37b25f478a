"""Interviews of all organisations that were not finished in time, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vivavoce.hiring.ports import OverdueInterview
from vivavoce.infra.database import Database
from vivavoce.kernel.ids import InterviewId, TenantId


class PostgresOverdueInterviews:
    """Asks the named function, before any organisation is known."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, profile: str, *, before: datetime, quiet_since: datetime, most: int
    ) -> Sequence[OverdueInterview]:
        """Return up to ``most`` interviews of a door that were set up or begun before then, oldest first."""
        rows = await self._database.call(
            "SELECT * FROM interview_overdue(%(door)s, %(before)s, %(quiet)s, %(most)s)",
            {"door": profile, "before": before, "quiet": quiet_since, "most": most},
        )
        return [
            OverdueInterview(
                tenant_id=TenantId(row["tenant_id"]), interview_id=InterviewId(row["interview_id"])
            )
            for row in rows
        ]
