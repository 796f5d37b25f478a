"""Assignments: ask people to practise, list, take back. Their paths stand before those with an id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from vivavoce.contracts.interview import shown_session
from vivavoce.contracts.replay import Answer
from vivavoce.infra.web.bodies import SnakeBody, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.practice.domain.assignment import Assignment, Round, Shown
from vivavoce.practice.routes.sessions import IdempotencyKey, answered
from vivavoce.practice.routes.sessions_bodies import Choice, Reference
from vivavoce.practice.usecases.assign import (
    Assign,
    Batch,
    ListAssignments,
    StatusFilter,
    Unassign,
    Unassigned,
)
from vivavoce.practice.usecases.once import Keep, Once

MOST_LISTED = 100


class AssignBody(SnakeBody):
    """Whom to ask for which round."""

    may_name: ClassVar[frozenset[str]] = frozenset({"role"})
    organization_id: Reference
    role: str = Field(examples=["Ward nurse"])
    round: Choice = Field(description="warm_up, behavioral or technical", examples=["behavioral"])
    assignee_emails: list[str] = Field(
        description="1 to 500; the same address twice counts once", examples=[["ada@example.com"]]
    )


class UnassignBody(SnakeBody):
    """From whom to take back what is not completed."""

    organization_id: Reference
    emails: list[str] = Field(examples=[["ada@example.com"]])


class AssignedShape(BaseModel):
    """One assignment's id and address."""

    assignment_id: UUID
    email: str


class BatchShape(BaseModel):
    """What was assigned."""

    batch_id: UUID
    assignment_ids: list[UUID]
    assignments: list[AssignedShape]
    duplicates_removed: int


class AssignmentShape(BaseModel):
    """One assignment as it stands."""

    assignment_id: UUID
    batch_id: UUID
    organization_id: UUID
    role: str
    round: Round
    email: str
    status: Shown
    session_id: str | None
    assigned_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    unassigned_at: datetime | None


class AssignmentsShape(BaseModel):
    """An address's assignments, newest first."""

    assignments: list[AssignmentShape]
    count: int


class SkippedShape(BaseModel):
    """From whom nothing was taken back."""

    email: str
    reason: str
    assignment_id: UUID | None


class UnassignedShape(BaseModel):
    """What was taken back."""

    unassigned: list[AssignedShape]
    skipped: list[SkippedShape]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentCases:
    """What the routes call."""

    once: Once
    assign: Assign
    listed: ListAssignments
    unassign: Unassign


class AssignmentRoutes:
    """Endpoints of assignments."""

    def __init__(self, cases: AssignmentCases) -> None:
        self._cases = cases

    async def create_assignments(
        self, caller: CallerOf, body: AssignBody, idempotency_key: IdempotencyKey = None
    ) -> JSONResponse:
        """Ask people to practise a round: one assignment per address, all or none."""

        async def do(keep: Keep) -> Answer:
            async def then(work: Work, batch: Batch) -> None:
                await keep(work, _batch_answer(batch))

            batch = await self._cases.assign(
                caller,
                organization_id=body.organization_id,
                role=body.role,
                round_name=body.round,
                emails=body.assignee_emails,
                then=then,
            )
            return _batch_answer(batch)

        return await self._once(caller, "assignments", idempotency_key, body, do)

    async def list_assignments(
        self,
        caller: CallerOf,
        email: Annotated[
            str | None, Query(max_length=320, description="Yours when you may see no others")
        ] = None,
        status: StatusFilter = "all",
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 50,
    ) -> AssignmentsShape:
        """Show an address's assignments."""
        found = await self._cases.listed(caller, email=email, status=status, limit=limit)
        return AssignmentsShape(
            assignments=[_shape(caller, one) for one in found], count=len(found)
        )

    async def unassign(
        self, caller: CallerOf, body: UnassignBody, idempotency_key: IdempotencyKey = None
    ) -> JSONResponse:
        """Take back what is not completed. A talk that is going on is not cut."""

        async def do(keep: Keep) -> Answer:
            async def then(work: Work, done: Unassigned) -> None:
                await keep(work, _unassigned_answer(caller, done))

            done = await self._cases.unassign(
                caller, organization_id=body.organization_id, emails=body.emails, then=then
            )
            return _unassigned_answer(caller, done)

        return await self._once(caller, "assignments/unassign", idempotency_key, body, do)

    async def _once(
        self,
        caller: Caller,
        route: str,
        key: str | None,
        body: BaseModel,
        do: Callable[[Keep], Awaitable[Answer]],
    ) -> JSONResponse:
        caller.require(Permission.PRACTICE_ASSIGN)
        said = body.model_dump(mode="json")
        return answered(await self._cases.once(caller, route, key, said, do))


def assignments_router(cases: AssignmentCases) -> APIRouter:
    """Return the routes under ``/api/v1``."""
    router = own_router("assignments")
    routes = AssignmentRoutes(cases)
    path = "/interviews/assignments"
    router.add_api_route(
        path,
        routes.create_assignments,
        methods=["POST"],
        status_code=201,
        response_model=BatchShape,
    )
    router.add_api_route(path, routes.list_assignments, methods=["GET"])
    router.add_api_route(
        f"{path}/unassign", routes.unassign, methods=["POST"], response_model=UnassignedShape
    )
    return router


def _batch_answer(batch: Batch) -> Answer:
    shape = BatchShape(
        batch_id=batch.batch_id,
        assignment_ids=[one.id for one in batch.assignments],
        assignments=[_assigned(one) for one in batch.assignments],
        duplicates_removed=batch.duplicates_removed,
    )
    return Answer(subject=batch.batch_id, body=shape.model_dump(mode="json"), is_new=True)


def _unassigned_answer(caller: Caller, done: Unassigned) -> Answer:
    shape = UnassignedShape(
        unassigned=[_assigned(one) for one in done.unassigned],
        skipped=[
            SkippedShape(email=one.email, reason=one.reason, assignment_id=one.assignment_id)
            for one in done.skipped
        ],
    )
    return Answer(subject=caller.id, body=shape.model_dump(mode="json"))


def _assigned(one: Assignment) -> AssignedShape:
    return AssignedShape(assignment_id=one.id, email=one.email)


def _shape(caller: Caller, one: Assignment) -> AssignmentShape:
    return AssignmentShape(
        assignment_id=one.id,
        batch_id=one.batch_id,
        organization_id=caller.tenant_id,
        role=one.role,
        round=one.round,
        email=one.email,
        status=one.shown,
        session_id=None if one.interview_id is None else shown_session(one.interview_id),
        assigned_at=one.assigned_at,
        started_at=one.started_at,
        completed_at=one.completed_at,
        unassigned_at=one.unassigned_at,
    )
