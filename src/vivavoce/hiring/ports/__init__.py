"""Ports of hiring: its repositories, and the slices that plan, invite, assess and deliver."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from vivavoce.contracts.booking import HostAppointmentChange
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import ChangeRequestPreview
from vivavoce.contracts.job_analysis import JobCorrection, JobTextFacts
from vivavoce.contracts.plan_edit import PlanEdit
from vivavoce.contracts.plan_trial import PlanTrial
from vivavoce.contracts.profiles import InterviewProfile, RetentionDays
from vivavoce.hiring.domain.assessment_flags import FlagFilter
from vivavoce.hiring.domain.hiring_decision import (
    DecisionFilter,
    HiringDecision,
    LevelCorrection,
)
from vivavoce.hiring.domain.human_task import HumanTaskKind
from vivavoce.hiring.domain.interview import Actor, Interview, Receipt, TransitionRecord
from vivavoce.hiring.domain.scorecard_link import ScorecardLink
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


class InterviewRepository(Protocol):
    """Stores interviews, their history and their candidates. ``key`` is an interview id or a run id."""

    async def add(self, work: UnitOfWork, interview: Interview, *, actor: Actor) -> None:
        """Store a new interview and its person; raise ``GoneError`` if the person was erased."""

    async def find(self, work: UnitOfWork, key: str) -> Interview:
        """Return an interview, or raise ``InterviewNotFoundError``."""

    async def lock(self, work: UnitOfWork, key: str) -> Interview:
        """Return an interview, locked until ``work`` ends, or raise ``InterviewNotFoundError``."""

    async def find_by_external_id(self, work: UnitOfWork, external_id: str) -> Interview | None:
        """Return the interview with that external id, or None.

        Locks the external id until ``work`` ends, so that only one unit of work at a time can create it.
        """

    async def save(self, work: UnitOfWork, interview: Interview, *, expected_version: int) -> None:
        """Store everything except the request.

        Raises ``InterviewChangedError`` if ``expected_version`` is no longer the stored version.
        """

    async def save_request(self, work: UnitOfWork, interview: Interview) -> None:
        """Store the request's facts with their quality, gaps and warnings."""

    async def add_transition(
        self, work: UnitOfWork, interview: Interview, record: TransitionRecord
    ) -> None:
        """Add a row to the history."""

    async def history(self, work: UnitOfWork, interview: Interview) -> tuple[TransitionRecord, ...]:
        """Return the history, oldest first. Reasons are None once the person was erased."""

    async def page(self, work: UnitOfWork, query: InterviewQuery) -> InterviewPage:
        """Return the page of interviews that ``query`` asks for, or raise ``InvalidCursorError``."""

    async def list_positions(self, work: UnitOfWork, *, limit: int) -> tuple[str, ...]:
        """Return up to ``limit`` positions of the interviews, in alphabetical order."""

    async def summarize_positions(
        self, work: UnitOfWork, profiles: Sequence[str], *, limit: int
    ) -> tuple[PositionSummary, ...]:
        """Return up to ``limit`` positions of interviews of these profiles, the last change first."""

    async def counts(self, work: UnitOfWork) -> dict[InterviewState, int]:
        """Return the number of interviews in each state; states without any have 0."""

    async def summarize_states(self, work: UnitOfWork) -> dict[InterviewState, StateSummary]:
        """Return a summary of each state, also of those without any interview."""

    async def erase_personal_data(self, work: UnitOfWork, interview: Interview) -> None:
        """Make all personal data of the interview's person permanently unreadable."""

    async def is_returning_person(self, work: UnitOfWork, person_id: PersonId) -> bool:
        """Return whether the person has a reference of their own, such as a practice account."""

    async def erase_free_text(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Remove the free text that the person entered in these interviews."""

    async def erase_person(
        self, work: UnitOfWork, person_id: PersonId, interview_ids: Sequence[InterviewId]
    ) -> None:
        """Make all personal data of a person and of these interviews permanently unreadable."""

    async def find_person_by_reference(self, work: UnitOfWork, reference: str) -> PersonId | None:
        """Return the person with that reference, such as their sign-in account, or None."""

    async def add_person(self, work: UnitOfWork, person_id: PersonId, reference: str) -> PersonId:
        """Store a person under a reference and return the id; a known reference returns its existing id."""

    async def list_ids_for_person(
        self, work: UnitOfWork, person_id: PersonId
    ) -> Sequence[InterviewId]:
        """Return the ids of a person's interviews that were not deleted, oldest first."""

    async def list_for_person(
        self,
        work: UnitOfWork,
        person_id: PersonId,
        *,
        profile: str,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> tuple[Interview, ...]:
        """Return up to ``limit`` interviews of a person and profile, newest first.

        ``after`` is when the last one of the page before was created, and its id.
        """

    async def soft_delete(self, work: UnitOfWork, interview: Interview) -> None:
        """Hide the interview from every read; its history stays for the audit."""


class RequestReceiptRepository(Protocol):
    """Stores responses by the client's Idempotency-Key."""

    async def claim(self, work: UnitOfWork, key: str, body: Json) -> Receipt | None:
        """Return the stored response, or None if this request is the first with ``key``.

        Waits while another request with the same key runs. Raises ``IdempotencyKeyReusedError`` if
        ``body`` differs from the first request's.
        """

    async def find(self, work: UnitOfWork, key: str) -> Receipt | None:
        """Return the response that is stored under ``key``, or None."""

    async def save(self, work: UnitOfWork, key: str, receipt: Receipt) -> None:
        """Store the response under ``key``."""

    def derive_key(self, work: UnitOfWork, body: Json) -> str:
        """Return the key of a request that has none of its own: the same body has the same key.

        Nobody can guess the body from it without the secret of this installation.
        """


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
    ) -> object:
        """Queue the webhook, its body encrypted with the person's key; it is sent after ``work`` commits."""


InterviewChangeListener = Callable[[UnitOfWork, InterviewId], Awaitable[None]]
"""Called with each change of an interview's state, in its unit of work (implemented by delivery)."""


CallbackUrlValidator = Callable[[str], None]
"""Raises ``InvalidRequestError`` with the reason if a URL may not be a callback (implemented by delivery)."""


@dataclass(frozen=True, slots=True)
class OverdueInterview:
    """An interview that was not finished in time."""

    tenant_id: TenantId
    interview_id: InterviewId


class OverdueInterviewFinder(Protocol):
    """Finds overdue interviews across organizations."""

    async def find(
        self, profile: str, *, before: datetime, idle_since: datetime, limit: int
    ) -> Sequence[OverdueInterview]:
        """Return up to ``limit`` open interviews of ``profile``, oldest first.

        They were created, and if in progress begun, by ``before`` and have not changed since ``idle_since``.
        """

    async def find_approved(
        self, profile: str, *, before: datetime, idle_since: datetime, limit: int
    ) -> Sequence[OverdueInterview]:
        """Like ``find``, but only interviews that were approved, scheduled for, or begun by ``before``."""


class InterviewCallControl(Protocol):
    """The phone calls of interviews (implemented by voice)."""

    async def has_open_call(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a call in progress or scheduled."""

    async def cancel_calls(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Cancel all calls of the interview; a ringing call is hung up soon after ``work`` commits."""


class HiringDecisionRepository(Protocol):
    """Stores the decisions about candidates, and the corrections of levels."""

    async def add(self, work: UnitOfWork, decision: HiringDecision, person_id: PersonId) -> None:
        """Store a new decision; its reason is not stored if the person was erased."""

    async def save(self, work: UnitOfWork, decision: HiringDecision) -> None:
        """Store the status, and who confirmed the decision when."""

    async def delete(self, work: UnitOfWork, decision: HiringDecision) -> None:
        """Delete a decision that is not final."""

    async def find_interview_id(self, work: UnitOfWork, decision_id: UUID) -> InterviewId | None:
        """Return the interview of a decision; None if it was undone or the interview deleted."""

    async def list(self, work: UnitOfWork, interview_id: InterviewId) -> tuple[HiringDecision, ...]:
        """Return the decisions about the candidate of an interview, newest first."""

    async def newest(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, HiringDecision]:
        """Return the newest decision of each interview, without its reason."""

    async def add_correction(
        self, work: UnitOfWork, correction: LevelCorrection, person_id: PersonId
    ) -> None:
        """Store a correction; its reason is not stored if the person was erased."""

    async def list_corrections(
        self, work: UnitOfWork, interview_id: InterviewId, assessment_id: str
    ) -> tuple[LevelCorrection, ...]:
        """Return the correction that counts for each competency, the oldest first."""


class ScorecardLinkRepository(Protocol):
    """Stores the links to shared scorecards."""

    async def add(self, work: UnitOfWork, link: ScorecardLink) -> None:
        """Store a new link."""

    async def list(self, work: UnitOfWork, interview_id: InterviewId) -> tuple[ScorecardLink, ...]:
        """Return the links of an interview, newest first."""

    async def find(self, work: UnitOfWork, link_id: UUID) -> ScorecardLink | None:
        """Return a link, or None."""

    async def revoke(self, work: UnitOfWork, link_id: UUID, at: datetime) -> None:
        """Revoke a link; an earlier time stays."""

    async def count_opening(self, work: UnitOfWork, link_id: UUID, at: datetime) -> None:
        """Record that the link was opened."""


class StaffMail(Protocol):
    """Sends e-mails to the organization's staff (implemented by tenancy and delivery)."""

    async def send_task(
        self,
        work: UnitOfWork,
        *,
        kind: HumanTaskKind,
        interview_id: InterviewId,
        person_id: PersonId,
        position: str,
        creator_id: UUID | None,
        except_id: UUID | None = None,
    ) -> int:
        """E-mail the creator of the interview, or else the recruiters and administrators, about a task.

        ``except_id``, who caused the task, gets no e-mail. Returns the number of recipients. Nothing is sent
        unless ``work`` commits.
        """

    async def send_host_appointment(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: PersonId,
        to: str,
        candidate: str,
        position: str,
        organization: str,
        starts_at: datetime,
        minutes: int,
        change: HostAppointmentChange,
    ) -> object:
        """Send that an interview was booked, moved or canceled, for the host's calendar."""


class InterviewSessions(Protocol):
    """The live sessions of interviews (implemented by live)."""

    async def has_open_session(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that has not ended."""

    async def complete_if_sufficient(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Publish ``interview.completed`` if enough questions were answered; return whether they were."""


class PlanTrials(Protocol):
    """Tries a plan out with the interviewer's own rules (implemented by live)."""

    async def __call__(
        self,
        work: UnitOfWork,
        plan_id: str,
        profile: InterviewProfile,
        answers: Sequence[str | None],
        *,
        position: str,
        company_name: str,
    ) -> PlanTrial:
        """Return what is said up to the last answer; None skips a question. Nothing is stored."""


class InterviewPlans(Protocol):
    """The plans of interviews (implemented by planning)."""

    async def current(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        """Return the newest plan as JSON with at least ``planId`` and ``version``, or None."""

    async def list_versions(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        """Return all versions as ``current`` returns them, newest first."""

    async def edit(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        edit: PlanEdit,
        *,
        edited_by: str,
        job_description: str,
    ) -> str:
        """Store a new version as a person wants it and return its plan id; the current id if nothing changes.

        Raises ``InvalidRequestError`` with what must be mended, or with warnings that need a reason.
        """

    async def preview_change(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        change_request: str,
        *,
        position: str,
        level: str,
        job_description: str,
    ) -> ChangeRequestPreview:
        """Return what a change request would do, and the parts that will have no effect.

        Raises ``InvalidRequestError`` if no part of it has an effect.
        """

    async def approve(
        self, work: UnitOfWork, interview_id: InterviewId, *, approved_by: str
    ) -> None:
        """Approve the newest version: the interview will follow it."""

    async def set_must_haves(
        self, work: UnitOfWork, interview_id: InterviewId, names: Sequence[str], *, level: str
    ) -> str:
        """Store a new version that requires exactly these competencies and return its plan id.

        Raises ``InvalidRequestError`` for a name that matches no competency of the plan.
        """

    async def read_job_text(
        self, work: UnitOfWork, interview_id: InterviewId, *, position: str, job_description: str
    ) -> Json | None:
        """Return what was read in each line of the job text as JSON, or None without a job text."""

    async def correct_job_analysis(
        self, work: UnitOfWork, interview_id: InterviewId, corrections: Sequence[JobCorrection]
    ) -> str:
        """Store a new version whose analysis of the job text has these corrections; return its plan id.

        Raises ``InvalidRequestError`` for corrections that fit nothing in the text.
        """


JobTextReader = Callable[[str], Awaitable[JobTextFacts]]
"""Returns the facts of a request that a job text names (implemented by planning)."""


class InterviewAssessments(Protocol):
    """The assessments of interviews (implemented by assessment)."""

    async def latest(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        """Return the newest assessment as JSON with at least ``assessmentId``, or None."""

    async def request_assessment(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Request a missing or failed assessment again."""


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
