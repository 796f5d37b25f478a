"""Deleting recordings and documents of interviews whose time is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId
from vivavoce.media.adapters import statements as sql


class PostgresMediaRetention:
    """Deletes rows; the objects go to waste, and the sweep deletes them."""

    async def forget(self, work: Work, interview_ids: Sequence[InterviewId]) -> None:
        """Delete all recordings and documents of these interviews."""
        await work.fetch_one(sql.FORGET_INTERVIEWS, {"interviews": list(interview_ids)})

    async def count_before(self, work: Work, before: datetime) -> int:
        """Return how many recordings have parts from before then."""
        row = await work.fetch_one(sql.COUNT_OLD_PIECES, {"before": before})
        return 0 if row is None else int(row["recordings"])

    async def forget_before(self, work: Work, before: datetime) -> int:
        """Delete all parts of recordings from before then; return of how many recordings."""
        row = await work.fetch_one(sql.FORGET_OLD_PIECES, {"before": before})
        return 0 if row is None else int(row["recordings"])
