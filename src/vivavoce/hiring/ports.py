"""What hiring needs from its store, and from the slices that plan, invite, assess and deliver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from vivavoce.contracts.changes import ChangeReading
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.contracts.retention import RetentionDays
from vivavoce.hiring.domain.human_task import HumanTask, TaskStatus
from vivavoce.hiring.domain.interview import Actor, Interview, Step
from vivavoce.hiring.domain.receipt import Receipt
from vivavoce.hiring.domain.workflow import State
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import NotFound, Refused
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId


class UnknownInterview(NotFound):
    """There is no interview with that id or run id."""

    code = "interview_not_found"


class InterviewChanged(Refused):
    """The interview was changed by somebody else in between. Read it again."""

    code = "interview_changed"


class UnknownTaskError(NotFound):
    """There is no task with that id."""

    code = "task_not_found"


Order = Literal["newest", "longest_wait"]
"""Of a list: by when they were requested, or those first that have stood longest in their state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which interviews a list shows. ``search`` is exact by address and by name word."""

    states: tuple[State, ...] = ()
    search: str | None = None
    order: Order = "newest"
    page: int = 1
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of a list, and how many there are."""

    interviews: tuple[Interview, ...]
    total: int


class Interviews(Protocol):
    """Keeps interviews, their history and the people they are about. Keys are interview or run ids."""

    async def add(self, work: Work, interview: Interview, *, by: Actor) -> None:
        """Keep a new interview and its person, or raise ``Gone`` where they were erased."""

    async def find(self, work: Work, key: str) -> Interview:
        """Return an interview, or raise ``UnknownInterview``."""

    async def lock(self, work: Work, key: str) -> Interview:
        """Return an interview that nobody else can change until ``work`` ends."""

    async def requested_as(self, work: Work, external_id: str) -> Interview | None:
        """Return the interview of that external id; only one ``work`` at a time gets None for it."""

    async def save(self, work: Work, interview: Interview, *, was: int) -> None:
        """Keep all but the facts, or raise ``InterviewChanged`` if version ``was`` is no longer current."""

    async def save_facts(self, work: Work, interview: Interview) -> None:
        """Keep the facts and what is missing from them."""

    async def note(self, work: Work, interview: Interview, step: Step) -> None:
        """Add a row to the history."""

    async def history(self, work: Work, interview: Interview) -> tuple[Step, ...]:
        """Return the history, oldest first. Reasons of an erased person are gone."""

    async def page(self, work: Work, query: Query) -> Found:
        """Return a page of interviews, in the order that is asked for."""

    async def counts(self, work: Work) -> dict[State, int]:
        """Return how many interviews stand in each of the states."""

    async def erase(self, work: Work, interview: Interview) -> None:
        """Make everything personal unreadable for good."""

    async def is_known_person(self, work: Work, person_id: PersonId) -> bool:
        """Return whether the person comes back under a reference of theirs, e.g. to practice."""

    async def forget_wishes(self, work: Work, interview_ids: Sequence[InterviewId]) -> None:
        """Take out of interviews what their person asked for in words of their own."""

    async def erase_person(
        self, work: Work, person_id: PersonId, interview_ids: Sequence[InterviewId]
    ) -> None:
        """Make everything personal of a person and these interviews unreadable for good."""

    async def person_known_as(self, work: Work, reference: str) -> PersonId | None:
        """Return the person with that reference of theirs, e.g. the account they sign in with."""

    async def add_person(self, work: Work, person_id: PersonId, reference: str) -> PersonId:
        """Keep a person under a reference and return their id; who comes second gets the first's."""

    async def ids_of_person(self, work: Work, person_id: PersonId) -> Sequence[InterviewId]:
        """Return all interviews of a person that were not deleted, oldest first."""

    async def of_person(
        self, work: Work, person_id: PersonId, *, limit: int
    ) -> tuple[Interview, ...]:
        """Return a person's interviews, newest first."""

    async def hide(self, work: Work, interview: Interview) -> None:
        """Make the interview unknown from now on; its history stays for the audit."""


