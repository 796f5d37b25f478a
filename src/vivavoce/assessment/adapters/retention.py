"""Deleting assessments, panel readings and rankings whose time is over."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId


class PostgresAssessmentRetention:
    """The named function keeps to the work's own tenant."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete all that was made of these interviews, and each ranking that one of them is in."""
        await work.execute(
            "SELECT assessment_forget(%(ids)s::uuid[])", {"ids": list(interview_ids)}
        )
