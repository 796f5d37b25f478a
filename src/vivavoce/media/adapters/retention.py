"""Delete the recordings and documents of interviews whose retention period has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.media.adapters import artifacts_statements as sql


class PostgresMediaRetention:
    """Deletes rows and schedules their objects for deletion by the clean-up job."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete all recordings and documents of these interviews."""
        await work.fetch_one(sql.DELETE_INTERVIEWS_DATA, {"interviews": list(interview_ids)})

    async def count_before(self, work: UnitOfWork, before: datetime) -> int:
        """Return how many recordings have chunks stored before ``before``."""
        row = await work.fetch_one(sql.COUNT_OLD_RECORDINGS, {"before": before})
        return 0 if row is None else int(row["recordings"])

    async def delete_before(self, work: UnitOfWork, before: datetime) -> int:
        """Delete all chunks stored before ``before``; return how many recordings they belonged to."""
        row = await work.fetch_one(sql.DELETE_OLD_CHUNKS, {"before": before})
        return 0 if row is None else int(row["recordings"])
