"""What reviews need: their store, the talk, its plan and scorecard, assignments, and one rule."""

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
    """How talks went (live)."""

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> InterviewTranscript:
        """Return the talk up to and including a session.

        Raises ``NotFoundError`` where there is no such session, ``GoneError`` once its words were erased.
        """


class ReviewPlanReader(Protocol):
    """What was to be asked (planning)."""

    async def by_id(self, work: UnitOfWork, plan_id: PlanId) -> InterviewPlan:
        """Return a plan, or raise ``NotFoundError``."""


class ReviewableAssessment(Protocol):
    """An assessment that was made."""

    @property
    def assessment_id(self) -> AssessmentId:
        """Its id."""

    @property
    def scorecard(self) -> Scorecard:
        """Numbers and quotes."""

    @property
    def is_erased(self) -> bool:
        """Whether the words are gone."""


class PracticeAssessmentService(Protocol):
    """How talks were scored (assessment)."""

    async def find_completed(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> ReviewableAssessment | None:
        """Return the newest assessment that was made, or None."""

    async def request_assessment(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Have a missing assessment made once more."""


class AssignmentProgress(Protocol):
    """One assignment, as far as its results go."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def status(self) -> str:
        """``assigned``, ``started``, ``completed`` or ``unassigned``."""

    @property
    def interview_id(self) -> InterviewId | None:
        """The interview that was begun for it."""

    @property
    def assigned_at(self) -> datetime:
        """When somebody asked for it."""

    @property
    def started_at(self) -> datetime | None:
        """When its talk began."""

    @property
    def completed_at(self) -> datetime | None:
        """When its review was there."""


class AssignmentTracker(Protocol):
    """Practice that somebody else asked for. Interviews without an assignment change nothing."""

    async def mark_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Note that the talk began; twice is once."""

    async def mark_completed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Note that the review is there; twice is once."""

    async def find_by_interview(self, work: UnitOfWork, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""

    async def list_progress(
        self, work: UnitOfWork, ids: Sequence[UUID]
    ) -> Sequence[AssignmentProgress]:
        """Return those of ``ids`` that this organisation has, in one look."""


class ReviewRecordingReader(Protocol):
    """What was recorded (media)."""

    async def list_audio(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        """Return ``{artifact_type, content_type, duration_s, bytes}`` of each sound that is kept."""


class OrganizationPolicyReader(Protocol):
    """What the organisation decided (tenancy)."""

    async def leaderboard_rule(self, work: UnitOfWork) -> LeaderboardRule:
        """Return who stands on the leaderboard: everybody, who asked for it, or nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedReview:
    """A completed review with its words."""

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
    """A place on the leaderboard."""

    rank: int
    review: CompletedReview
    interview_type: str | None
    difficulty: str | None


class ReviewRepository(Protocol):
    """Keeps reviews.

    Words that were erased raise ``GoneError`` where one is read, and are left out of lists.
    """

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> Review | None:
        """Return where a review stands."""

    async def lock(self, work: UnitOfWork, interview_id: InterviewId) -> Review | None:
        """Return a review that nobody else can change until ``work`` ends."""

    async def lock_or_create(self, work: UnitOfWork, review: Review) -> Review:
        """Return the interview's review, ``fresh`` where there is none yet, locked as above."""

    async def save(self, work: UnitOfWork, review: Review) -> None:
        """Keep where a review stands."""

    async def save_completed(
        self,
        work: UnitOfWork,
        review: Review,
        completed: CompletedReview,
        *,
        is_listed: bool | None,
    ) -> None:
        """Keep a completed review, or raise ``GoneError`` where its person was erased."""

    async def find_completed(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> CompletedReview | None:
        """Return a completed review with its words."""

    async def list_completed(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, CompletedReview]:
        """Return the completed ones of many interviews in one look."""

    async def list_by_person(
        self, work: UnitOfWork, person_id: PersonId, *, scorer_kind: str | None = None, limit: int
    ) -> list[CompletedReview]:
        """Return a person's completed reviews, newest first, of one kind of scorer where it is named."""

    async def list_best(
        self, work: UnitOfWork, *, only_willing: bool, limit: int
    ) -> list[LeaderboardEntry]:
        """Return the best scored review of each person, best first; an earlier one before an equal one.

        All are of the kind of scorer that scored last. Who asked not to be listed is not; ``only_willing``
        lists only who asked for it.
        """
