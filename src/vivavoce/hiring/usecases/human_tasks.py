"""Human tasks: opened for what a candidate asks or does and for decisions that need a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from vivavoce.hiring.adapters.human_tasks import PostgresHumanTaskRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.queue import PostgresQueueRepository
from vivavoce.hiring.domain.human_task import (
    CANDIDATE_REQUESTS,
    HumanTask,
    HumanTaskKind,
    HumanTaskStatus,
    PeopleOnlyError,
)
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.queue import (
    CLAIM_DURATION,
    PERMISSIONS_BY_KIND,
    TASK_KINDS,
    QueueClaim,
    kinds_decided_by,
)
from vivavoce.hiring.ports.staff import StaffMail
from vivavoce.infra import metrics
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator

_log = structlog.get_logger(__name__)
MAX_TASKS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanTaskWithInterview:
    """A task with the interview that it is about."""

    task: HumanTask
    interview: Interview


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanTaskList:
    """The longest waiting tasks, and the total."""

    tasks: tuple[HumanTaskWithInterview, ...]
    total: int


class OpenHumanTask:
    """Opens a task for an interview, one of each kind, and e-mails the staff."""

    def __init__(
        self,
        interviews: PostgresInterviewRepository,
        tasks: PostgresHumanTaskRepository,
        mail: StaffMail,
        ids: IdGenerator,
    ) -> None:
        self._interviews = interviews
        self._tasks = tasks
        self._mail = mail
        self._ids = ids

    async def __call__(
        self,
        work: UnitOfWork,
        interview: Interview,
        kind: HumanTaskKind,
        asked_at: datetime,
        *,
        session_id: UUID | None = None,
        caused_by: UUID | None = None,
    ) -> bool:
        """Return whether a task was opened; while one is open, asking again only updates its time.

        A request is refused whose answer could not reach the candidate, because their data was erased.
        ``session_id`` is the session in which a candidate asked. The colleague ``caused_by``, who needs
        somebody else for the task, gets no e-mail.
        """
        if kind in CANDIDATE_REQUESTS and interview.is_erased:
            return False
        if kind == "person_requested" and not interview.profile.can_request_human:
            return False
        task = HumanTask(
            id=self._ids.new_id(),
            kind=kind,
            interview_id=interview.id,
            person_id=interview.person_id,
            session_id=session_id,
            status="open",
            asked_at=asked_at,
            last_asked_at=asked_at,
        )
        if not await self._tasks.open(work, task):
            return False
        history = await self._interviews.history(work, interview)
        creator = history[0].actor if history else None
        await self._mail.send_task(
            work,
            kind=kind,
            interview_id=interview.id,
            person_id=interview.person_id,
            position=interview.request.position or "",
            creator_id=creator.id if creator is not None and creator.kind == "account" else None,
            except_id=caused_by,
        )
        work.on_commit(lambda: _record_opened(task))
        return True


class ManageHumanTasks:
    """Lists, claims and completes human tasks."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        tasks: PostgresHumanTaskRepository,
        queue: PostgresQueueRepository,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._tasks = tasks
        self._queue = queue
        self._audit = audit
        self._clock = clock

    async def list(
        self,
        caller: Caller,
        statuses: Sequence[HumanTaskStatus],
        *,
        limit: int = MAX_TASKS,
        after: tuple[datetime, UUID] | None = None,
    ) -> HumanTaskList:
        """Return tasks in these statuses, the longest wait first.

        ``after`` is when the last task of the page before was asked for, and its id.
        """
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            stored_tasks, total = await self._tasks.list(work, statuses, limit=limit, after=after)
            tasks = tuple([await self._with_interview(work, task) for task in stored_tasks])
        return HumanTaskList(tasks=tasks, total=total)

    async def claim(self, caller: Caller, task_id: UUID) -> HumanTaskWithInterview:
        """Claim a task for the caller; the queue shows it to colleagues as long as any other claim.

        Raises ``PeopleOnlyError``, ``TaskNotFoundError``, ``TaskDoneError`` or ``TaskClaimedError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            task = await self._lock(work, caller, task_id)
            now = self._clock.now()
            claimed = task.claim(caller.id, now)
            claim = QueueClaim(
                user_id=caller.id,
                user_name=caller.name,
                claimed_at=now,
                expires_at=now + CLAIM_DURATION,
            )
            await self._queue.claim(work, task.interview_id, task.kind, claim)
            return await self._save_change(work, caller, task, claimed, "task.claim")

    async def complete(self, caller: Caller, task_id: UUID) -> HumanTaskWithInterview:
        """Mark a task as done; raises ``PeopleOnlyError``, ``TaskNotFoundError`` or ``TaskDoneError``."""
        async with self._open_work(caller.tenant_id) as work:
            task = await self._lock(work, caller, task_id)
            return await self._save_change(
                work, caller, task, task.complete(caller.id, self._clock.now()), "task.complete"
            )

    async def _lock(self, work: UnitOfWork, caller: Caller, task_id: UUID) -> HumanTask:
        """Return a task that the caller may decide."""
        if not caller.is_person:
            raise PeopleOnlyError
        caller.require(Permission.INTERVIEW_READ)
        if not set(TASK_KINDS) & set(kinds_decided_by(caller.permissions)):
            caller.require(Permission.INTERVIEW_UPDATE)
        task = await self._tasks.lock(work, task_id)
        caller.require(PERMISSIONS_BY_KIND[task.kind])
        return task

    async def _save_change(
        self, work: UnitOfWork, caller: Caller, before: HumanTask, after: HumanTask, action: str
    ) -> HumanTaskWithInterview:
        if after != before:
            await self._tasks.save(work, after)
            details = {"kind": after.kind, "interview": str(after.interview_id)}
            await self._audit.record(work, caller, action, str(after.id), details)
            if after.status == "done":
                work.on_commit(lambda: metrics.HUMAN_TASKS.labels(after.kind, "done").inc())
        return await self._with_interview(work, after)

    async def _with_interview(self, work: UnitOfWork, task: HumanTask) -> HumanTaskWithInterview:
        interview = await self._interviews.find(work, str(task.interview_id))
        return HumanTaskWithInterview(task=task, interview=interview)


def _record_opened(task: HumanTask) -> None:
    metrics.HUMAN_TASKS.labels(task.kind, "opened").inc()
    _log.info("task.opened", kind=task.kind, interview_id=str(task.interview_id))
