"""The interview's own slice (hiring) and the organisation, as practice asks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from vivavoce.contracts.interview import InterviewView
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId, PersonId


class Desk(Protocol):
    """Interviews that a person asks for themselves. Unknown ids raise ``NotFound``."""

    async def person(self, work: Work, reference: str) -> PersonId:
        """Return the person with that reference; the first use makes one."""

    async def known_person(self, work: Work, reference: str) -> PersonId | None:
        """Return the person with that reference, or None."""

    async def open(
        self,
        work: Work,
        caller: Caller,
        person_id: PersonId,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewView:
        """Return a new interview whose plan is being written, or raise ``Malformed``."""

    async def view(
        self, work: Work, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewView:
        """Return an interview; locked, nobody else can change it until ``work`` ends."""

    async def of_person(
        self, work: Work, person_id: PersonId, *, profile: str, limit: int
    ) -> list[InterviewView]:
        """Return a person's interviews through one door, newest first."""

    async def plan_again(
        self,
        work: Work,
        caller: Caller,
        interview_id: InterviewId,
        *,
        facts: Mapping[str, Any],  # Any: as above; what is not named stays
        wish: str,
    ) -> InterviewView:
        """Have the plan written again, with changed facts or as ``wish`` says; only while PENDING."""

    async def use_plan(self, work: Work, interview_id: InterviewId, plan_id: str) -> InterviewView:
        """Take a version that was edited by hand as the current one; only while PENDING."""

    async def approve(self, work: Work, caller: Caller, interview_id: InterviewId) -> InterviewView:
        """Approve the plan in the person's own name; what is approved already stays so."""

    async def expire(self, work: Work, interview_id: InterviewId) -> InterviewView:
        """End an interview whose time has run out; one in which somebody still talks stays."""

    async def all_of(self, work: Work, person_id: PersonId) -> Sequence[InterviewId]:
        """Return every interview of a person, oldest first."""

    async def end(self, work: Work, interview_id: InterviewId, *, code: str) -> InterviewView:
        """Cancel an interview; one that is over stays as it is."""


class Erasing(Protocol):
    """Erases people (hiring): their interviews end, their key and their recordings go."""

    async def own(self, work: Work, person_id: PersonId) -> int:
        """Erase a person on their own word; return how many interviews that concerned."""


class Organisations(Protocol):
    """The organisation that a unit of work is bound to (tenancy)."""

    async def slug(self, work: Work) -> str:
        """Return the short name by which people know it."""
