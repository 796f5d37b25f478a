"""Delete assessments, panel results and rankings whose retention time is over."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId


class PostgresAssessmentRetention:
    """Deletes through a database function that is restricted to the tenant of the unit of work."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the assessments, panel results and rankings of these interviews."""
        await work.execute("SELECT assessment_erase(%(ids)s::uuid[])", {"ids": list(interview_ids)})
