"""Open an intake: an interview of the hiring manager, with its questions, ready at once."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.interview import InterviewView
from vivavoce.contracts.profiles import INTAKE
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import Ids, PersonId
from vivavoce.planning.domain.asking import plan_intake
from vivavoce.planning.domain.planner import BUILT_IN
from vivavoce.planning.ports.intake import (
    Audit,
    Intake,
    IntakeDesk,
    IntakeStore,
    Members,
    UnknownManager,
)
from vivavoce.planning.usecases.give_plan import GivePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeWish:
    """What the talk is about and who is asked; without an address the caller is."""

    title: str | None = None
    company_name: str | None = None
    manager_email: str | None = None
    minutes: int | None = None


class OpenIntake:
    """Opens an intake; the questions are rules, so nobody waits for them."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: IntakeDesk,
        give_plan: GivePlan,
        intakes: IntakeStore,
        members: Members,
        audit: Audit,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._give_plan = give_plan
        self._intakes = intakes
        self._members = members
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, wish: IntakeWish) -> tuple[Intake, InterviewView]:
        """Return the intake and its interview; raise ``UnknownManager`` or ``Malformed``."""
        caller.require(Permission.INTAKE)
        async with self._open_work(caller.tenant_id) as work:
            manager = await self._manager(work, caller, wish.manager_email)
            # A person of its own for each intake: erasing one leaves the others as they are.
            person_id = PersonId(self._ids.new())
            facts = {
                "profile": INTAKE.name,
                "candidate_name": manager.name,
                "position": wish.title,
                "company_name": wish.company_name,
                "duration_minutes": wish.minutes,
            }
            view = await self._desk.open(work, caller, person_id, facts)
            await self._give_plan(
                work, view.interview_id, lambda brief, _: plan_intake(brief, planner=BUILT_IN)
            )
            intake = Intake(
                id=view.interview_id,
                run_id=view.run_id,
                person_id=view.person_id,
                manager_id=manager.id,
                opened_by=caller.id,
                created_at=self._clock.now(),
            )
            await self._intakes.add(work, intake)
            await self._audit.note(work, caller, "intake.open", str(intake.id))
            return intake, await self._desk.view(work, view.interview_id)

    async def _manager(self, work: Work, caller: Caller, email: str | None) -> Caller:
        if email is None and caller.is_person:
            return caller
        found = await self._members.known_as(work, email) if email else None
        if found is None or Permission.INTAKE not in found.permissions:
            said = "Name a person of this organisation who may be asked."
            raise UnknownManager(errors=[FieldError("managerEmail", UnknownManager.code, said)])
        return found
