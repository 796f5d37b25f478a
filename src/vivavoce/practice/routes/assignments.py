"""Routes of assignments: assign practice, list, unassign. They are registered before paths with an id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from vivavoce.contracts.envelope import IdempotentResponse
from vivavoce.contracts.interview import format_practice_session_id
from vivavoce.infra.cursors import cut_page, read_time_and_id
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import SnakeCaseRequestModel, make_compatibility_router
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.practice.domain.assignment import (
    AssignmentRound,
    PracticeAssignment,
    PublicAssignmentStatus,
)
from vivavoce.practice.routes.session_requests import Choice, Reference
from vivavoce.practice.routes.sessions import IdempotencyKey, run_idempotently
from vivavoce.practice.usecases.assign_practice import (
    AssignmentBatch,
    AssignmentStatusFilter,
    AssignPractice,
    ListAssignments,
    UnassignPractice,
    UnassignResult,
)
from vivavoce.practice.usecases.idempotency import IdempotencyGuard, SaveAnswer

MAX_LISTED = 100


class CreateAssignmentsRequest(SnakeCaseRequestModel):
    """Which round to assign, for which role, and to whom."""

    allowed_privileged_fields: ClassVar[frozenset[str]] = frozenset({"role"})
    organization_id: Reference = Field(examples=["demo"])
    """Your organization's id or short name."""
    role: str = Field(examples=["Ward nurse"])
    """The role to practice for, as the person reads it."""
    round: Choice = Field(description="The kind of round.", examples=["behavioral"])
    assignee_emails: list[str] = Field(
        description="The e-mail addresses of the people: 1 to 500; duplicates count once.",
        examples=[["ada@example.com"]],
    )


class UnassignRequest(SnakeCaseRequestModel):
    """Whose assignments to unassign. Completed assignments are skipped."""

    organization_id: Reference = Field(examples=["demo"])
    """Your organization's id or short name."""
    emails: list[str] = Field(examples=[["ada@example.com"]])
    """The addresses of the people, 1 to 500."""


class AssignmentAddressResponse(BaseModel):
    """The id and e-mail address of an assignment."""

    assignment_id: UUID
    """The assignment's id."""
    email: str = Field(examples=["ada@example.com"])
    """The address of the person."""


class AssignmentBatchResponse(BaseModel):
    """The new assignments."""

    batch_id: UUID
    """The id that assignments of one request share."""
    assignment_ids: list[UUID]
    """The ids of the new assignments, in the order of the addresses."""
    assignments: list[AssignmentAddressResponse]
    """The new assignments, in the order of the addresses."""
    duplicates_removed: int
    """How many addresses were left out because they occurred twice."""


class AssignmentResponse(BaseModel):
    """An assignment."""

    assignment_id: UUID
    """The assignment's id."""
    batch_id: UUID
    """The id that assignments of one request share."""
    organization_id: UUID
    """The organization that assigned it."""
    role: str = Field(examples=["Ward nurse"])
    """The role to practice for."""
    round: AssignmentRound
    """The round to practice."""
    email: str = Field(examples=["ada@example.com"])
    """The address of the person; empty after it was erased."""
    status: PublicAssignmentStatus
    """How far the person is."""
    session_id: str | None = Field(examples=["int_0198c1f26f5b7a609d4e2b7f3c1a9e55"])
    """The practice session of the assignment; null until there is one."""
    assigned_at: datetime
    """When it was assigned."""
    started_at: datetime | None
    """When the person started; null before that."""
    completed_at: datetime | None
    """When its review was first ready, soon after the session; null before that."""
    unassigned_at: datetime | None
    """When it was taken back; null unless it was."""


class AssignmentListResponse(BaseModel):
    """The assignments of an e-mail address, newest first."""

    assignments: list[AssignmentResponse]
    """The assignments of this page."""
    count: int
    """How many assignments `assignments` has."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the next page; null on the last page."""


class SkippedAddressResponse(BaseModel):
    """An address that was skipped, and why."""

    email: str = Field(examples=["ada@example.com"])
    """The address as the request named it."""
    reason: Literal["completed", "not_found", "already_unassigned"] = Field(examples=["completed"])
    """Why the address was skipped: `completed`, `not_found` or `already_unassigned`."""
    assignment_id: UUID | None
    """The assignment that could not be taken back; null if the address has none."""


