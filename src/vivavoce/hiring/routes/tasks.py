"""Tasks for people: what candidates asked a person for, and who has taken it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from vivavoce.hiring.domain.human_task import TaskKind, TaskStatus
from vivavoce.hiring.usecases.human_tasks import HumanTasks, TaskOfInterview
from vivavoce.infra.web.bodies import CamelModel, seed_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.kernel.clock import iso_ms

_WAITING: tuple[TaskStatus, ...] = ("open", "claimed")
Statuses = Annotated[
    list[TaskStatus] | None,
    Query(description="One status or several; without it, tasks that are not done."),
]


class TaskResponse(CamelModel):
    """One task with the interview that it is about."""

    id: str
    kind: TaskKind
    status: TaskStatus
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
    """The longest waiting tasks first, at most 100, and how many there are."""

    data: list[TaskResponse]
    total: int


class TaskRoutes:
    """Endpoints of tasks."""

    def __init__(self, tasks: HumanTasks) -> None:
        self._tasks = tasks

    async def list_tasks(self, caller: CallerOf, status: Statuses = None) -> TaskListResponse:
        """List tasks for people, the longest wait first."""
        found = await self._tasks.list(caller, status or _WAITING)
        return TaskListResponse(data=[_response(one) for one in found.tasks], total=found.total)

    async def claim_task(self, caller: CallerOf, task_id: UUID) -> TaskResponse:
        """Take a task, so that colleagues see that it is being dealt with."""
        return _response(await self._tasks.claim(caller, task_id))

    async def complete_task(self, caller: CallerOf, task_id: UUID) -> TaskResponse:
        """Mark a task as done."""
        return _response(await self._tasks.complete(caller, task_id))


def tasks_router(tasks: HumanTasks) -> APIRouter:
    """Return the routes under ``/tasks``."""
    router = seed_router("Tasks")
    routes = TaskRoutes(tasks)
    router.add_api_route("/tasks", routes.list_tasks, methods=["GET"])
    router.add_api_route("/tasks/{task_id}/claim", routes.claim_task, methods=["POST"])
    router.add_api_route("/tasks/{task_id}/complete", routes.complete_task, methods=["POST"])
    return router


def _response(one: TaskOfInterview) -> TaskResponse:
    task, request = one.task, one.interview.request
    return TaskResponse(
        id=str(task.id),
        kind=task.kind,
        status=task.status,
        interview_id=str(task.interview_id),
        session_id=str(task.session_id),
        candidate_name=request.candidate_name,
        position=request.position,
        company_name=request.company_name,
        asked_at=iso_ms(task.asked_at),
        last_asked_at=iso_ms(task.last_asked_at),
        claimed_by=None if task.claimed_by is None else str(task.claimed_by),
        claimed_at=None if task.claimed_at is None else iso_ms(task.claimed_at),
        done_by=None if task.done_by is None else str(task.done_by),
        done_at=None if task.done_at is None else iso_ms(task.done_at),
    )
