"""Deleting what was said in sessions, where the person's key has to live on for other interviews."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId


class PostgresTranscriptEraser:
    """Row-level security does not hold for the named function; it keeps to the work's own tenant."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the words of all sessions of these interviews; their events stay, saying nothing."""
        await work.execute(
            "SELECT session_forget_words(%(ids)s::uuid[])", {"ids": list(interview_ids)}
        )
