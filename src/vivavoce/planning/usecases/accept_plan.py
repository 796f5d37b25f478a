"""Accept a plan from an external planner, and attach a ready-made plan, without the built-in planner.

An external plan must follow the same rules as a built-in plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from pydantic import TypeAdapter, ValidationError

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan, plan_from_document
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, InvalidRequestError, NotFoundError
from vivavoce.kernel.ids import IdGenerator, InterviewId, PlanId, TenantId
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.job_analysis import JobAnalysis
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, validate_skills
from vivavoce.planning.ports import (
    PlanningInterviewGateway,
    PlanNotAwaitedError,
    PlanRepository,
    PlanRequest,
    StoredPlan,
    is_awaiting_plan,
)
from vivavoce.planning.usecases.generate_plan import build_brief, store_plan

_BUILT_IN_PREFIX = "built-in"
_PLAN_ADAPTER = TypeAdapter(InterviewPlan)
_JOB_ANALYSIS_ADAPTER = TypeAdapter(JobAnalysis)
_MAX_ERRORS = 50


class InvalidPlanError(InvalidRequestError):
    """The plan breaks rules that every plan must follow."""

    code = "plan_invalid"


class AcceptExternalPlan:
    """Validates and stores an external plan (``VIVAVOCE_PLANNER=external``)."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: PlanningInterviewGateway,
        plans: PlanRepository,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._plans = plans
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        tenant_id: TenantId,
        interview_id: InterviewId,
        document: Mapping[str, Any],  # Any: JSON
    ) -> StoredPlan:
        """Return the stored plan; raise ``InvalidPlanError`` with every rule that it breaks.

        Raises ``NotFoundError`` for an interview of another tenant and ``PlanNotAwaitedError`` if the
        interview is not waiting for a plan.
        """
        async with self._open_work(tenant_id) as work:
            stored = await self.accept_in_unit_of_work(work, interview_id, document)
            await failpoint("plan.before_commit")
        await failpoint("plan.after_commit")
        return stored

    async def accept_in_unit_of_work(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        document: Mapping[str, Any],  # Any: JSON
        *,
        run_id: str | None = None,
        is_published: bool = False,
    ) -> StoredPlan:
        """Do the same inside the caller's unit of work.

        A ``run_id`` other than the interview's own raises ``NotFoundError``. With ``is_published``, the
        plan arrived in an event that already announced it, so no event is published.
        """
        plan = _parse_plan(document)
        await self._plans.lock_interview(work, interview_id)
        facts = await self._interviews.get_facts(work, interview_id)
        if run_id not in (None, facts.run_id):
            raise NotFoundError
        newest = await self._plans.find_newest(work, interview_id)
        if not is_awaiting_plan(facts, newest):
            raise PlanNotAwaitedError
        comments = await self._interviews.get_change_request(work, interview_id) if newest else None
        brief = build_brief(facts, previous=newest.plan if newest else None, comments=comments)
        if violations := find_plan_violations(plan, brief):
            raise InvalidPlanError(
                errors=[FieldError("plan", v.code, v.detail) for v in violations]
            )
        order = await self._find_or_place_order(work, interview_id, facts.run_id)
        return await store_plan(
            work,
            plan,
            order=order,
            plans=self._plans,
            plan_id=PlanId(self._ids.new_id()),
            clock=self._clock,
            is_published=is_published,
        )

    async def _find_or_place_order(
        self, work: UnitOfWork, interview_id: InterviewId, run_id: str
    ) -> PlanRequest:
        """Return the order that this plan fulfills: the open one, or a new one."""
        last = await self._plans.find_newest_request(work, interview_id)
        if last is not None and not last.is_closed:
            return last
        order = PlanRequest(id=self._ids.new_id(), interview_id=interview_id, run_id=run_id)
        await self._plans.add_request(work, order)
        return order


def _parse_plan(document: Mapping[str, Any]) -> InterviewPlan:  # Any: JSON
    try:
        plan = plan_from_document({"version": 1, "planner": "external", **document})
        analysis = None if plan.job_analysis is None else JobAnalysis.from_json(plan.job_analysis)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidPlanError(
            translatable(
                "The plan cannot be read: {kind} at {error}.",
                kind=type(error).__name__,
                error=error,
            )
        ) from error
    try:
        _PLAN_ADAPTER.validate_python(asdict(plan))
        if analysis is not None:
            _JOB_ANALYSIS_ADAPTER.validate_python(asdict(analysis))
    except ValidationError as error:
        wrong = [
            FieldError(
                ".".join(map(str, problem["loc"])), str(problem["type"]), str(problem["msg"])
            )
            for problem in error.errors()[:_MAX_ERRORS]
        ]
        raise InvalidPlanError(
            "Some values of the plan have the wrong type.", errors=wrong
        ) from None
    if plan.planner.lower().startswith(_BUILT_IN_PREFIX):
        return replace(plan, planner=f"external ({plan.planner})")
    return plan


PlanFactory = Callable[[PlanBrief, SkillReport], InterviewPlan]


class AttachPlan:
    """Validates, stores and publishes a plan within the caller's unit of work."""

    def __init__(
        self,
        *,
        interviews: PlanningInterviewGateway,
        plans: PlanRepository,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._interviews = interviews
        self._plans = plans
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, work: UnitOfWork, interview_id: InterviewId, build_plan: PlanFactory
    ) -> StoredPlan:
        """Return the stored plan; raise ``PlanNotAwaitedError`` or ``InvalidPlanError`` and store nothing."""
        await self._plans.lock_interview(work, interview_id)
        facts = await self._interviews.get_facts(work, interview_id)
        if not is_awaiting_plan(facts, await self._plans.find_newest(work, interview_id)):
            raise PlanNotAwaitedError
        brief = build_brief(facts)
        report = validate_skills(brief.skills, load_skill_catalog(), is_confirmed=True)
        plan = build_plan(brief, report)
        if violations := find_plan_violations(plan, brief, report):
            raise InvalidPlanError(
                errors=[FieldError("plan", v.code, v.detail) for v in violations]
            )
        await self._interviews.begin_planning(
            work, interview_id, report.validated_skills, report.unvalidated_skills
        )
        order = PlanRequest(id=self._ids.new_id(), interview_id=interview_id, run_id=facts.run_id)
        await self._plans.add_request(work, order)
        return await store_plan(
            work,
            plan,
            order=order,
            plans=self._plans,
            plan_id=PlanId(self._ids.new_id()),
            clock=self._clock,
        )
