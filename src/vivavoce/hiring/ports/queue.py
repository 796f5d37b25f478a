"""The queue, notifications and saved views of staff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.hiring.domain.human_task import HumanTask, HumanTaskKind, HumanTaskStatus
from vivavoce.hiring.domain.notification import NotificationKind
from vivavoce.hiring.domain.queue import (
    QueueClaim,
    QueueCounts,
    QueueItemKind,
    QueueOrder,
    QueueOwner,
)
from vivavoce.hiring.domain.saved_view import SavedView
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, TenantId

OwnIntakeReader = Callable[[UnitOfWork, UUID], Awaitable[Sequence[InterviewId]]]
"""Returns the ids of the intakes in which this member is interviewed and that have not ended."""


class TaskNotFoundError(NotFoundError):
    """There is no task with that id."""

    code = "task_not_found"


class QueueItemNotFoundError(NotFoundError):
    """Nothing of this kind in this interview waits for your decision."""

    code = "queue_item_not_found"


class SavedViewNotFoundError(NotFoundError):
    """There is no view with that id, or it is a colleague's own."""

    code = "saved_view_not_found"


class HumanTaskRepository(Protocol):
    """Stores human tasks."""

    async def open(self, work: UnitOfWork, task: HumanTask) -> bool:
        """Store a task and return True.

        Returns False if the interview already has an unfinished task of that kind (only its time is
        updated), or a finished one that covers this request.
        """

    async def list(
        self,
        work: UnitOfWork,
        statuses: Sequence[HumanTaskStatus],
        *,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> tuple[tuple[HumanTask, ...], int]:
        """Return up to ``limit`` tasks in these statuses, the longest wait first, and the total.

        ``after`` is when the last task of the page before was asked for, and its id.
        """

    async def lock(self, work: UnitOfWork, task_id: UUID) -> HumanTask:
        """Return a task, locked until ``work`` ends, or raise ``TaskNotFoundError``."""

    async def save(self, work: UnitOfWork, task: HumanTask) -> None:
        """Store the task's status, and who claimed and completed it when."""

    async def find_waiting_since(
        self, work: UnitOfWork, interview_id: InterviewId, kind: HumanTaskKind
    ) -> datetime | None:
        """Return when the candidate last asked, if that task of the interview is not done; else None."""

    async def complete_all(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        kind: HumanTaskKind,
        *,
        by: UUID,
        at: datetime,
    ) -> None:
        """Mark the interview's unfinished task of that kind as done, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntry:
    """One item of the queue before its interview is loaded."""

    interview_id: InterviewId
    kind: QueueItemKind
    task_id: UUID | None
    waiting_since: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueQuery:
    """What a user's queue shows: the kinds that they may decide, in an order, one page."""

    kinds: tuple[QueueItemKind, ...]
    user_id: UUID
    due_hours: int | None
    """Hours after which an item is due; None if only the schedule of an interview counts."""
    now: datetime
    """Claims that expired before do not count."""
    owner: QueueOwner = "team"
    order: QueueOrder = "due"
    intakes: tuple[InterviewId, ...] = ()
    """The user's own intakes: those that can still be held wait for them."""
    is_test: bool | None = False
    """Only tests, or only live interviews; None finds both. A key finds only those of its own mode."""
    page: int = 1
    after: QueueEntry | None = None
    """The last entry of the page before; it wins over ``page``."""
    limit: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationQuery:
    """Which notifications a user gets, one page."""

    waiting: QueueQuery
    """What waits for the user, and the page."""
    sees_failures: bool
    certificate: tuple[str, datetime] | None
    """The id and the time of a notification about the model's certificate."""
    only_unread: bool = False
    after: tuple[datetime, str] | None = None
    """The time and the id of the last notification of the page before; it wins over the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationEntry:
    """One notification before its interview is loaded."""

    id: str
    kind: NotificationKind
    interview_id: InterviewId | None
    at: datetime
    is_read: bool
    claimed_kind: QueueItemKind | None
    claimed_by: str | None


class NotificationRepository(Protocol):
    """The notifications of an organization's users."""

    async def list(self, work: UnitOfWork, query: NotificationQuery) -> Sequence[NotificationEntry]:
        """Return one page, newest first, and one more if the list goes on, without the interviews."""

    async def count(self, work: UnitOfWork, query: NotificationQuery) -> tuple[int, int]:
        """Return how many there are, and how many of them are unread."""

    async def mark_read(
        self, work: UnitOfWork, user_id: UUID, ids: Sequence[str], at: datetime
    ) -> None:
        """Store that a user has read these; ids that do not exist change nothing."""

    async def mark_seen(
        self, work: UnitOfWork, user_id: UUID, until: datetime, *, forget_before: datetime
    ) -> None:
        """Store that a user has read everything until a moment; old marks of single ones are deleted."""


CertificateEndReader = Callable[[], Awaitable[datetime | None]]
"""Returns when the certificate of the installation's model ends or ended; None if it never had one."""


class QueueRepository(Protocol):
    """Finds what waits for a person, and stores who works on it."""

    async def list(self, work: UnitOfWork, query: QueueQuery) -> tuple[QueueEntry, ...]:
        """Return the entries of one page, and one more if the list goes on."""

    async def counts(self, work: UnitOfWork, query: QueueQuery) -> QueueCounts:
        """Return how many entries are the user's own, the team's and claimed by nobody."""

    async def find_since(
        self, work: UnitOfWork, query: QueueQuery, interview_id: InterviewId, kind: QueueItemKind
    ) -> datetime | None:
        """Return since when the entry waits; None if it does not, or the user may not decide it."""

    async def list_claims(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId], now: datetime
    ) -> Mapping[tuple[InterviewId, QueueItemKind], tuple[QueueClaim, ...]]:
        """Return the claims that have not expired, by interview and kind, the oldest first."""

    async def claim(
        self, work: UnitOfWork, interview_id: InterviewId, kind: QueueItemKind, claim: QueueClaim
    ) -> None:
        """Store a claim; an earlier one of the same user is renewed."""

    async def release(
        self, work: UnitOfWork, interview_id: InterviewId, kind: QueueItemKind, user_id: UUID
    ) -> bool:
        """Delete a user's claim; return whether there was one."""


TranscriptWordCounter = Callable[[TenantId, str], Awaitable[int]]
"""Returns the words of an interview up to and including a session; 0 if they were erased (implemented by
live)."""


class SavedViewRepository(Protocol):
    """Stores saved views of the interview list."""

    async def list(self, work: UnitOfWork, user_id: UUID) -> tuple[SavedView, ...]:
        """Return a user's own and the shared views, by name."""

    async def lock_own(self, work: UnitOfWork, owner_id: UUID) -> Sequence[SavedView]:
        """Return a user's own views; nobody else can add or rename one until ``work`` ends."""

    async def find(self, work: UnitOfWork, view_id: UUID, user_id: UUID) -> SavedView:
        """Return a view that a user may see, or raise ``SavedViewNotFoundError``."""

    async def add(self, work: UnitOfWork, view: SavedView) -> None:
        """Store a new view."""

    async def save(self, work: UnitOfWork, view: SavedView) -> None:
        """Store a view's name, settings, and whether it is shared."""

    async def delete(self, work: UnitOfWork, view_id: UUID) -> None:
        """Delete a view; it is nobody's default any more."""

    async def find_default(self, work: UnitOfWork, user_id: UUID) -> UUID | None:
        """Return the view that a user's list begins with, if the user may still see it."""

    async def set_default(self, work: UnitOfWork, user_id: UUID, view_id: UUID | None) -> None:
        """Store the view that a user's list begins with; None for no view."""
