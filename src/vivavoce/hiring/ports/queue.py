"""The queue, notifications and saved views of staff."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.hiring.domain.notification import NotificationKind
from vivavoce.hiring.domain.queue import (
    QueueItemKind,
    QueueOrder,
    QueueOwner,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import InterviewId, TenantId

OwnIntakeReader = Callable[[UnitOfWork, UUID], Awaitable[Sequence[InterviewId]]]
"""Returns the ids of the intakes in which this member is interviewed and that have not ended."""

LiveSessionCounter = Callable[[UnitOfWork], Awaitable[int]]
"""Returns how many interviews of the organization are live, as its dashboard counts (implemented by live)."""


class TaskNotFoundError(NotFoundError):
    """There is no task with that id."""

    code = "task_not_found"


class QueueItemNotFoundError(NotFoundError):
    """Nothing of this kind in this interview waits for your decision."""

    code = "queue_item_not_found"


class SavedViewNotFoundError(NotFoundError):
    """There is no view with that id, or it is a colleague's own."""

    code = "saved_view_not_found"


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
    """Claims that expired before do not count, and what was due before is overdue."""
    owner: QueueOwner = "team"
    only_overdue: bool = False
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


CertificateEndReader = Callable[[], Awaitable[datetime | None]]
"""Returns when the certificate of the installation's model ends or ended; None if it never had one."""


TranscriptWordCounter = Callable[[TenantId, str], Awaitable[int]]
"""Returns the words of an interview up to and including a session; 0 if they were erased (implemented by
live)."""
