"""Overdue interviews of all organizations, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString

from vivavoce.hiring.ports import OverdueInterview
from vivavoce.infra.database import Database
from vivavoce.kernel.ids import InterviewId, TenantId


class PostgresOverdueInterviewFinder:
    """Calls the database functions that read across organizations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, profile: str, *, before: datetime, idle_since: datetime, limit: int
    ) -> Sequence[OverdueInterview]:
        """Return up to ``limit`` overdue interviews of ``profile``, oldest first."""
        return await self._query(
            "SELECT * FROM interview_overdue(%(door)s, %(before)s, %(quiet)s, %(most)s)",
            {"door": profile, "before": before, "quiet": idle_since, "most": limit},
        )

    async def find_approved(
        self, profile: str, *, before: datetime, idle_since: datetime, limit: int
    ) -> Sequence[OverdueInterview]:
        """Like ``find``, but only interviews that were approved, scheduled for, or begun by ``before``."""
        return await self._query(
            "SELECT * FROM interview_abandoned(%(door)s, %(before)s, %(quiet)s, %(most)s)",
            {"door": profile, "before": before, "quiet": idle_since, "most": limit},
        )

    async def _query(
        self, query: LiteralString, params: Mapping[str, object]
    ) -> Sequence[OverdueInterview]:
        return [
            OverdueInterview(
                tenant_id=TenantId(row["tenant_id"]), interview_id=InterviewId(row["interview_id"])
            )
            for row in await self._database.execute(query, params)
        ]