class UnassignResponse(BaseModel):
    """The unassigned assignments and the skipped addresses."""

    unassigned: list[AssignmentAddressResponse]
    """The assignments that were taken back."""
    skipped: list[SkippedAddressResponse]
    """The addresses without an assignment that could be taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentUseCases:
    """The use cases behind the assignment routes."""

    idempotency: IdempotencyGuard
    assign: AssignPractice
    list_assignments: ListAssignments
    unassign: UnassignPractice


class AssignmentRoutes:
    """Endpoints of assignments."""

    def __init__(self, use_cases: AssignmentUseCases) -> None:
        self._use_cases = use_cases

    async def create_assignments(
        self,
        caller: CurrentCaller,
        body: CreateAssignmentsRequest,
        idempotency_key: IdempotencyKey = None,
    ) -> JSONResponse:
        """Assign a practice round to people: one assignment per address, all or none."""

        async def operation(save_answer: SaveAnswer) -> IdempotentResponse:
            async def before_commit(work: UnitOfWork, batch: AssignmentBatch) -> None:
                await save_answer(work, _batch_answer(batch))

            batch = await self._use_cases.assign(
                caller,
                organization_id=body.organization_id,
                role=body.role,
                round_name=body.round,
                emails=body.assignee_emails,
                before_commit=before_commit,
            )
            return _batch_answer(batch)

        return await self._run_idempotently(caller, "assignments", idempotency_key, body, operation)

    async def list_assignments(
        self,
        caller: CurrentCaller,
        email: Annotated[
            str | None,
            Query(max_length=320, description="Optional. By default, your own assignments."),
        ] = None,
        status: AssignmentStatusFilter = "all",
        limit: Annotated[int, Query(ge=1, le=MAX_LISTED)] = 50,
        cursor: CursorParam = None,
    ) -> AssignmentListResponse:
        """List the assignments of an e-mail address, newest first."""
        found = await self._use_cases.list_assignments(
            caller,
            email=email,
            status=status,
            limit=limit + 1,
            after=read_time_and_id("assignments", cursor),
        )
        assignments, next_cursor = cut_page(
            "assignments", found, limit, lambda one: (one.assigned_at, one.id)
        )
        return AssignmentListResponse(
            assignments=[_assignment_response(caller, assignment) for assignment in assignments],
            count=len(assignments),
            next_cursor=next_cursor,
        )

    async def unassign(
        self, caller: CurrentCaller, body: UnassignRequest, idempotency_key: IdempotencyKey = None
    ) -> JSONResponse:
        """Unassign assignments that are not completed. An interview in progress continues."""

        async def operation(save_answer: SaveAnswer) -> IdempotentResponse:
            async def before_commit(work: UnitOfWork, result: UnassignResult) -> None:
                await save_answer(work, _unassigned_answer(caller, result))

            result = await self._use_cases.unassign(
                caller,
                organization_id=body.organization_id,
                emails=body.emails,
                before_commit=before_commit,
            )
            return _unassigned_answer(caller, result)

        return await self._run_idempotently(
            caller, "assignments/unassign", idempotency_key, body, operation
        )

    async def _run_idempotently(
        self,
        caller: Caller,
        route: str,
        key: str | None,
        body: BaseModel,
        operation: Callable[[SaveAnswer], Awaitable[IdempotentResponse]],
    ) -> JSONResponse:
        caller.require(Permission.PRACTICE_ASSIGN)
        return await run_idempotently(
            self._use_cases.idempotency, caller, route, key, body, operation
        )


def build_assignments_router(use_cases: AssignmentUseCases) -> APIRouter:
    """Return the routes under ``/api/v1``."""
    router = make_compatibility_router("assignments")
    routes = AssignmentRoutes(use_cases)
    path = "/interviews/assignments"
    router.add_api_route(
        path,
        routes.create_assignments,
        methods=["POST"],
        status_code=201,
        response_model=AssignmentBatchResponse,
    )
    router.add_api_route(path, routes.list_assignments, methods=["GET"])
    router.add_api_route(
        f"{path}/unassign", routes.unassign, methods=["POST"], response_model=UnassignResponse
    )
    return router


def _batch_answer(batch: AssignmentBatch) -> IdempotentResponse:
    response = AssignmentBatchResponse(
        batch_id=batch.batch_id,
        assignment_ids=[assignment.id for assignment in batch.assignments],
        assignments=[_assigned_email_response(assignment) for assignment in batch.assignments],
        duplicates_removed=batch.duplicates_removed,
    )
    return IdempotentResponse(
        subject=batch.batch_id, body=response.model_dump(mode="json"), is_new=True
    )


def _unassigned_answer(caller: Caller, result: UnassignResult) -> IdempotentResponse:
    response = UnassignResponse(
        unassigned=[_assigned_email_response(assignment) for assignment in result.unassigned],
        skipped=[
            SkippedAddressResponse(
                email=address.email, reason=address.reason, assignment_id=address.assignment_id
            )
            for address in result.skipped
        ],
    )
    return IdempotentResponse(subject=caller.id, body=response.model_dump(mode="json"))


def _assigned_email_response(assignment: PracticeAssignment) -> AssignmentAddressResponse:
    return AssignmentAddressResponse(assignment_id=assignment.id, email=assignment.email)


def _assignment_response(caller: Caller, assignment: PracticeAssignment) -> AssignmentResponse:
    return AssignmentResponse(
        assignment_id=assignment.id,
        batch_id=assignment.batch_id,
        organization_id=caller.tenant_id,
        role=assignment.role,
        round=assignment.round,
        email=assignment.email,
        status=assignment.public_status,
        session_id=None
        if assignment.interview_id is None
        else format_practice_session_id(assignment.interview_id),
        assigned_at=assignment.assigned_at,
        started_at=assignment.started_at,
        completed_at=assignment.completed_at,
        unassigned_at=assignment.unassigned_at,
    )
