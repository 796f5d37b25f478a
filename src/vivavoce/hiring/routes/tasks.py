"""Routes for human tasks: candidates who asked for a person, and who has claimed the task."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from vivavoce.hiring.domain.human_task import HumanTaskKind, HumanTaskStatus
from vivavoce.hiring.usecases.human_tasks import HumanTaskWithInterview, ManageHumanTasks
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_lenient_router
from vivavoce.kernel.clock import format_timestamp

_WAITING_STATUSES: tuple[HumanTaskStatus, ...] = ("open", "claimed")
StatusesParam = Annotated[
    list[HumanTaskStatus] | None,
    Query(
        description="One or more statuses. Without it, the response lists tasks that are not done."
    ),
]


class TaskResponse(CamelModel):
    """One task with the interview that it is about."""

    id: str
    kind: HumanTaskKind
    status: HumanTaskStatus
    interview_id: str
    session_id: str
    candidate_name: str | None
    position: str | None
    company_name: str | None
    asked_at: str
    last_asked_at: str
    claimed_by: str | None
    claimed_at: str | None
    done_by: str | None
    done_at: str | None


class TaskListResponse(CamelModel):
    """At most 100 tasks, the longest wait first, and the total."""

    data: list[TaskResponse]
    total: int


class TaskRoutes:
    """Endpoints of tasks."""

    def __init__(self, tasks: ManageHumanTasks) -> None:
        self._tasks = tasks

    async def list_tasks(
        self, caller: CurrentCaller, status: StatusesParam = None
    ) -> TaskListResponse:
        """List human tasks, the longest wait first."""
        found = await self._tasks.list(caller, status or _WAITING_STATUSES)
        return TaskListResponse(
            data=[_to_task_response(one) for one in found.tasks], total=found.total
        )

    async def claim_task(self, caller: CurrentCaller, task_id: UUID) -> TaskResponse:
        """Claim a task, so that colleagues see who is working on it."""
        return _to_task_response(await self._tasks.claim(caller, task_id))

    async def complete_task(self, caller: CurrentCaller, task_id: UUID) -> TaskResponse:
        """Mark a task as done."""
        return _to_task_response(await self._tasks.complete(caller, task_id))


def build_tasks_router(tasks: ManageHumanTasks) -> APIRouter:
    """Return the routes under ``/tasks``."""
    router = make_lenient_router("Tasks")
    routes = TaskRoutes(tasks)
    router.add_api_route("/tasks", routes.list_tasks, methods=["GET"])
    router.add_api_route("/tasks/{task_id}/claim", routes.claim_task, methods=["POST"])
    router.add_api_route("/tasks/{task_id}/complete", routes.complete_task, methods=["POST"])
    return router


def _to_task_response(entry: HumanTaskWithInterview) -> TaskResponse:
    task, request = entry.task, entry.interview.request
    return TaskResponse(
        id=str(task.id),
        kind=task.kind,
        status=task.status,
        interview_id=str(task.interview_id),
        session_id=str(task.session_id),
        candidate_name=request.candidate_name,
        position=request.position,
        company_name=request.company_name,
        asked_at=format_timestamp(task.asked_at),
        last_asked_at=format_timestamp(task.last_asked_at),
        claimed_by=None if task.claimed_by is None else str(task.claimed_by),
        claimed_at=None if task.claimed_at is None else format_timestamp(task.claimed_at),
        done_by=None if task.done_by is None else str(task.done_by),
        done_at=None if task.done_at is None else format_timestamp(task.done_at),
    )
