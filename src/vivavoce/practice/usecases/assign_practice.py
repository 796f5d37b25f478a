"""Assign practice to people, list assignments and unassign them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from vivavoce.infra.audit_trail import AuditTrail
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.practice.domain.assignment import (
    ACTIVE_STATUSES,
    AssignmentStatus,
    OwnAssignmentsOnlyError,
    PracticeAssignment,
    SkippedUnassignment,
    normalize_address,
    parse_addresses,
    parse_role,
    parse_round,
)
from vivavoce.practice.ports.assignments import PracticeAssignmentRepository
from vivavoce.practice.ports.sessions import UserEmailReader
from vivavoce.practice.usecases.practice_access import PracticeAccess

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
        assignments: PracticeAssignmentRepository,
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
        asked, wanted = parse_round(round_name), parse_role(role)
        now, batch_id = self._clock.now(), self._ids.new_id()
        batch = AssignmentBatch(
            batch_id=batch_id,
            assignments=tuple(
                PracticeAssignment(
                    id=self._ids.new_id(),
                    batch_id=batch_id,
                    role=wanted,
                    round=asked,
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
            details = {"round": asked, "count": len(addresses)}
            await self._audit.record(work, caller, "practice.assign", str(batch_id), details)
            await before_commit(work, batch)
        return batch


class ListAssignments:
    """Lists the assignments of an address: any address for callers who may assign, else only their own."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        assignments: PracticeAssignmentRepository,
        user_emails: UserEmailReader,
    ) -> None:
        self._open_work = open_work
        self._assignments = assignments
        self._user_emails = user_emails

    async def __call__(
        self, caller: Caller, *, email: str | None, status: AssignmentStatusFilter, limit: int
    ) -> list[PracticeAssignment]:
        """Return the assignments newest first.

        Raises ``OwnAssignmentsOnlyError`` for another person's address, and ``InvalidRequestError`` if
        ``email`` is missing or malformed.
        """
        may_assign = Permission.PRACTICE_ASSIGN in caller.permissions
        if not may_assign:
            caller.require(Permission.PRACTICE_USE)
        async with self._open_work(caller.tenant_id) as work:
            asked = normalize_address(email or "")
            if not may_assign:
                own = normalize_address(await self._user_emails.address(work, caller.id))
                if not own or (asked and asked != own):
                    raise OwnAssignmentsOnlyError
                asked = own
            [address] = (
                parse_addresses([asked], field_name="email") if asked else _raise_missing_email()
            )
            return await self._assignments.list_by_email(
                work, address, statuses=_STATUSES_BY_FILTER[status], limit=limit
            )


class UnassignPractice:
    """Unassigns what is not completed. A running interview continues, but its result is not linked."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        assignments: PracticeAssignmentRepository,
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
                one
                for address in addresses
                for one in known.get(address, ())
                if one.status in ACTIVE_STATUSES
            ]
            skipped = [
                one
                for address in addresses
                for one in _skipped_addresses(address, known.get(address, []))
            ]
            if active:
                await self._assignments.unassign(work, [one.id for one in active])
                details = {"count": len(active)}
                subject = str(active[0].batch_id)
                await self._audit.record(work, caller, "practice.unassign", subject, details)
            done = UnassignResult(unassigned=tuple(active), skipped=tuple(skipped))
            await before_commit(work, done)
        return done


def _skipped_addresses(
    email: str, known: Sequence[PracticeAssignment]
) -> list[SkippedUnassignment]:
    if not known:
        return [SkippedUnassignment(email=email, reason="not_found")]
    completed = [
        SkippedUnassignment(email=email, reason="completed", assignment_id=one.id)
        for one in known
        if one.status == "completed"
    ]
    if completed or any(one.status in ACTIVE_STATUSES for one in known):
        return completed
    return [
        SkippedUnassignment(email=email, reason="already_unassigned", assignment_id=known[0].id)
    ]


def _raise_missing_email() -> tuple[str, ...]:
    message = "Enter the person's e-mail address."
    raise InvalidRequestError(
        f"'email': {message}", errors=[FieldError("email", "missing", message)]
    )
