"""Practice for an assignment: it must be active and the person's own; the talk and its review are noted."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.assignment import (
    ACTIVE,
    Assignment,
    AssignmentNotActive,
    UnknownAssignment,
    as_assigned,
    fold_address,
)
from vivavoce.practice.domain.setup import Setup
from vivavoce.practice.ports.assignments import Assignments
from vivavoce.practice.ports.sessions import Addresses
from vivavoce.practice.usecases.owners import acts_for_anybody


class LaunchAssigned:
    """Sets a session up as its assignment wants it."""

    def __init__(self, assignments: Assignments, addresses: Addresses) -> None:
        self._assignments = assignments
        self._addresses = addresses

    async def __call__(self, work: Work, caller: Caller, setup: Setup, *, user_id: str) -> Setup:
        """Return the set-up; without an assignment it stays as it is.

        Raises ``UnknownAssignment`` also for somebody else's, and ``AssignmentNotActive``.
        """
        if setup.assignment_id is None:
            return setup
        assignment = await self._assignments.find(work, setup.assignment_id)
        if assignment is None:
            raise UnknownAssignment
        address = await self._address(work, caller, user_id)
        if not address or not await self._assignments.is_of(work, assignment.id, address):
            raise UnknownAssignment
        if assignment.status not in ACTIVE:
            raise AssignmentNotActive(extra={"current_status": assignment.shown})
        return as_assigned(setup, assignment)

    async def link(self, work: Work, assignment_id: UUID | None, interview_id: InterviewId) -> None:
        """Link what was set up to its assignment, if it has one."""
        if assignment_id is not None:
            await self._assignments.link(work, assignment_id, interview_id)

    async def _address(self, work: Work, caller: Caller, user_id: str) -> str:
        """Return the address behind a user: a member's own, or the one a partner names the person by."""
        if acts_for_anybody(caller) and "@" in user_id:
            return fold_address(user_id)
        try:
            member = UUID(user_id)
        except ValueError:
            return ""
        return fold_address(await self._addresses.address(work, member))


class AssignmentBook:
    """What becomes of the assignment behind a session; a session without one changes nothing."""

    def __init__(self, assignments: Assignments) -> None:
        self._assignments = assignments

    async def note_started(self, work: Work, interview_id: InterviewId) -> None:
        """Note that the talk began; twice is once."""
        await self._assignments.note_started(work, interview_id)

    async def note_completed(self, work: Work, interview_id: InterviewId) -> None:
        """Note that the review is there; twice is once."""
        await self._assignments.note_completed(work, interview_id)

    async def of_interview(self, work: Work, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""
        return await self._assignments.of_interview(work, interview_id)

    async def is_assigned(self, work: Work, interview_id: InterviewId) -> bool:
        """Return whether an interview is linked to an assignment."""
        return await self.of_interview(work, interview_id) is not None

    async def rows(self, work: Work, ids: Sequence[UUID]) -> list[Assignment]:
        """Return those of ``ids`` that this organisation has, in one look."""
        return await self._assignments.of_ids(work, ids)
