"""Where assignments are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.assignment import AssignmentStatus, PracticeAssignment


class PracticeAssignmentRepository(Protocol):
    """Keeps assignments; their addresses are sealed, and found by a keyed hash."""

    async def add(
        self, work: UnitOfWork, assignments: Sequence[PracticeAssignment], *, assigned_by: UUID
    ) -> None:
        """Keep new assignments of one batch."""

    async def list_by_email(
        self, work: UnitOfWork, email: str, *, statuses: Sequence[AssignmentStatus], limit: int
    ) -> list[PracticeAssignment]:
        """Return an address's assignments in these states, newest first."""

    async def find(self, work: UnitOfWork, assignment_id: UUID) -> PracticeAssignment | None:
        """Return an assignment."""

    async def is_assigned_to(self, work: UnitOfWork, assignment_id: UUID, email: str) -> bool:
        """Return whether an assignment is this address's."""

    async def lock_by_emails(
        self, work: UnitOfWork, emails: Sequence[str]
    ) -> dict[str, list[PracticeAssignment]]:
        """Return all assignments by address, locked until ``work`` ends."""

    async def unassign(self, work: UnitOfWork, assignment_ids: Sequence[UUID]) -> None:
        """Take assignments back and cut their links."""

    async def link_interview(
        self, work: UnitOfWork, assignment_id: UUID, interview_id: InterviewId
    ) -> None:
        """Link an assignment that nobody has begun to the interview set up for it last."""

    async def find_by_interview(self, work: UnitOfWork, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""

    async def list_by_ids(self, work: UnitOfWork, ids: Sequence[UUID]) -> list[PracticeAssignment]:
        """Return those of ``ids`` that this organisation has, without their addresses."""

    async def mark_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Note that the interview began which was set up for an active assignment."""

    async def mark_completed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Note that the started assignment of an interview has its review."""
