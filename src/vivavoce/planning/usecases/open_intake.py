"""Open an intake: an interview with the hiring manager whose questions are ready immediately."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.profiles import INTAKE_PROFILE
from vivavoce.infra.audit_trail import AuditTrail
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import IdGenerator, PersonId
from vivavoce.planning.domain.intake_plan import plan_intake
from vivavoce.planning.domain.planner import BUILT_IN_PLANNER_NAME
from vivavoce.planning.ports.intake import (
    Intake,
    IntakeInterviewGateway,
    IntakeRepository,
    MemberDirectory,
    UnknownHiringManagerError,
)
from vivavoce.planning.usecases.attach_plan import AttachPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """The position and the hiring manager of an intake; without an e-mail address, the caller."""

    title: str | None = None
    company_name: str | None = None
    manager_email: str | None = None
    minutes: int | None = None


class OpenIntake:
    """Opens an intake; the built-in rules write the questions, so there is no wait for a model."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: IntakeInterviewGateway,
        attach_plan: AttachPlan,
        intakes: IntakeRepository,
        members: MemberDirectory,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._attach_plan = attach_plan
        self._intakes = intakes
        self._members = members
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, caller: Caller, options: IntakeOptions
    ) -> tuple[Intake, InterviewSnapshot]:
        """Return the intake and its interview.

        Raises ``ForbiddenError``, ``UnknownHiringManagerError`` or ``InvalidRequestError``.
        """
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            manager = await self._find_manager(work, caller, options.manager_email)
            # Each intake has its own person record, so that erasing one does not affect the others.
            person_id = PersonId(self._ids.new_id())
            facts = {
                "profile": INTAKE_PROFILE.name,
                "candidate_name": manager.name,
                "position": options.title,
                "company_name": options.company_name,
                "duration_minutes": options.minutes,
            }
            view = await self._interviews.open(work, caller, person_id, facts)
            await self._attach_plan(
                work,
                view.interview_id,
                lambda brief, _: plan_intake(brief, planner=BUILT_IN_PLANNER_NAME),
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
            await self._audit.record(work, caller, "intake.open", str(intake.id))
            return intake, await self._interviews.view(work, view.interview_id)

    async def _find_manager(self, work: UnitOfWork, caller: Caller, email: str | None) -> Caller:
        if email is None and caller.is_person:
            return caller
        found = await self._members.find_by_email(work, email) if email else None
        if found is None or Permission.INTAKE_USE not in found.permissions:
            said = "Choose a member of this organization who can take part in an intake."
            raise UnknownHiringManagerError(
                errors=[FieldError("managerEmail", UnknownHiringManagerError.code, said)]
            )
        return found
