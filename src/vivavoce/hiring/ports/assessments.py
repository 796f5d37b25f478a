"""The assessments of interviews."""

from __future__ import annotations

from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId


class InterviewAssessments(Protocol):
    """The assessments of interviews (implemented by assessment)."""

    async def latest(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        """Return the newest assessment as JSON with at least ``assessmentId``, or None."""

    async def request_assessment(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Request a missing or failed assessment again."""