class Replays(Protocol):
    """Remembers answers by the requester's Idempotency-Key."""

    async def claim(self, work: Work, key: str, body: Json) -> Receipt | None:
        """Return the earlier answer, or None if this request is the first with ``key``.

        Waits while another request with the same key runs. Raises ``KeyReused`` for another body.
        """

    async def keep(self, work: Work, key: str, receipt: Receipt) -> None:
        """Remember the answer."""


class Announcer(Protocol):
    """Tells partners by webhook (delivery)."""

    async def announce(
        self,
        work: Work,
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


class Callbacks(Protocol):
    """Which addresses can be called (delivery)."""

    def vet(self, url: str) -> None:
        """Return if ``url`` may be a callback, or raise a ``Malformed`` that says why not."""


class Audit(Protocol):
    """Keeps who did what (tenancy)."""

    async def note(
        self,
        work: Work,
        caller: Caller,
        action: str,
        subject: str,
        details: Mapping[str, Any],  # Any: JSON without personal data
    ) -> None:
        """Add a row within ``work``."""


@dataclass(frozen=True, slots=True)
class OverdueInterview:
    """An interview that was not finished in time."""

    tenant_id: TenantId
    interview_id: InterviewId


class OverdueInterviews(Protocol):
    """Finds interviews across organisations."""

    async def find(
        self, profile: str, *, before: datetime, quiet_since: datetime, most: int
    ) -> Sequence[OverdueInterview]:
        """Return up to ``most`` interviews of a door that were set up or begun before then, oldest first."""

    async def find_approved(
        self, profile: str, *, before: datetime, quiet_since: datetime, most: int
    ) -> Sequence[OverdueInterview]:
        """Return only those that were approved, planned for, or begun before then."""


class Calls(Protocol):
    """The telephone calls of interviews (voice)."""

    async def is_open(self, work: Work, interview_id: InterviewId) -> bool:
        """Return whether somebody is being called for it, or is going to be."""

    async def call_off(self, work: Work, interview_id: InterviewId) -> None:
        """Have nobody called for it any more; what rings is hung up soon after ``work``."""


class HumanTaskRepository(Protocol):
    """Keeps tasks for people."""

    async def open(self, work: Work, task: HumanTask) -> bool:
        """Keep a task and return True; False where one waits, or was done after this was asked."""

    async def list(
        self, work: Work, statuses: Sequence[TaskStatus], *, limit: int
    ) -> tuple[tuple[HumanTask, ...], int]:
        """Return tasks in these statuses, the longest wait first, and how many there are."""

    async def lock(self, work: Work, task_id: UUID) -> HumanTask:
        """Return a task that nobody else changes until ``work`` ends, or raise ``UnknownTaskError``."""

    async def save(self, work: Work, task: HumanTask) -> None:
        """Keep the task's status and whose it is."""


class StaffMail(Protocol):
    """Writes to the staff of the organization (tenancy and delivery)."""

    async def person_requested(
        self,
        work: Work,
        *,
        interview_id: InterviewId,
        person_id: PersonId,
        position: str,
        creator_id: UUID | None,
    ) -> int:
        """Write to whoever requested the interview, or to recruiters and administrators; return to how many.

        Nothing is sent unless ``work`` commits.
        """


class Belongings(Protocol):
    """Keeps recordings and documents of people (media)."""

    async def forget(self, work: Work, person_id: PersonId) -> int:
        """Forget within ``work`` all that is kept of a person, and return how much that was."""


class Doors(Protocol):
    """The candidate's door (access)."""

    async def open(
        self, work: Work, interview_id: InterviewId, person_id: PersonId, *, days: int
    ) -> str:
        """Make the door if there is none and return its link."""

    async def links(
        self, work: Work, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, str]:
        """Return the links of the doors that are open."""

    async def invite(self, work: Work, interview_id: InterviewId) -> str:
        """Send the candidate the link once more and return it."""

    async def keep_until(self, work: Work, interview_id: InterviewId, until: datetime) -> None:
        """Keep the door open at least until then; one that is open for longer stays so."""

    async def close(self, work: Work, interview_id: InterviewId) -> None:
        """Close the door for good, if there is one."""


class Talks(Protocol):
    """The live sessions of interviews (live)."""

    async def is_going_on(self, work: Work, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that is not over."""

    async def conclude(self, work: Work, interview_id: InterviewId) -> bool:
        """Have ``interview.completed`` follow if enough was answered; return whether it was."""


class Plans(Protocol):
    """The plans of interviews (planning)."""

    async def current(self, work: Work, interview_id: InterviewId) -> Json | None:
        """Return the newest plan as JSON with at least ``planId`` and ``version``, or None."""

    async def try_change(
        self,
        work: Work,
        interview_id: InterviewId,
        wish: str,
        *,
        position: str,
        level: str,
        job_description: str,
    ) -> ChangeReading:
        """Return which parts of a wish will do nothing; raise ``Malformed`` where none does anything."""

    async def approve(self, work: Work, interview_id: InterviewId, *, approved_by: str) -> None:
        """Fix the newest version as the one that is carried out."""

    async def set_must_haves(
        self, work: Work, interview_id: InterviewId, names: Sequence[str], *, level: str
    ) -> str:
        """Keep a next version that requires exactly these competencies and return its id.

        Raises a ``Malformed`` for a name that no competency of the plan has.
        """


class Assessments(Protocol):
    """The assessments of interviews (assessment)."""

    async def latest(self, work: Work, interview_id: InterviewId) -> Json | None:
        """Return the newest assessment as JSON with at least ``assessmentId``, or None."""

    async def ask(self, work: Work, interview_id: InterviewId) -> None:
        """Have a missing or failed assessment made once more."""


@dataclass(frozen=True, slots=True)
class DueInterviews:
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

    async def tenants(self) -> Sequence[TenantId]:
        """Return the organizations that have anything to keep."""

    async def due(
        self,
        work: Work,
        policy: Mapping[str, RetentionDays],
        now: datetime,
        *,
        skip: Sequence[InterviewId] = (),
        most: int,
    ) -> DueInterviews:
        """Return up to ``most`` of each whose time is over at ``now``, the oldest first."""

    async def note_words_erased(
        self, work: Work, interview_ids: Sequence[InterviewId], at: datetime
    ) -> None:
        """Keep that the words of interviews are gone."""

    async def note_assessment_erased(
        self, work: Work, interview_id: InterviewId, at: datetime
    ) -> None:
        """Keep that the assessment of an interview is gone."""

    async def add_run(self, work: Work, run: RetentionRun) -> None:
        """Keep what a pass deleted."""

    async def runs(self, work: Work, *, limit: int) -> Sequence[RetentionRun]:
        """Return the newest passes, newest first."""


class InterviewData(Protocol):
    """Keeps words, recordings, plans, reviews or assessments of interviews (other slices)."""

    async def forget(self, work: Work, interview_ids: Sequence[InterviewId]) -> None:
        """Delete within ``work`` what is kept of these interviews."""


class Recordings(Protocol):
    """Keeps recordings (media)."""

    async def count_before(self, work: Work, before: datetime) -> int:
        """Return how many recordings have parts from before then."""

    async def forget_before(self, work: Work, before: datetime) -> int:
        """Delete all parts from before then; return of how many recordings."""


class RetentionPolicy(Protocol):
    """How long the organization keeps things (tenancy)."""

    async def retention_days(self, work: Work, profile: InterviewProfile) -> RetentionDays:
        """Return how long it keeps the words and the assessment of such an interview now."""

    async def recording_days(self, work: Work) -> int:
        """Return how long it keeps recordings now."""


class PlanPolicy(Protocol):
    """The organisation's rules for plans (tenancy)."""

    async def approves_plans_itself(self, work: Work) -> bool:
        """Return whether plans need no person's approval."""

    async def retries_rejected_plans(self, work: Work) -> bool:
        """Return whether a rejection with a reason orders a new version."""
