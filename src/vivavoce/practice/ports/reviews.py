"""Ports of reviews and assignments: their storage, transcripts, plans and assessments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewTranscript
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.contracts.transcript import CompletedAssessment, Scorecard, ScorerInfo
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId, TenantId
from vivavoce.practice.domain.assignment import AssignmentStatus, PracticeAssignment
from vivavoce.practice.domain.draft import ReviewSummary
from vivavoce.practice.domain.review.new_answers import NewAnswer
from vivavoce.practice.domain.review.review import Review

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


class NewAnswerRepository(Protocol):
    """Stores new answers to questions of reviewed sessions."""

    async def add(self, work: UnitOfWork, person_id: PersonId, answer: NewAnswer) -> None:
        """Store a new answer, or raise ``GoneError`` if its person was erased."""

    async def list_by_interview(
        self, work: UnitOfWork, person_id: PersonId, interview_id: InterviewId
    ) -> list[NewAnswer]:
        """Return the new answers of a session, by question, oldest first."""


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


class ReviewRepository(Protocol):
    """Stores reviews.

    Reading a single review whose text was erased raises ``GoneError``; lists leave such reviews out.
    """

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> Review | None:
        """Return the interview's review without its text, or None."""

    async def load_summaries(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, ReviewSummary]:
        """Return status and score by interview, with one query; interviews without a review are left out."""

    async def lock(self, work: UnitOfWork, interview_id: InterviewId) -> Review | None:
        """Return the interview's review, its row locked until ``work`` ends, or None."""

    async def lock_or_create(self, work: UnitOfWork, review: Review) -> Review:
        """Return the interview's review, locked as above; store ``review`` if there is none yet."""

    async def save(self, work: UnitOfWork, review: Review) -> None:
        """Store the status of a review; a completed review is not changed."""

    async def save_completed(
        self,
        work: UnitOfWork,
        review: Review,
        completed: CompletedReview,
        *,
        is_listed: bool | None,
    ) -> None:
        """Store a completed review, or raise ``GoneError`` if its person was erased.

        ``is_listed`` is the person's leaderboard choice: True opts in, False opts out, None is no choice.
        """

    async def find_completed(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> CompletedReview | None:
        """Return the interview's completed review with its text, or None."""

    async def list_completed(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, CompletedReview]:
        """Return the completed reviews of many interviews, with one query."""

    async def list_by_person(
        self, work: UnitOfWork, person_id: PersonId, *, scorer_kind: str | None = None, limit: int
    ) -> list[CompletedReview]:
        """Return a person's completed reviews, newest first, optionally of one kind of scorer only."""

    async def list_best(
        self, work: UnitOfWork, *, only_willing: bool, limit: int
    ) -> list[LeaderboardEntry]:
        """Return the best-scored review of each person, best first; of equal scores, the earlier first.

        All entries come from the kind of scorer that scored most recently. People who opted out are left
        out; with ``only_willing``, only people who opted in are listed.
        """


class PracticeAssignmentRepository(Protocol):
    """Stores assignments. E-mail addresses are encrypted and looked up by a keyed hash."""

    async def add(
        self, work: UnitOfWork, assignments: Sequence[PracticeAssignment], *, assigned_by: UUID
    ) -> None:
        """Store the new assignments of one batch."""

    async def list_by_email(
        self,
        work: UnitOfWork,
        email: str,
        *,
        statuses: Sequence[AssignmentStatus],
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[PracticeAssignment]:
        """Return the assignments of an address that have one of ``statuses``, newest first."""

    async def find(self, work: UnitOfWork, assignment_id: UUID) -> PracticeAssignment | None:
        """Return an assignment, or None if this organization has none with that id."""

    async def is_assigned_to(self, work: UnitOfWork, assignment_id: UUID, email: str) -> bool:
        """Return whether an assignment belongs to this e-mail address."""

    async def lock_by_emails(
        self, work: UnitOfWork, emails: Sequence[str]
    ) -> dict[str, list[PracticeAssignment]]:
        """Return all assignments by address, locked until ``work`` ends; unknown addresses are left out."""

    async def unassign(self, work: UnitOfWork, assignment_ids: Sequence[UUID]) -> None:
        """Mark active assignments as unassigned and unlink their interviews."""

    async def link_interview(
        self, work: UnitOfWork, assignment_id: UUID, interview_id: InterviewId
    ) -> None:
        """Link an assignment that has not started to an interview; a later call replaces the link."""

    async def find_by_interview(self, work: UnitOfWork, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""

    async def list_by_ids(self, work: UnitOfWork, ids: Sequence[UUID]) -> list[PracticeAssignment]:
        """Return the assignments of ``ids`` that this organization has, without e-mail addresses."""

    async def mark_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the active assignment that this interview was set up for as started."""

    async def mark_completed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the started assignment of an interview as completed."""
