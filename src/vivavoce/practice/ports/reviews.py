"""Ports of reviews and assignments: their storage, transcripts, plans and assessments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewTranscript
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.contracts.transcript import CompletedAssessment, Scorecard, ScorerInfo
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId, TenantId

ReadInterviewTranscript = Callable[[TenantId, SessionId], Awaitable[InterviewTranscript]]
"""Returns an interview's transcript up to and including a session (live).

Raises ``NotFoundError`` if there is no such session and ``GoneError`` if its text was erased.
"""
ReadInterviewPlan = Callable[[UnitOfWork, PlanId], Awaitable[InterviewPlan]]
"""Returns a plan, or raises ``NotFoundError`` (planning)."""


class ScoreAnswers(Protocol):
    """Scores answers to one question of an interview, each alone (assessment)."""

    async def __call__(
        self,
        tenant_id: TenantId,
        interview_id: InterviewId,
        question: PlanQuestion,
        answers: Sequence[str],
        *,
        language: str,
    ) -> tuple[Scorecard, ...]:
        """Return a scorecard per answer, all by the same scorer; the answer is turn 2 in each."""


class PracticeAssessmentService(Protocol):
    """Reads and requests assessments (assessment)."""

    async def find_completed(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> CompletedAssessment | None:
        """Return the newest completed assessment, or None."""

    async def request_assessment(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Request the interview's missing assessment again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedReview:
    """A completed review with its text. ``overall_score`` is 0-100; ``strong`` and ``weak`` are topics."""

    interview_id: InterviewId
    person_id: PersonId
    scorer: ScorerInfo
    overall_score: float | None
    completed_at: datetime
    document: Json = field(repr=False)
    display_name: str | None = field(repr=False, default=None)
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardEntry:
    """One leaderboard entry. Equal scores share a rank."""

    rank: int
    review: CompletedReview
    interview_type: str | None
    difficulty: str | None
