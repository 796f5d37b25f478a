"""What hiring needs from its store, and from the slices that plan, invite, assess and deliver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from vivavoce.contracts.change_requests import ChangeRequestAnalysis
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.contracts.retention import RetentionDays
from vivavoce.hiring.domain.human_task import HumanTask, HumanTaskStatus
from vivavoce.hiring.domain.interview import Actor, Interview, TransitionRecord
from vivavoce.hiring.domain.receipt import Receipt
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId


class InterviewNotFoundError(NotFoundError):
    """There is no interview with that id or run id."""

    code = "interview_not_found"


class InterviewChangedError(ConflictError):
    """The interview was changed by somebody else in between. Read it again."""

    code = "interview_changed"


class TaskNotFoundError(NotFoundError):
    """There is no task with that id."""

    code = "task_not_found"


InterviewSortOrder = Literal["newest", "longest_wait"]
"""Of a list: by when they were requested, or those first that have stood longest in their state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewQuery:
    """Which interviews a list shows. ``search`` is exact by address and by name word."""

    states: tuple[InterviewState, ...] = ()
    search: str | None = None
    order: InterviewSortOrder = "newest"
    page: int = 1
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewPage:
    """One page of a list, and how many there are."""

    interviews: tuple[Interview, ...]
    total: int


