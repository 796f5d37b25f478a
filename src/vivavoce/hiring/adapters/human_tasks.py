"""Human tasks in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.hiring.domain.human_task import HumanTask, HumanTaskKind, HumanTaskStatus
from vivavoce.hiring.ports.queue import TaskNotFoundError
from vivavoce.infra.cursors import place_after
from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId

_OPEN = """
    INSERT INTO human_task AS t (tenant_id, id, kind, interview_id, person_id, session_id, requested_at,
                                 last_requested_at)
    SELECT %(tenant)s, %(id)s, %(kind)s, %(interview)s, %(person)s, %(session)s, %(asked_at)s, %(asked_at)s
    WHERE NOT EXISTS (
        SELECT 1
        FROM human_task known
        WHERE known.interview_id = %(interview)s AND known.kind = %(kind)s AND known.status = 'done'
          AND known.last_requested_at >= %(asked_at)s
    )
    ON CONFLICT (tenant_id, interview_id, kind) WHERE status <> 'done' DO UPDATE
    SET last_requested_at = greatest(t.last_requested_at, excluded.last_requested_at)
    RETURNING t.id
"""
# A request of a person whose data was erased cannot be answered: it no longer waits, and is not done.
IS_ANSWERABLE: LiteralString = """
    (t.kind NOT IN ('person_requested', 'review_requested') OR NOT EXISTS (
        SELECT 1
        FROM person p
        WHERE p.tenant_id = t.tenant_id AND p.id = t.person_id AND p.erased_at IS NOT NULL))
"""
_LIST: LiteralString = f"""
    WITH listed AS (
        SELECT t.*, count(*) OVER () AS total
        FROM human_task t
        JOIN interview i ON i.id = t.interview_id
        WHERE t.status = ANY(%(statuses)s) AND i.deleted_at IS NULL AND i.is_test = %(is_test)s
          AND (t.status = 'done' OR {IS_ANSWERABLE})
    )
    SELECT *
    FROM listed
    WHERE %(after_at)s::timestamptz IS NULL OR (requested_at, id) > (%(after_at)s, %(after_id)s)
    ORDER BY requested_at, id
    LIMIT %(limit)s
"""  # noqa: S608 - made of constants only
_LOCK: LiteralString = f"""
    SELECT t.*
    FROM human_task t
    JOIN interview i ON i.id = t.interview_id
    WHERE t.id = %(id)s AND i.deleted_at IS NULL AND (t.status = 'done' OR {IS_ANSWERABLE})
    FOR UPDATE OF t
"""  # noqa: S608 - made of constants only
_SAVE = """
    UPDATE human_task
    SET status = %(status)s, claimed_by = %(claimed_by)s, claimed_at = %(claimed_at)s,
        done_by = %(done_by)s, done_at = %(done_at)s
    WHERE id = %(id)s
"""
_WAITING_SINCE = """
    SELECT last_requested_at
    FROM human_task
    WHERE interview_id = %(interview)s AND kind = %(kind)s AND status <> 'done'
"""
_COMPLETE_ALL = """
    UPDATE human_task
    SET status = 'done', done_by = %(by)s, done_at = %(at)s
    WHERE interview_id = %(interview)s AND kind = %(kind)s AND status <> 'done'
"""


class PostgresHumanTaskRepository:
    """The human tasks of the organization that ``work`` belongs to."""

    async def open(self, work: UnitOfWork, task: HumanTask) -> bool:
        """Store a task and return True.

        Returns False if the interview already has an unfinished task of that kind (only its time is
        updated), or a finished one that covers this request.
        """
        row = await work.fetch_one(
            _OPEN,
            {
                "tenant": work.tenant_id,
                "id": task.id,
                "kind": task.kind,
                "interview": task.interview_id,
                "person": task.person_id,
                "session": task.session_id,
                "asked_at": task.asked_at,
            },
        )
        return row is not None and row["id"] == task.id

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
        rows = await work.fetch_all(
            _LIST,
            {
                "statuses": list(statuses),
                "is_test": work.is_test,
                "limit": limit,
                **place_after(after),
            },
        )
        return tuple(map(_task_from_row, rows)), rows[0]["total"] if rows else 0

    async def lock(self, work: UnitOfWork, task_id: UUID) -> HumanTask:
        """Return a task, locked until ``work`` ends, or raise ``TaskNotFoundError``."""
        row = await work.fetch_one(_LOCK, {"id": task_id})
        if row is None:
            raise TaskNotFoundError
        return _task_from_row(row)

    async def save(self, work: UnitOfWork, task: HumanTask) -> None:
        """Store the task's status, and who claimed and completed it when."""
        await work.execute(
            _SAVE,
            {
                "id": task.id,
                "status": task.status,
                "claimed_by": task.claimed_by,
                "claimed_at": task.claimed_at,
                "done_by": task.done_by,
                "done_at": task.done_at,
            },
        )

    async def find_waiting_since(
        self, work: UnitOfWork, interview_id: InterviewId, kind: HumanTaskKind
    ) -> datetime | None:
        """Return when the candidate last asked, if that task of the interview is not done; else None."""
        row = await work.fetch_one(_WAITING_SINCE, {"interview": interview_id, "kind": kind})
        return None if row is None else row["last_requested_at"]

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
        await work.execute(
            _COMPLETE_ALL, {"interview": interview_id, "kind": kind, "by": by, "at": at}
        )


def _task_from_row(row: Row) -> HumanTask:
    return HumanTask(
        id=row["id"],
        kind=row["kind"],
        interview_id=InterviewId(row["interview_id"]),
        person_id=PersonId(row["person_id"]),
        session_id=row["session_id"],
        status=row["status"],
        asked_at=row["requested_at"],
        last_asked_at=row["last_requested_at"],
        claimed_by=row["claimed_by"],
        claimed_at=row["claimed_at"],
        done_by=row["done_by"],
        done_at=row["done_at"],
    )
