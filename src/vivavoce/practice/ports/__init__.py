"""Ports of practice: its plan, its interview, people, reviews and assessments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from vivavoce.contracts.envelope import IdempotentResponse, Json
from vivavoce.contracts.interview import CancelReason, InterviewSnapshot, InterviewTranscript
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.contracts.transcript import CompletedAssessment, Scorecard, ScorerInfo
from vivavoce.contracts.video import VoiceRecordingSize
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId, TenantId
from vivavoce.practice.domain.draft import (
    PlanWithApproval,
    PracticeSession,
    ReviewSummary,
    SeekerQuestion,
)
from vivavoce.practice.domain.review.review import Review
from vivavoce.practice.domain.review.rewording import AnswerDraft, MaskedLines, WordedAnswer
from vivavoce.practice.domain.review.rewording_guard import RewordingProblem

BeforeCommit = Callable[[UnitOfWork, PracticeSession], Awaitable[None]]
"""A hook that a use case calls with its result in its last transaction."""


async def do_nothing(work: UnitOfWork, session: PracticeSession) -> None:
    """Do nothing: the default hook."""


class PracticePlanService(Protocol):
    """Reads, requests and edits the plans of practice interviews (planning)."""

    async def read(
        self, work: UnitOfWork, interview_id: InterviewId, plan_id: str
    ) -> PlanWithApproval:
        """Return a plan of an interview with its approval."""

    async def drafted(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        """Return the competencies of the next plan that are written, each with its questions' texts."""

    async def request_again(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Request the interview's plan again; do nothing if it is ready or being written."""

    async def replace_questions(
        self, work: UnitOfWork, interview_id: InterviewId, questions: Sequence[SeekerQuestion]
    ) -> str:
        """Store the seeker's own questions as a new plan version and return its id.

        Raises ``InvalidRequestError`` with one field error per bad question.
        """

    async def try_change(
        self, work: UnitOfWork, interview_id: InterviewId, change_request: str
    ) -> None:
        """Raise ``InvalidRequestError`` if the change request in ``wish`` would not change the plan."""


class IdempotencyStore(Protocol):
    """Stores responses by Idempotency-Key for a day (hiring owns the table)."""

    async def claim(
        self, work: UnitOfWork, key: str, body: Json, *, frees_after_s: int
    ) -> IdempotentResponse | None:
        """Return the stored response, or None if this request now holds the key.

        Raises ``IdempotencyKeyReusedError`` for a different body and ``RequestInProgressError`` while the
        first request runs. A request that runs longer than ``frees_after_s`` seconds loses the key.
        """

    async def save(self, work: UnitOfWork, key: str, answer: IdempotentResponse) -> None:
        """Store the response."""

    async def release(self, work: UnitOfWork, key: str) -> None:
        """Free the key after a request that had no effect."""


LeaderboardRule = Literal["opt_in", "off"]


ReadOrganizationSlug = Callable[[UnitOfWork], Awaitable[str]]
"""Returns the short name (slug) of the organization that a unit of work is bound to (tenancy)."""


ReadLeaderboardRule = Callable[[UnitOfWork], Awaitable[LeaderboardRule]]
"""Returns who is listed: everyone who has not opted out, only people who opted in, or no one (tenancy)."""


ReadUserEmail = Callable[[UnitOfWork, UUID], Awaitable[str]]
"""Returns the e-mail address of a user of the organization, or '' if there is no such user (tenancy)."""


ErasePerson = Callable[[UnitOfWork, PersonId], Awaitable[int]]
"""Erases a person at their own request (hiring) and returns the number of interviews affected.

Ends their interviews and deletes their encryption key and recordings.
"""


EraseSession = Callable[[UnitOfWork, InterviewId], Awaitable[None]]
"""Erases one interview of a person at their own request (hiring); their other data stays."""


ErasePersonData = Callable[[UnitOfWork, PersonId], Awaitable[None]]
"""Erases data that is stored per person (reviews, conversations)."""


EraseInterviewData = Callable[[UnitOfWork, Sequence[InterviewId]], Awaitable[None]]
"""Erases data that is stored per interview (drafts, plans)."""


class PracticeInterviewService(Protocol):
    """Reads and changes practice interviews. Unknown ids raise ``NotFoundError``."""

    async def get_or_create_person(self, work: UnitOfWork, reference: str) -> PersonId:
        """Return the person with that reference; create the person on first use."""

    async def find_person(self, work: UnitOfWork, reference: str) -> PersonId | None:
        """Return the person with that reference, or None."""

    async def open(
        self,
        work: UnitOfWork,
        caller: Caller,
        person_id: PersonId,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewSnapshot:
        """Create an interview, start writing its plan and return it; raise ``InvalidRequestError``."""

    async def view(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewSnapshot:
        """Return an interview; with ``is_locked`` its row stays locked until ``work`` ends."""

    async def list_by_person(
        self,
        work: UnitOfWork,
        person_id: PersonId,
        *,
        profile: str,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[InterviewSnapshot]:
        """Return up to ``limit`` of a person's interviews that have this profile, newest first."""

    async def regenerate_plan(
        self,
        work: UnitOfWork,
        caller: Caller,
        interview_id: InterviewId,
        *,
        facts: Mapping[str, Any],  # Any: as above; facts that are left out stay as they are
        change_request: str,
    ) -> InterviewSnapshot:
        """Request a new version of the plan with the changed ``facts`` and ``change_request``.

        Possible only while the interview is PENDING.
        """

    async def set_current_plan(
        self, work: UnitOfWork, interview_id: InterviewId, plan_id: str
    ) -> InterviewSnapshot:
        """Make a plan version that was edited by hand the current one; only while PENDING."""

    async def approve(
        self, work: UnitOfWork, caller: Caller, interview_id: InterviewId
    ) -> InterviewSnapshot:
        """Approve the plan in the person's name; an approved plan stays approved."""

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> InterviewSnapshot:
        """End an interview that has expired; one with a live session is left as it is."""

    async def list_interview_ids(
        self, work: UnitOfWork, person_id: PersonId
    ) -> Sequence[InterviewId]:
        """Return the ids of all interviews of a person, oldest first."""

    async def cancel_interview(
        self, work: UnitOfWork, interview_id: InterviewId, *, code: CancelReason
    ) -> InterviewSnapshot:
        """Cancel an interview; one that has already ended stays as it is."""


ReadInterviewTranscript = Callable[[TenantId, SessionId], Awaitable[InterviewTranscript]]
"""Returns an interview's transcript up to and including a session (live).

Raises ``NotFoundError`` if there is no such session and ``GoneError`` if its text was erased.
"""


ReadVoiceRecordingSize = Callable[[UnitOfWork, InterviewId], Awaitable[VoiceRecordingSize | None]]
"""Returns how much of the person's voice is stored for an interview, or None (media)."""


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


class AnswerWriter(Protocol):
    """Words a better answer (a language model)."""

    async def __call__(
        self,
        draft: AnswerDraft,
        masked: MaskedLines,
        find_problem: Callable[[Sequence[str]], RewordingProblem | None],
    ) -> WordedAnswer | None:
        """Return a wording in which ``find_problem`` finds nothing, or None if there is none.

        Only ``masked`` may leave the platform; ``find_problem`` takes the lines with the names.
        """


ReadNamesToMask = Callable[[UnitOfWork, InterviewId], Awaitable[tuple[str, ...]]]
"""Returns the person's name, its parts, e-mail address and phone number, longest first (hiring)."""


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

        ``is_listed`` is the person's leaderboard choice, None without one. Only True shows the score.
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

    async def list_best(self, work: UnitOfWork, *, limit: int) -> list[LeaderboardEntry]:
        """Return the best-scored review of each person, best first; of equal scores, the earlier first.

        Only reviews that their person chose to show, of the kind of scorer that scored them most recently.
        """