class InterviewRepository(Protocol):
    """Keeps interviews, their history and the people they are about. Keys are interview or run ids."""

    async def add(self, work: UnitOfWork, interview: Interview, *, actor: Actor) -> None:
        """Keep a new interview and its person, or raise ``GoneError`` where they were erased."""

    async def find(self, work: UnitOfWork, key: str) -> Interview:
        """Return an interview, or raise ``InterviewNotFoundError``."""

    async def lock(self, work: UnitOfWork, key: str) -> Interview:
        """Return an interview that nobody else can change until ``work`` ends."""

    async def find_by_external_id(self, work: UnitOfWork, external_id: str) -> Interview | None:
        """Return the interview of that external id; only one ``work`` at a time gets None for it."""

    async def save(self, work: UnitOfWork, interview: Interview, *, expected_version: int) -> None:
        """Keep all but the facts.

        Raises ``InterviewChangedError`` if version ``was`` is no longer current.
        """

    async def save_request(self, work: UnitOfWork, interview: Interview) -> None:
        """Keep the facts and what is missing from them."""

    async def add_transition(
        self, work: UnitOfWork, interview: Interview, record: TransitionRecord
    ) -> None:
        """Add a row to the history."""

    async def history(self, work: UnitOfWork, interview: Interview) -> tuple[TransitionRecord, ...]:
        """Return the history, oldest first. Reasons of an erased person are gone."""

    async def page(self, work: UnitOfWork, query: InterviewQuery) -> InterviewPage:
        """Return a page of interviews, in the order that is asked for."""

    async def counts(self, work: UnitOfWork) -> dict[InterviewState, int]:
        """Return how many interviews stand in each of the states."""

    async def erase_personal_data(self, work: UnitOfWork, interview: Interview) -> None:
        """Make everything personal unreadable for good."""

    async def is_returning_person(self, work: UnitOfWork, person_id: PersonId) -> bool:
        """Return whether the person comes back under a reference of theirs, e.g. to practice."""

    async def erase_free_text(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Take out of interviews what their person asked for in words of their own."""

    async def erase_person(
        self, work: UnitOfWork, person_id: PersonId, interview_ids: Sequence[InterviewId]
    ) -> None:
        """Make everything personal of a person and these interviews unreadable for good."""

    async def find_person_by_reference(self, work: UnitOfWork, reference: str) -> PersonId | None:
        """Return the person with that reference of theirs, e.g. the account they sign in with."""

    async def add_person(self, work: UnitOfWork, person_id: PersonId, reference: str) -> PersonId:
        """Keep a person under a reference and return their id; who comes second gets the first's."""

    async def list_ids_for_person(
        self, work: UnitOfWork, person_id: PersonId
    ) -> Sequence[InterviewId]:
        """Return all interviews of a person that were not deleted, oldest first."""

    async def list_for_person(
        self, work: UnitOfWork, person_id: PersonId, *, limit: int
    ) -> tuple[Interview, ...]:
        """Return a person's interviews, newest first."""

    async def soft_delete(self, work: UnitOfWork, interview: Interview) -> None:
        """Make the interview unknown from now on; its history stays for the audit."""


class RequestReceiptRepository(Protocol):
    """Remembers answers by the requester's Idempotency-Key."""

    async def claim(self, work: UnitOfWork, key: str, body: Json) -> Receipt | None:
        """Return the earlier answer, or None if this request is the first with ``key``.

        Waits while another request with the same key runs. Raises ``IdempotencyKeyReusedError`` for
        another body.
        """

    async def save(self, work: UnitOfWork, key: str, receipt: Receipt) -> None:
        """Remember the answer."""


class InterviewWebhooks(Protocol):
    """Tells partners by webhook (delivery)."""

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
        """Have the event delivered once ``work`` is committed, its body sealed under the person's key."""


class CallbackUrlValidator(Protocol):
    """Which addresses can be called (delivery)."""

    def validate(self, url: str) -> None:
        """Return if ``url`` may be a callback, or raise a ``InvalidRequestError`` that says why not."""


@dataclass(frozen=True, slots=True)
class OverdueInterview:
    """An interview that was not finished in time."""

    tenant_id: TenantId
    interview_id: InterviewId


class OverdueInterviewFinder(Protocol):
    """Finds interviews across organisations."""

    async def find(
        self, profile: str, *, before: datetime, idle_since: datetime, limit: int
    ) -> Sequence[OverdueInterview]:
        """Return up to ``most`` interviews of a door that were set up or begun before then, oldest first."""

    async def find_approved(
        self, profile: str, *, before: datetime, idle_since: datetime, limit: int
    ) -> Sequence[OverdueInterview]:
        """Return only those that were approved, planned for, or begun before then."""


class InterviewCallControl(Protocol):
    """The telephone calls of interviews (voice)."""

    async def has_open_call(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether somebody is being called for it, or is going to be."""

    async def cancel_calls(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Have nobody called for it any more; what rings is hung up soon after ``work``."""


class HumanTaskRepository(Protocol):
    """Keeps tasks for people."""

    async def open(self, work: UnitOfWork, task: HumanTask) -> bool:
        """Keep a task and return True; False where one waits, or was done after this was asked."""

    async def list(
        self, work: UnitOfWork, statuses: Sequence[HumanTaskStatus], *, limit: int
    ) -> tuple[tuple[HumanTask, ...], int]:
        """Return tasks in these statuses, the longest wait first, and how many there are."""

    async def lock(self, work: UnitOfWork, task_id: UUID) -> HumanTask:
        """Return a task that nobody else changes until ``work`` ends, or raise ``TaskNotFoundError``."""

    async def save(self, work: UnitOfWork, task: HumanTask) -> None:
        """Keep the task's status and whose it is."""


class StaffMail(Protocol):
    """Writes to the staff of the organization (tenancy and delivery)."""

    async def send_person_requested(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: PersonId,
        position: str,
        creator_id: UUID | None,
    ) -> int:
        """Write to whoever requested the interview, or to recruiters and administrators; return to how many.

        Nothing is sent unless ``work`` commits.
        """


class SubjectDataEraser(Protocol):
    """Keeps recordings and documents of people (media)."""

    async def forget(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Forget within ``work`` all that is kept of a person, and return how much that was."""


class CandidateLinkCommands(Protocol):
    """The candidate's door (access)."""

    async def get_or_create(
        self, work: UnitOfWork, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> str:
        """Make the door if there is none and return its link."""

    async def links(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, str]:
        """Return the links of the doors that are open."""

    async def invite(self, work: UnitOfWork, interview_id: InterviewId) -> str:
        """Send the candidate the link once more and return it."""

    async def extend_expiry(
        self, work: UnitOfWork, interview_id: InterviewId, until: datetime
    ) -> None:
        """Keep the door open at least until then; one that is open for longer stays so."""

    async def revoke(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Close the door for good, if there is one."""


class InterviewSessions(Protocol):
    """The live sessions of interviews (live)."""

    async def has_open_session(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that is not over."""

    async def complete_if_sufficient(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Have ``interview.completed`` follow if enough was answered; return whether it was."""


class InterviewPlans(Protocol):
    """The plans of interviews (planning)."""

    async def current(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        """Return the newest plan as JSON with at least ``planId`` and ``version``, or None."""

    async def try_change(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        change_request: str,
        *,
        position: str,
        level: str,
        job_description: str,
    ) -> ChangeRequestAnalysis:
        """Return which parts of a wish will do nothing.

        Raises ``InvalidRequestError`` where none does anything.
        """

    async def approve(
        self, work: UnitOfWork, interview_id: InterviewId, *, approved_by: str
    ) -> None:
        """Fix the newest version as the one that is carried out."""

    async def set_must_haves(
        self, work: UnitOfWork, interview_id: InterviewId, names: Sequence[str], *, level: str
    ) -> str:
        """Keep a next version that requires exactly these competencies and return its id.

        Raises a ``InvalidRequestError`` for a name that no competency of the plan has.
        """


class InterviewAssessments(Protocol):
    """The assessments of interviews (assessment)."""

    async def latest(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        """Return the newest assessment as JSON with at least ``assessmentId``, or None."""

    async def request_assessment(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Have a missing or failed assessment made once more."""


@dataclass(frozen=True, slots=True)
class InterviewsDueForErasure:
    """Interviews whose words, or whose assessment, have been kept for long enough."""

    words: tuple[InterviewId, ...]
    assessments: tuple[InterviewId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRun:
    """What one pass of an organization's retention deleted, as counts."""

    at: datetime
    words: int
    """Interviews whose words and personal facts are gone."""
    assessments: int
    recordings: int
    failed: int
    """Interviews that could not be dealt with; the next pass tries them again."""


class RetentionStore(Protocol):
    """Knows what is due and keeps what was done."""

    async def list_tenants(self) -> Sequence[TenantId]:
        """Return the organizations that have anything to keep."""

    async def find_due(
        self,
        work: UnitOfWork,
        policy: Mapping[str, RetentionDays],
        now: datetime,
        *,
        skip: Sequence[InterviewId] = (),
        limit: int,
    ) -> InterviewsDueForErasure:
        """Return up to ``most`` of each whose time is over at ``now``, the oldest first."""

    async def mark_words_erased(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId], at: datetime
    ) -> None:
        """Keep that the words of interviews are gone."""

    async def mark_assessment_erased(
        self, work: UnitOfWork, interview_id: InterviewId, at: datetime
    ) -> None:
        """Keep that the assessment of an interview is gone."""

    async def add_run(self, work: UnitOfWork, run: RetentionRun) -> None:
        """Keep what a pass deleted."""

    async def list_runs(self, work: UnitOfWork, *, limit: int) -> Sequence[RetentionRun]:
        """Return the newest passes, newest first."""


class InterviewDataEraser(Protocol):
    """Keeps words, recordings, plans, reviews or assessments of interviews (other slices)."""

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete within ``work`` what is kept of these interviews."""


class RecordingRetention(Protocol):
    """Keeps recordings (media)."""

    async def count_before(self, work: UnitOfWork, before: datetime) -> int:
        """Return how many recordings have parts from before then."""

    async def delete_before(self, work: UnitOfWork, before: datetime) -> int:
        """Delete all parts from before then; return of how many recordings."""


class RetentionPolicy(Protocol):
    """How long the organization keeps things (tenancy)."""

    async def retention_days(self, work: UnitOfWork, profile: InterviewProfile) -> RetentionDays:
        """Return how long it keeps the words and the assessment of such an interview now."""

    async def recording_days(self, work: UnitOfWork) -> int:
        """Return how long it keeps recordings now."""


class PlanPolicy(Protocol):
    """The organisation's rules for plans (tenancy)."""

    async def auto_approves_plans(self, work: UnitOfWork) -> bool:
        """Return whether plans need no person's approval."""

    async def retries_rejected_plans(self, work: UnitOfWork) -> bool:
        """Return whether a rejection with a reason orders a new version."""
