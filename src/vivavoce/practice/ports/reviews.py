"""Ports of reviews: review storage, transcripts, plans, assessments, assignments, recordings, policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview_transcript import InterviewTranscript
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.scorecard import Scorecard, ScorerInfo
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import AssessmentId, InterviewId, PersonId, PlanId, SessionId, TenantId
from vivavoce.practice.domain.review.review import Review

LeaderboardRule = Literal["on", "opt_in", "off"]


class ReviewTranscriptReader(Protocol):
    """Reads interview transcripts (live)."""

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> InterviewTranscript:
        """Return the interview's transcript up to and including a session.

        Raises ``NotFoundError`` if there is no such session and ``GoneError`` if its text was erased.
        """


class InterviewPlanReader(Protocol):
    """Reads interview plans (planning)."""

    async def by_id(self, work: UnitOfWork, plan_id: PlanId) -> InterviewPlan:
        """Return a plan, or raise ``NotFoundError``."""


class ReviewableAssessment(Protocol):
    """A completed assessment."""

    @property
    def assessment_id(self) -> AssessmentId:
        """Its id."""

    @property
    def scorecard(self) -> Scorecard:
        """The scores and the quotes that support them."""

    @property
    def is_erased(self) -> bool:
        """Whether its text was erased."""


class PracticeAssessmentService(Protocol):
    """Reads and requests assessments (assessment)."""

    async def find_completed(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> ReviewableAssessment | None:
        """Return the newest completed assessment, or None."""

    async def request_assessment(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Request the interview's missing assessment again."""


class AssignmentProgress(Protocol):
    """The status and timestamps of one assignment."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def status(self) -> str:
        """``assigned``, ``started``, ``completed`` or ``unassigned``."""

    @property
    def interview_id(self) -> InterviewId | None:
        """The interview that is linked to it, or None."""

    @property
    def assigned_at(self) -> datetime:
        """When it was assigned."""

    @property
    def started_at(self) -> datetime | None:
        """When its interview started, or None."""

    @property
    def completed_at(self) -> datetime | None:
        """When its review was completed, or None."""


class AssignmentTracker(Protocol):
    """Tracks assignments. Calls for interviews without an assignment have no effect."""

    async def mark_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the interview's assignment as started; idempotent."""

    async def mark_completed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the interview's assignment as completed; idempotent."""

    async def find_by_interview(self, work: UnitOfWork, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""

    async def list_progress(
        self, work: UnitOfWork, ids: Sequence[UUID]
    ) -> Sequence[AssignmentProgress]:
        """Return the assignments of ``ids`` that this organization has, with one query."""


class ReviewRecordingReader(Protocol):
    """Reads recordings (media)."""

    async def list_audio(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        """Return ``{artifact_type, content_type, duration_s, bytes}`` for each stored audio recording."""


class LeaderboardRuleReader(Protocol):
    """Reads the organization's settings (tenancy)."""

    async def leaderboard_rule(self, work: UnitOfWork) -> LeaderboardRule:
        """Return who is listed: everyone who has not opted out, only people who opted in, or no one."""


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
