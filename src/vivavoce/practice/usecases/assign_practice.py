"""Assign practice to people, list and remove assignments, and set up practice sessions for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.ids import IdGenerator, InterviewId
from vivavoce.kernel.translation import translatable
from vivavoce.practice.adapters.assignments import PostgresAssignmentRepository
from vivavoce.practice.domain.assignment import (
    ACTIVE_STATUSES,
    AssignmentNotActiveError,
    AssignmentNotFoundError,
    AssignmentStatus,
    OwnAssignmentsOnlyError,
    PracticeAssignment,
    SkippedUnassignment,
    apply_assignment,
    normalize_address,
    parse_addresses,
    parse_role,
    parse_round,
)
from vivavoce.practice.domain.setup import PracticeSetup
from vivavoce.practice.ports import ReadUserEmail
from vivavoce.practice.usecases.own_practice import PracticeAccess, can_act_for_others

AssignmentStatusFilter = Literal["pending", "in_progress", "completed", "unassigned", "all"]
_STATUSES_BY_FILTER: dict[AssignmentStatusFilter, tuple[AssignmentStatus, ...]] = {
    "pending": ("assigned",),
    "in_progress": ("started",),
    "completed": ("completed",),
    "unassigned": ("unassigned",),
    "all": ("assigned", "started", "completed", "unassigned"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentBatch:
    """Assignments that were created together."""

    batch_id: UUID
    assignments: tuple[PracticeAssignment, ...]
    duplicates_removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnassignResult:
    """The assignments that were unassigned and the addresses that were skipped."""

    unassigned: tuple[PracticeAssignment, ...]
    skipped: tuple[SkippedUnassignment, ...]


class AssignPractice:
    """Creates one assignment per address, all or none."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        assignments: PostgresAssignmentRepository,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._assignments = assignments
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        caller: Caller,
        *,
        organization_id: str,
        role: str,
        round_name: str,
        emails: Sequence[str],
        before_commit: Callable[[UnitOfWork, AssignmentBatch], Awaitable[None]],
    ) -> AssignmentBatch:
        """Return the new assignments in the order of the addresses; duplicates are removed.

        Raises ``InvalidRequestError`` or ``OrganizationMismatchError``.
        """
        caller.require(Permission.PRACTICE_ASSIGN)
        addresses = parse_addresses(emails, field_name="assignee_emails")
        assignment_round, assigned_role = parse_round(round_name), parse_role(role)
        now, batch_id = self._clock.now(), self._ids.new_id()
        batch = AssignmentBatch(
            batch_id=batch_id,
            assignments=tuple(
                PracticeAssignment(
                    id=self._ids.new_id(),
                    batch_id=batch_id,
                    role=assigned_role,
                    round=assignment_round,
                    status="assigned",
                    assigned_at=now,
                    email=address,
                )
                for address in addresses
            ),
            duplicates_removed=len(emails) - len(addresses),
        )
        async with self._open_work(caller.tenant_id) as work:
            await self._access.check_organization(work, caller, organization_id)
            await self._assignments.add(work, batch.assignments, assigned_by=caller.id)
            details = {"round": assignment_round, "count": len(addresses)}
            await self._audit.record(work, caller, "practice.assign", str(batch_id), details)
            await before_commit(work, batch)
        return batch


