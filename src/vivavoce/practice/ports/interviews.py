"""The interview's own slice (hiring) and the organisation, as practice asks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, PersonId


class PracticeInterviewService(Protocol):
    """Interviews that a person asks for themselves. Unknown ids raise ``NotFoundError``."""

    async def get_or_create_person(self, work: UnitOfWork, reference: str) -> PersonId:
        """Return the person with that reference; the first use makes one."""

    async def find_person(self, work: UnitOfWork, reference: str) -> PersonId | None:
        """Return the person with that reference, or None."""

    async def open(
        self,
        work: UnitOfWork,
        caller: Caller,
        person_id: PersonId,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewSnapshot:
        """Return a new interview whose plan is being written, or raise ``InvalidRequestError``."""

    async def view(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewSnapshot:
        """Return an interview; locked, nobody else can change it until ``work`` ends."""

    async def list_by_person(
        self, work: UnitOfWork, person_id: PersonId, *, profile: str, limit: int
    ) -> list[InterviewSnapshot]:
        """Return a person's interviews through one door, newest first."""

    async def regenerate_plan(
        self,
        work: UnitOfWork,
        caller: Caller,
        interview_id: InterviewId,
        *,
        facts: Mapping[str, Any],  # Any: as above; what is not named stays
        change_request: str,
    ) -> InterviewSnapshot:
        """Have the plan written again, with the changed ``facts`` or as ``change_request`` asks.

        Possible only while the interview is PENDING.
        """

    async def set_current_plan(
        self, work: UnitOfWork, interview_id: InterviewId, plan_id: str
    ) -> InterviewSnapshot:
        """Take a version that was edited by hand as the current one; only while PENDING."""

    async def approve(
        self, work: UnitOfWork, caller: Caller, interview_id: InterviewId
    ) -> InterviewSnapshot:
        """Approve the plan in the person's own name; what is approved already stays so."""

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> InterviewSnapshot:
        """End an interview whose time has run out; one in which somebody still talks stays."""

    async def list_interview_ids(
        self, work: UnitOfWork, person_id: PersonId
    ) -> Sequence[InterviewId]:
        """Return every interview of a person, oldest first."""

    async def cancel_interview(
        self, work: UnitOfWork, interview_id: InterviewId, *, code: str
    ) -> InterviewSnapshot:
        """Cancel an interview; one that is over stays as it is."""


class PersonEraser(Protocol):
    """Erases people (hiring): their interviews end, their key and their recordings go."""

    async def erase_person(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Erase a person on their own word; return how many interviews that concerned."""


class OrganizationReader(Protocol):
    """The organisation that a unit of work is bound to (tenancy)."""

    async def slug(self, work: UnitOfWork) -> str:
        """Return the short name by which people know it."""
