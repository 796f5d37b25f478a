"""Interviews: how they are stored, listed and found when overdue, and who hears of a change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.hiring.domain.assessment_flags import FlagFilter
from vivavoce.hiring.domain.hiring_decision import (
    DecisionFilter,
)
from vivavoce.hiring.domain.interview import Actor, Interview, TransitionRecord
from vivavoce.hiring.domain.workflow import InterviewState
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

    async def lock_external_ids(self, work: UnitOfWork, external_ids: Sequence[str]) -> None:
        """Lock external ids until ``work`` ends, always in one order, so that batches never deadlock."""

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


InterviewChangeListener = Callable[[UnitOfWork, InterviewId], Awaitable[None]]
"""Called with each change of an interview's state, in its unit of work (implemented by delivery)."""


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