class ListAssignments:
    """Lists the assignments of an address: any address for callers who may assign, else only their own."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        assignments: PostgresAssignmentRepository,
        read_user_email: ReadUserEmail,
    ) -> None:
        self._open_work = open_work
        self._assignments = assignments
        self._read_user_email = read_user_email

    async def __call__(
        self,
        caller: Caller,
        *,
        email: str | None,
        status: AssignmentStatusFilter,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[PracticeAssignment]:
        """Return the assignments newest first, after the one with that time and id.

        Raises ``OwnAssignmentsOnlyError`` for another person's address, and ``InvalidRequestError`` if
        ``email`` is missing or malformed.
        """
        may_assign = Permission.PRACTICE_ASSIGN in caller.permissions
        if not may_assign:
            caller.require(Permission.PRACTICE_USE)
        async with self._open_work(caller.tenant_id) as work:
            requested = normalize_address(email or "")
            if not may_assign:
                own = normalize_address(await self._read_user_email(work, caller.id))
                if requested and requested != own:
                    raise OwnAssignmentsOnlyError
                if not own:
                    return []
                requested = own
            [address] = (
                parse_addresses([requested], field_name="email")
                if requested
                else _raise_missing_email()
            )
            return await self._assignments.list_by_email(
                work, address, statuses=_STATUSES_BY_FILTER[status], limit=limit, after=after
            )


class UnassignPractice:
    """Unassigns what is not completed. A running interview continues, but its result is not linked."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        assignments: PostgresAssignmentRepository,
        audit: AuditTrail,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._assignments = assignments
        self._audit = audit

    async def __call__(
        self,
        caller: Caller,
        *,
        organization_id: str,
        emails: Sequence[str],
        before_commit: Callable[[UnitOfWork, UnassignResult], Awaitable[None]],
    ) -> UnassignResult:
        """Return the unassigned assignments and skipped addresses, in the order of ``emails``.

        Raises ``InvalidRequestError`` or ``OrganizationMismatchError``.
        """
        caller.require(Permission.PRACTICE_ASSIGN)
        addresses = parse_addresses(emails, field_name="emails")
        async with self._open_work(caller.tenant_id) as work:
            await self._access.check_organization(work, caller, organization_id)
            known = await self._assignments.lock_by_emails(work, addresses)
            active = [
                assignment
                for address in addresses
                for assignment in known.get(address, ())
                if assignment.status in ACTIVE_STATUSES
            ]
            skipped = [
                skip
                for address in addresses
                for skip in _skipped_addresses(address, known.get(address, []))
            ]
            if active:
                await self._assignments.unassign(work, [assignment.id for assignment in active])
                details = {"count": len(active)}
                subject = str(active[0].batch_id)
                await self._audit.record(work, caller, "practice.unassign", subject, details)
            result = UnassignResult(unassigned=tuple(active), skipped=tuple(skipped))
            await before_commit(work, result)
        return result


def _skipped_addresses(
    email: str, assignments: Sequence[PracticeAssignment]
) -> list[SkippedUnassignment]:
    if not assignments:
        return [SkippedUnassignment(email=email, reason="not_found")]
    completed = [
        SkippedUnassignment(email=email, reason="completed", assignment_id=assignment.id)
        for assignment in assignments
        if assignment.status == "completed"
    ]
    if completed or any(assignment.status in ACTIVE_STATUSES for assignment in assignments):
        return completed
    return [
        SkippedUnassignment(
            email=email, reason="already_unassigned", assignment_id=assignments[0].id
        )
    ]


def _raise_missing_email() -> tuple[str, ...]:
    message = translatable("Enter the person's e-mail address.")
    raise InvalidRequestError(
        translatable("'{field}': {message}", field="email", message=message),
        errors=[FieldError("email", "missing", message)],
    )


class ApplyAssignmentToSetup:
    """Applies an assignment's round and role to the setup of a session."""

    def __init__(
        self, assignments: PostgresAssignmentRepository, read_user_email: ReadUserEmail
    ) -> None:
        self._assignments = assignments
        self._read_user_email = read_user_email

    async def __call__(
        self, work: UnitOfWork, caller: Caller, setup: PracticeSetup, *, user_id: str
    ) -> PracticeSetup:
        """Return the adjusted setup; a setup without an assignment is returned unchanged.

        Raises ``AssignmentNotFoundError``, also for another person's assignment, and
        ``AssignmentNotActiveError``.
        """
        if setup.assignment_id is None:
            return setup
        assignment = await self._assignments.find(work, setup.assignment_id)
        if assignment is None:
            raise AssignmentNotFoundError
        address = await self._email_of_user(work, caller, user_id)
        if not address or not await self._assignments.is_assigned_to(work, assignment.id, address):
            raise AssignmentNotFoundError
        if assignment.status not in ACTIVE_STATUSES:
            raise AssignmentNotActiveError(extra={"current_status": assignment.public_status})
        return apply_assignment(setup, assignment)

    async def link_interview(
        self, work: UnitOfWork, assignment_id: UUID | None, interview_id: InterviewId
    ) -> None:
        """Link an interview to its assignment, if it has one."""
        if assignment_id is not None:
            await self._assignments.link_interview(work, assignment_id, interview_id)

    async def _email_of_user(self, work: UnitOfWork, caller: Caller, user_id: str) -> str:
        """Return the user's e-mail address or '': a member's own, or a partner's ``user_id`` if it is one."""
        if can_act_for_others(caller) and "@" in user_id:
            return normalize_address(user_id)
        try:
            member = UUID(user_id)
        except ValueError:
            return ""
        return normalize_address(await self._read_user_email(work, member))
