"""What reviews need: their store, the talk, its plan and scorecard, assignments, and one rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import Plan
from vivavoce.contracts.scorecard import Scorecard, Scorer
from vivavoce.contracts.story import SessionStory
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import AssessmentId, InterviewId, PersonId, PlanId, SessionId, TenantId
from vivavoce.practice.domain.review.review import Review

LeaderboardRule = Literal["on", "opt_in", "off"]


class Stories(Protocol):
    """How talks went (live)."""

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> SessionStory:
        """Return the talk up to and including a session.

        Raises ``NotFound`` where there is no such session, ``Gone`` once its words were erased.
        """


class Plans(Protocol):
    """What was to be asked (planning)."""

    async def by_id(self, work: Work, plan_id: PlanId) -> Plan:
        """Return a plan, or raise ``NotFound``."""


class Made(Protocol):
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


class Assessments(Protocol):
    """How talks were scored (assessment)."""

    async def made(self, work: Work, interview_id: InterviewId) -> Made | None:
        """Return the newest assessment that was made, or None."""

    async def ask(self, work: Work, interview_id: InterviewId) -> None:
        """Have a missing assessment made once more."""


class AssignmentRow(Protocol):
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


class Assignments(Protocol):
    """Practice that somebody else asked for. Interviews without an assignment change nothing."""

    async def note_started(self, work: Work, interview_id: InterviewId) -> None:
        """Note that the talk began; twice is once."""

    async def note_completed(self, work: Work, interview_id: InterviewId) -> None:
        """Note that the review is there; twice is once."""

    async def of_interview(self, work: Work, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""

    async def rows(self, work: Work, ids: Sequence[UUID]) -> Sequence[AssignmentRow]:
        """Return those of ``ids`` that this organisation has, in one look."""


class Recordings(Protocol):
    """What was recorded (media)."""

    async def sounds(self, work: Work, interview_id: InterviewId) -> list[Json]:
        """Return ``{artifact_type, content_type, duration_s, bytes}`` of each sound that is kept."""


class Rules(Protocol):
    """What the organisation decided (tenancy)."""

    async def leaderboard(self, work: Work) -> LeaderboardRule:
        """Return who stands on the leaderboard: everybody, who asked for it, or nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A completed review with its words."""

    interview_id: InterviewId
    person_id: PersonId
    scorer: Scorer
    overall_score: float | None
    completed_at: datetime
    document: Json = field(repr=False)
    display_name: str | None = field(repr=False, default=None)
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A place on the leaderboard."""

    rank: int
    review: Completed
    interview_type: str | None
    difficulty: str | None


class Reviews(Protocol):
    """Keeps reviews. Words that were erased raise ``Gone`` where one is read, and are left out of lists."""

    async def find(self, work: Work, interview_id: InterviewId) -> Review | None:
        """Return where a review stands."""

    async def lock(self, work: Work, interview_id: InterviewId) -> Review | None:
        """Return a review that nobody else can change until ``work`` ends."""

    async def begin(self, work: Work, fresh: Review) -> Review:
        """Return the interview's review, ``fresh`` where there is none yet, locked as above."""

    async def save(self, work: Work, review: Review) -> None:
        """Keep where a review stands."""

    async def keep(
        self, work: Work, review: Review, made: Completed, *, is_listed: bool | None
    ) -> None:
        """Keep a completed review, or raise ``Gone`` where its person was erased."""

    async def read(self, work: Work, interview_id: InterviewId) -> Completed | None:
        """Return a completed review with its words."""

    async def read_many(
        self, work: Work, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, Completed]:
        """Return the completed ones of many interviews in one look."""

    async def of_person(
        self, work: Work, person_id: PersonId, *, scorer_kind: str | None = None, limit: int
    ) -> list[Completed]:
        """Return a person's completed reviews, newest first, of one kind of scorer where it is named."""

    async def best(self, work: Work, *, only_willing: bool, limit: int) -> list[Standing]:
        """Return the best scored review of each person, best first; an earlier one before an equal one.

        All are of the kind of scorer that scored last. Who asked not to be listed is not; ``only_willing``
        lists only who asked for it.
        """
