"""Storage port for practice assignments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.assignment import AssignmentStatus, PracticeAssignment


class PracticeAssignmentRepository(Protocol):
    """Stores assignments. E-mail addresses are encrypted and looked up by a keyed hash."""

    async def add(
        self, work: UnitOfWork, assignments: Sequence[PracticeAssignment], *, assigned_by: UUID
    ) -> None:
        """Store the new assignments of one batch."""

    async def list_by_email(
        self, work: UnitOfWork, email: str, *, statuses: Sequence[AssignmentStatus], limit: int
    ) -> list[PracticeAssignment]:
        """Return the assignments of an address that have one of ``statuses``, newest first."""

    async def find(self, work: UnitOfWork, assignment_id: UUID) -> PracticeAssignment | None:
        """Return an assignment, or None if this organization has none with that id."""

    async def is_assigned_to(self, work: UnitOfWork, assignment_id: UUID, email: str) -> bool:
        """Return whether an assignment belongs to this e-mail address."""

    async def lock_by_emails(
        self, work: UnitOfWork, emails: Sequence[str]
    ) -> dict[str, list[PracticeAssignment]]:
        """Return all assignments by address, locked until ``work`` ends; unknown addresses are left out."""

    async def unassign(self, work: UnitOfWork, assignment_ids: Sequence[UUID]) -> None:
        """Mark active assignments as unassigned and unlink their interviews."""

    async def link_interview(
        self, work: UnitOfWork, assignment_id: UUID, interview_id: InterviewId
    ) -> None:
        """Link an assignment that has not started to an interview; a later call replaces the link."""

    async def find_by_interview(self, work: UnitOfWork, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""

    async def list_by_ids(self, work: UnitOfWork, ids: Sequence[UUID]) -> list[PracticeAssignment]:
        """Return the assignments of ``ids`` that this organization has, without e-mail addresses."""

    async def mark_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the active assignment that this interview was set up for as started."""

    async def mark_completed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the started assignment of an interview as completed."""
