"""Routes for staff: human tasks, retention periods and retention runs.

A human task is what a candidate asked for or did that a person must see, and who has claimed it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from vivavoce.hiring.domain.human_task import HumanTaskKind, HumanTaskStatus
from vivavoce.hiring.ports.retention import RetentionRun
from vivavoce.hiring.usecases.expire_interviews import ApplyRetention
from vivavoce.hiring.usecases.human_tasks import MAX_TASKS, HumanTaskWithInterview, ManageHumanTasks
from vivavoce.infra.cursors import cut_page, read_time_and_id
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import (
    CamelModel,
    UtcTimestamp,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp

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
    """The task's id, a UUID."""
    kind: HumanTaskKind
    """`person_requested`: a candidate asked for a person, or seemed to need one.
    `candidate_withdrew`: a candidate withdrew. `review_requested`: a candidate asks for a
    review of the result by a person. `decision_to_confirm`: a decision about a candidate needs a
    second person."""
    status: HumanTaskStatus
    """Whether somebody works on it."""
    interview_id: str
    """The interview that it is about."""
    session_id: str | None
    """The session in which the candidate asked; null if it was elsewhere, or nobody asked."""
    candidate_name: str | None = Field(examples=["Ada Lovelace"])
    """The candidate's name; null if it is not known or was erased."""
    position: str | None = Field(examples=["Backend engineer"])
    """The title of the position; null if it is not known."""
    company_name: str | None = Field(examples=["Example Logistics"])
    """The company that hires; null if it is not known."""
    asked_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When the task came up first, in UTC."""
    last_asked_at: UtcTimestamp = Field(examples=["2026-11-22T09:31:12.000Z"])
    """When it came up last, in UTC."""
    claimed_by: str | None
    """The id of the person who works on it; null until it is claimed."""
    claimed_at: UtcTimestamp | None
    """When it was claimed, in UTC; null until then."""
    done_by: str | None
    """The id of the person who marked it as done; null until then."""
    done_at: UtcTimestamp | None
    """When it was marked as done, in UTC; null until then."""


class TaskListResponse(CamelModel):
    """A page of tasks, the longest wait first."""

    data: list[TaskResponse]
    """The tasks, the longest wait first."""
    total: int
    """How many tasks match."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


def build_tasks_router(tasks: ManageHumanTasks) -> APIRouter:
    """Return the routes under ``/tasks``."""
    router = make_lenient_router("Tasks")

    @router.get("/tasks")
    async def list_tasks(
        caller: CurrentCaller,
        status: StatusesParam = None,
        limit: Annotated[int, Query(ge=1, le=MAX_TASKS)] = MAX_TASKS,
        cursor: CursorParam = None,
    ) -> TaskListResponse:
        """List human tasks, the longest wait first."""
        listing = await tasks.list(
            caller,
            status or _WAITING_STATUSES,
            limit=limit + 1,
            after=read_time_and_id("tasks", cursor),
        )
        page, next_cursor = cut_page(
            "tasks", listing.tasks, limit, lambda one: (one.task.asked_at, one.task.id)
        )
        return TaskListResponse(
            data=[_to_task_response(task) for task in page],
            total=listing.total,
            next_cursor=next_cursor,
        )

    @router.post("/tasks/{task_id}/claim")
    async def claim_task(caller: CurrentCaller, task_id: UUID) -> TaskResponse:
        """Claim a task, so that colleagues see who is working on it."""
        return _to_task_response(await tasks.claim(caller, task_id))

    @router.post("/tasks/{task_id}/complete")
    async def complete_task(caller: CurrentCaller, task_id: UUID) -> TaskResponse:
        """Mark a task as done."""
        return _to_task_response(await tasks.complete(caller, task_id))

    return router


def _to_task_response(entry: HumanTaskWithInterview) -> TaskResponse:
    task, request = entry.task, entry.interview.request
    return TaskResponse(
        id=str(task.id),
        kind=task.kind,
        status=task.status,
        interview_id=str(task.interview_id),
        session_id=None if task.session_id is None else str(task.session_id),
        candidate_name=request.candidate_name,
        position=request.position,
        company_name=request.company_name,
        asked_at=format_timestamp(task.asked_at),
        last_asked_at=format_timestamp(task.last_asked_at),
        claimed_by=None if task.claimed_by is None else str(task.claimed_by),
        claimed_at=format_optional_timestamp(task.claimed_at),
        done_by=None if task.done_by is None else str(task.done_by),
        done_at=format_optional_timestamp(task.done_at),
    )


class RetentionDaysResponse(CamelModel):
    """How many days after an interview's end its ``transcripts`` and ``assessments`` are kept."""

    transcripts: int = Field(examples=[90])
    """Days after the interview's end when its transcript and the personal data are erased."""
    assessments: int = Field(examples=[365])
    """Days after the interview's end when its assessment is deleted."""


class RetentionRunResponse(CamelModel):
    """Counts of what one retention run deleted, or would delete now."""

    at: datetime
    """When the run was made; for `due`, now."""
    transcripts: int
    """Interviews whose transcript and personal data were erased; for `due`, are to be erased."""
    assessments: int
    """Assessments that were deleted; for `due`, are to be deleted."""
    recordings: int
    """Video recordings that were deleted; for `due`, are to be deleted."""
    conversations: int
    """Conversations with the practice assistant that were deleted; for `due`, are to be deleted."""
    failed: int
    """Interviews that could not be processed; the next run tries them again. For `due`, 0."""


class RetentionResponse(CamelModel):
    """The retention periods in days, what is due now, and the newest runs."""

    days: dict[str, RetentionDaysResponse]
    """By profile: the periods for new interviews. An existing interview keeps its own, or a shorter one."""
    recording_days: int = Field(examples=[30])
    """Days after which video recordings are deleted."""
    due: RetentionRunResponse
    """What the next run would delete now."""
    runs: list[RetentionRunResponse]
    """The newest runs, newest first."""


def build_retention_router(apply_retention: ApplyRetention) -> APIRouter:
    """Return the routes of retention, below ``/api/v1``."""
    routes = make_strict_router("tenants")

    @routes.get("/api/v1/tenants/me/retention")
    async def get_retention(caller: CurrentCaller) -> RetentionResponse:
        """Return the retention periods, what is due now, and what the newest runs deleted."""
        report = await apply_retention.report(caller)
        return RetentionResponse(
            days={
                name: RetentionDaysResponse(
                    transcripts=days.transcript, assessments=days.assessment
                )
                for name, days in report.policy.items()
            },
            recording_days=report.recording_days,
            due=_to_run_response(report.due),
            runs=[_to_run_response(run) for run in report.runs],
        )

    return routes


def _to_run_response(run: RetentionRun) -> RetentionRunResponse:
    return RetentionRunResponse(
        at=run.at,
        transcripts=run.transcripts,
        assessments=run.assessments,
        recordings=run.recordings,
        conversations=run.conversations,
        failed=run.failed,
    )
