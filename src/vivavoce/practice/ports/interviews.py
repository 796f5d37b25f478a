"""Ports to the hiring slice, which owns interviews and people, and to the tenancy slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, PersonId


class PracticeInterviewService(Protocol):
    """Reads and changes practice interviews. Unknown ids raise ``NotFoundError``."""

    async def get_or_create_person(self, work: UnitOfWork, reference: str) -> PersonId:
        """Return the person with that reference; create the person on first use."""

    async def find_person(self, work: UnitOfWork, reference: str) -> PersonId | None:
        """Return the person with that reference, or None."""

    async def open(
        self,
        work: UnitOfWork,
        caller: Caller,
        person_id: PersonId,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewSnapshot:
        """Create an interview, start writing its plan and return it; raise ``InvalidRequestError``."""

    async def view(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewSnapshot:
        """Return an interview; with ``is_locked`` its row stays locked until ``work`` ends."""

    async def list_by_person(
        self, work: UnitOfWork, person_id: PersonId, *, profile: str, limit: int
    ) -> list[InterviewSnapshot]:
        """Return a person's interviews of one profile, newest first."""

    async def regenerate_plan(
        self,
        work: UnitOfWork,
        caller: Caller,
        interview_id: InterviewId,
        *,
        facts: Mapping[str, Any],  # Any: as above; facts that are left out stay as they are
        change_request: str,
    ) -> InterviewSnapshot:
        """Request a new version of the plan with the changed ``facts`` and ``change_request``.

        Possible only while the interview is PENDING.
        """

    async def set_current_plan(
        self, work: UnitOfWork, interview_id: InterviewId, plan_id: str
    ) -> InterviewSnapshot:
        """Make a plan version that was edited by hand the current one; only while PENDING."""

    async def approve(
        self, work: UnitOfWork, caller: Caller, interview_id: InterviewId
    ) -> InterviewSnapshot:
        """Approve the plan in the person's name; an approved plan stays approved."""

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> InterviewSnapshot:
        """End an interview that has expired; one with a live session is left as it is."""

    async def list_interview_ids(
        self, work: UnitOfWork, person_id: PersonId
    ) -> Sequence[InterviewId]:
        """Return the ids of all interviews of a person, oldest first."""

    async def cancel_interview(
        self, work: UnitOfWork, interview_id: InterviewId, *, code: str
    ) -> InterviewSnapshot:
        """Cancel an interview; one that has already ended stays as it is."""


class PersonEraser(Protocol):
    """Erases a person (hiring): ends their interviews and deletes their encryption key and recordings."""

    async def erase_person(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Erase a person at their own request; return the number of interviews affected."""


class CurrentOrganizationReader(Protocol):
    """Reads the organization that a unit of work is bound to (tenancy)."""

    async def slug(self, work: UnitOfWork) -> str:
        """Return the organization's short name (slug)."""
