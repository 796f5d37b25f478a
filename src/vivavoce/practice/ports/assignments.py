"""Where assignments are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.assignment import Assignment, Kept


class Assignments(Protocol):
    """Keeps assignments; their addresses are sealed, and found by a keyed hash."""

    async def add(self, work: Work, assignments: Sequence[Assignment], *, by: UUID) -> None:
        """Keep new assignments of one batch."""

    async def of_address(
        self, work: Work, email: str, *, statuses: Sequence[Kept], limit: int
    ) -> list[Assignment]:
        """Return an address's assignments in these states, newest first."""

    async def find(self, work: Work, assignment_id: UUID) -> Assignment | None:
        """Return an assignment."""

    async def is_of(self, work: Work, assignment_id: UUID, email: str) -> bool:
        """Return whether an assignment is this address's."""

    async def lock_of(self, work: Work, emails: Sequence[str]) -> dict[str, list[Assignment]]:
        """Return all assignments by address, locked until ``work`` ends."""

    async def unassign(self, work: Work, assignment_ids: Sequence[UUID]) -> None:
        """Take assignments back and cut their links."""

    async def link(self, work: Work, assignment_id: UUID, interview_id: InterviewId) -> None:
        """Link an assignment that nobody has begun to the interview set up for it last."""

    async def of_interview(self, work: Work, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""

    async def of_ids(self, work: Work, ids: Sequence[UUID]) -> list[Assignment]:
        """Return those of ``ids`` that this organisation has, without their addresses."""

    async def note_started(self, work: Work, interview_id: InterviewId) -> None:
        """Note that the interview began which was set up for an active assignment."""

    async def note_completed(self, work: Work, interview_id: InterviewId) -> None:
        """Note that the started assignment of an interview has its review."""
