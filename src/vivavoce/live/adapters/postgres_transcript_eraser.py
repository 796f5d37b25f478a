"""Delete the text of sessions, where the person's key must survive for other interviews."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId


class PostgresTranscriptEraser:
    """Erases text with an SQL function that bypasses row-level security but stays in the work's tenant."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the text of all sessions of these interviews; their events stay, without text."""
        await work.execute(
            "SELECT session_erase_transcripts(%(ids)s::uuid[])", {"ids": list(interview_ids)}
        )
