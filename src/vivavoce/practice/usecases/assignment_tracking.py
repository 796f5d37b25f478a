"""Link practice sessions to assignments and track the progress of those assignments."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.assignment import (
    ACTIVE_STATUSES,
    AssignmentNotActiveError,
    AssignmentNotFoundError,
    PracticeAssignment,
    apply_assignment,
    normalize_address,
)
from vivavoce.practice.domain.setup import PracticeSetup
from vivavoce.practice.ports.assignments import PracticeAssignmentRepository
from vivavoce.practice.ports.sessions import UserEmailReader
from vivavoce.practice.usecases.practice_access import can_act_for_others


class ApplyAssignmentToSetup:
    """Applies an assignment's round and role to the setup of a session."""

    def __init__(
        self, assignments: PracticeAssignmentRepository, user_emails: UserEmailReader
    ) -> None:
        self._assignments = assignments
        self._user_emails = user_emails

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
        return normalize_address(await self._user_emails.address(work, member))


class PracticeAssignmentTracker:
    """Tracks the assignment of a session; a session without one is ignored."""

    def __init__(self, assignments: PracticeAssignmentRepository) -> None:
        self._assignments = assignments

    async def mark_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the interview's assignment as started; idempotent."""
        await self._assignments.mark_started(work, interview_id)

    async def mark_completed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the interview's assignment as completed; idempotent."""
        await self._assignments.mark_completed(work, interview_id)

    async def find_by_interview(self, work: UnitOfWork, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""
        return await self._assignments.find_by_interview(work, interview_id)

    async def is_assigned(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether an interview is linked to an assignment."""
        return await self.find_by_interview(work, interview_id) is not None

    async def list_progress(
        self, work: UnitOfWork, ids: Sequence[UUID]
    ) -> list[PracticeAssignment]:
        """Return the assignments of ``ids`` that this organization has, with one query."""
        return await self._assignments.list_by_ids(work, ids)
