"""Ask people to practise, see how far they are, and take it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.kernel.ids import Ids
from vivavoce.practice.domain.assignment import (
    ACTIVE,
    Assignment,
    Kept,
    OwnAssignmentsOnly,
    Skipped,
    fold_address,
    read_addresses,
    read_role,
    read_round,
)
from vivavoce.practice.ports.assignments import Assignments
from vivavoce.practice.ports.sessions import Addresses, Audit
from vivavoce.practice.usecases.owners import Owners

StatusFilter = Literal["pending", "in_progress", "completed", "unassigned", "all"]
_KEPT: dict[StatusFilter, tuple[Kept, ...]] = {
    "pending": ("assigned",),
    "in_progress": ("started",),
    "completed": ("completed",),
    "unassigned": ("unassigned",),
    "all": ("assigned", "started", "completed", "unassigned"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Assignments that were made together."""

    batch_id: UUID
    assignments: tuple[Assignment, ...]
    duplicates_removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassigned:
    """What was taken back and what was not."""

    unassigned: tuple[Assignment, ...]
    skipped: tuple[Skipped, ...]


class Assign:
    """Makes one assignment per address, all or none."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        owners: Owners,
        assignments: Assignments,
        audit: Audit,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._owners = owners
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
        then: Callable[[Work, Batch], Awaitable[None]],
    ) -> Batch:
        """Return the new assignments in order; raise ``Malformed`` or ``OrgMismatch``."""
        caller.require(Permission.PRACTICE_ASSIGN)
        addresses = read_addresses(emails, place="assignee_emails")
        asked, wanted = read_round(round_name), read_role(role)
        now, batch_id = self._clock.now(), self._ids.new()
        batch = Batch(
            batch_id=batch_id,
            assignments=tuple(
                Assignment(
                    id=self._ids.new(),
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
            await self._owners.check_org(work, caller, organization_id)
            await self._assignments.add(work, batch.assignments, by=caller.id)
            details = {"round": asked, "count": len(addresses)}
            await self._audit.note(work, caller, "practice.assign", str(batch_id), details)
            await then(work, batch)
        return batch


class ListAssignments:
    """Shows an address's assignments: anybody's to who may assign, else the own."""

    def __init__(self, open_work: OpenWork, assignments: Assignments, addresses: Addresses) -> None:
        self._open_work = open_work
        self._assignments = assignments
        self._addresses = addresses

    async def __call__(
        self, caller: Caller, *, email: str | None, status: StatusFilter, limit: int
    ) -> list[Assignment]:
        """Return them newest first; raise ``OwnAssignmentsOnly`` for somebody else's address."""
        may_assign = Permission.PRACTICE_ASSIGN in caller.permissions
        if not may_assign:
            caller.require(Permission.PRACTICE)
        async with self._open_work(caller.tenant_id) as work:
            asked = fold_address(email or "")
            if not may_assign:
                own = fold_address(await self._addresses.address(work, caller.id))
                if not own or (asked and asked != own):
                    raise OwnAssignmentsOnly
                asked = own
            [address] = read_addresses([asked], place="email") if asked else _missing()
            return await self._assignments.of_address(
                work, address, statuses=_KEPT[status], limit=limit
            )


class Unassign:
    """Takes back what is not completed. A talk that is going on goes on; its result is linked to nothing."""

    def __init__(
        self, open_work: OpenWork, owners: Owners, assignments: Assignments, audit: Audit
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._assignments = assignments
        self._audit = audit

    async def __call__(
        self,
        caller: Caller,
        *,
        organization_id: str,
        emails: Sequence[str],
        then: Callable[[Work, Unassigned], Awaitable[None]],
    ) -> Unassigned:
        """Return what was taken back and what was skipped, in the order of the addresses."""
        caller.require(Permission.PRACTICE_ASSIGN)
        addresses = read_addresses(emails, place="emails")
        async with self._open_work(caller.tenant_id) as work:
            await self._owners.check_org(work, caller, organization_id)
            known = await self._assignments.lock_of(work, addresses)
            active = [
                one
                for address in addresses
                for one in known.get(address, ())
                if one.status in ACTIVE
            ]
            skipped = [
                one for address in addresses for one in _skipped(address, known.get(address, []))
            ]
            if active:
                await self._assignments.unassign(work, [one.id for one in active])
                details = {"count": len(active)}
                subject = str(active[0].batch_id)
                await self._audit.note(work, caller, "practice.unassign", subject, details)
            done = Unassigned(unassigned=tuple(active), skipped=tuple(skipped))
            await then(work, done)
        return done


def _skipped(email: str, known: Sequence[Assignment]) -> list[Skipped]:
    if not known:
        return [Skipped(email=email, reason="not_found")]
    completed = [
        Skipped(email=email, reason="completed", assignment_id=one.id)
        for one in known
        if one.status == "completed"
    ]
    if completed or any(one.status in ACTIVE for one in known):
        return completed
    return [Skipped(email=email, reason="already_unassigned", assignment_id=known[0].id)]


def _missing() -> tuple[str, ...]:
    message = "Say whose assignments: an e-mail address."
    raise Malformed(f"'email': {message}", errors=[FieldError("email", "missing", message)])
