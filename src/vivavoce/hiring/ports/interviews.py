"""What an interview needs: its list, sessions, calls, assessments, the organization's rules, and webhooks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import InterviewProfile, RetentionDays
from vivavoce.contracts.transcript import FlagFilter
from vivavoce.hiring.domain.hiring_decision import DecisionFilter
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.ports.candidates import CandidatePageRules, VoluntaryQuestionRules
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId


class InterviewNotFoundError(NotFoundError):
    """There is no interview with that id or run id."""

    code = "interview_not_found"


class InterviewChangedError(ConflictError):
    """Another user changed this interview in the meantime. Load it again."""

    code = "interview_changed"


InterviewSortOrder = Literal["newest", "oldest", "longest_wait", "last_changed"]
"""``newest`` and ``oldest``: by the time of the request; ``longest_wait``: longest time in the current state
first; ``last_changed``: last change first."""


InterviewOrder = InterviewSortOrder | Literal["last_state"]
"""Also the order of an agent's tasks: what came into its state last is first."""


MAX_COUNTED_INTERVIEWS = 10_000
"""Up to this number the total of a list is exact; beyond it the list has more."""


RecommendationName = Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewQuery:
    """Filter, order and page of a list of interviews.

    ``search`` matches the e-mail address, each word of the name, the id, the run id, the external id and
    the candidate reference exactly, and the position in part. ``page`` counts from 1; a ``cursor`` continues
    after an earlier page instead. Empty filters match every interview.
    """

    states: tuple[InterviewState, ...] = ()
    search: str | None = None
    profiles: tuple[str, ...] = ()
    position: str | None = None
    recommendations: tuple[RecommendationName, ...] = ()
    flags: tuple[FlagFilter, ...] = ()
    """Only interviews whose newest assessment has a flag of one of these kinds."""
    decisions: tuple[DecisionFilter, ...] = ()
    """Only interviews whose newest decision is one of these, also if it is not final yet."""
    created_from: datetime | None = None
    created_before: datetime | None = None
    created_by: UUID | None = None
    has_failed: bool = False
    """Only interviews with a failed step."""
    is_test: bool | None = False
    """Only tests, or only live interviews; None finds both. A key finds only those of its own mode."""
    ids: tuple[UUID, ...] = ()
    external_id: str | None = None
    conversation_id: str | None = None
    """Only interviews of this conversation; its id is the run id of one that belongs to no other."""
    in_state_from: datetime | None = None
    """Only interviews that have been in their state since this time or a later one."""
    order: InterviewOrder = "newest"
    page: int = 1
    cursor: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewPage:
    """One page of a list, the number of matching interviews, and the cursor of the next page, if any."""

    interviews: tuple[Interview, ...]
    total: int
    """At most ``MAX_COUNTED_INTERVIEWS``."""
    is_total_exact: bool = True
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionSummary:
    """A position, and how many of its interviews are in each state."""

    position: str
    counts: Mapping[InterviewState, int]
    """States without any interview are left out."""
    last_changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StateSummary:
    """The interviews in one state."""

    total: int = 0
    failed: int = 0
    """How many of them have a failed step."""
    oldest_since: datetime | None = None
    """Since when the first of those without a failed step is in this state; None without any."""


InterviewChangeListener = Callable[[UnitOfWork, InterviewId], Awaitable[None]]
"""Called with each change of an interview's state, in its unit of work (implemented by delivery)."""


@dataclass(frozen=True, slots=True)
class OverdueInterview:
    """An interview that was not finished in time."""

    tenant_id: TenantId
    interview_id: InterviewId


class InterviewAssessments(Protocol):
    """The assessments of interviews (implemented by assessment)."""

    async def latest(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        """Return the newest assessment as JSON with at least ``assessmentId``, or None."""

    async def request_assessment(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Request a missing or failed assessment again."""


class InterviewCallControl(Protocol):
    """The phone calls of interviews (implemented by voice)."""

    async def has_open_call(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a call in progress or scheduled."""

    async def cancel_calls(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Cancel all calls of the interview; a ringing call is hung up soon after ``work`` commits."""


class InterviewSessions(Protocol):
    """The live sessions of interviews (implemented by live)."""

    async def has_open_session(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that has not ended."""

    async def complete_if_sufficient(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Publish ``interview.completed`` if enough questions were answered; return whether they were."""


class InterviewWebhookPublisher(Protocol):
    """Publishes webhooks to partners (implemented by delivery)."""

    async def publish(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        run_id: str,
        event: str,
        state: str,
        callback_url: str | None,
        data: Mapping[str, Any],  # Any: JSON
        person_id: PersonId,
        candidate_ref: str | None,
        external_id: str | None,
    ) -> object:
        """Queue the webhook, its body encrypted with the person's key; it is sent after ``work`` commits."""


CallbackUrlValidator = Callable[[str], None]
"""Raises ``InvalidRequestError`` with the reason if a URL may not be a callback (implemented by delivery)."""


class InterviewPolicy(Protocol):
    """The organization's rules for plans and retention (implemented by tenancy)."""

    async def auto_approves_plans(self, work: UnitOfWork) -> bool:
        """Return whether plans are approved without a person."""

    async def retries_rejected_plans(self, work: UnitOfWork) -> bool:
        """Return whether rejecting a plan with a reason requests a new version."""

    async def needs_second_decider(self, work: UnitOfWork) -> bool:
        """Return whether a second person must confirm every decision about a candidate."""

    async def decision_due_hours(self, work: UnitOfWork) -> int:
        """Return after how many hours an item of the queue is due; 0 for never."""

    async def candidate_page_rules(self, work: UnitOfWork) -> CandidatePageRules:
        """Return what the organization promises and allows on the pages of its candidates."""

    async def voluntary_questions(self, work: UnitOfWork) -> VoluntaryQuestionRules:
        """Return what the organization asks candidates for its selection rates."""

    async def retention_days(self, work: UnitOfWork, profile: InterviewProfile) -> RetentionDays:
        """Return the current retention days of transcript and assessment for interviews of ``profile``."""

    async def recording_days(self, work: UnitOfWork) -> int:
        """Return how many days recordings are kept now."""
