"""What can be asked of runs: read them, start one again, decide, cancel, deliver a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.app.runs.run import (
    AWAITING_ASSESSMENT,
    AWAITING_PLAN,
    Kind,
    Run,
    assessment_status,
    is_plan_awaited,
    plan_error,
    plan_status,
)
from vivavoce.assessment.domain.outside import Dropped, Item
from vivavoce.assessment.facade import AssessmentDesk, AssessmentWork
from vivavoce.assessment.usecases.accept_evidence import AcceptEvidence, AssessmentNotAwaited
from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.workflow import Transition
from vivavoce.hiring.facade import InterviewDesk, Standing
from vivavoce.hiring.routes.cases import HiringCases
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFound, Refused
from vivavoce.kernel.ids import InterviewId
from vivavoce.planning.facade import PlanDesk, PlanWork
from vivavoce.planning.ports import PlanNotAwaited
from vivavoce.planning.usecases.accept_plan import AcceptPlan
from vivavoce.planning.usecases.reorder_plan import OrderIsOver, ReorderPlan
from vivavoce.tenancy.facade import Audit

_MOST = 100


class UnknownRun(NotFound):
    """There is no run with that id."""

    code = "run_not_found"


class RunNotWaiting(Refused):
    """This run waits for no decision now."""

    code = "run_not_waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsNeed:
    """What runs are read off, and whom they hand over to."""

    open_work: OpenWork
    interviews: InterviewDesk
    cases: HiringCases
    plans: PlanDesk
    accept_plan: AcceptPlan
    reorder: ReorderPlan
    assessments: AssessmentDesk
    accept_evidence: AcceptEvidence
    audit: Audit


class Runs:
    """Runs of the caller's organisation. ``ref`` is a run's own id, a run id or an interview's id."""

    def __init__(self, need: RunsNeed, *, outside: frozenset[Kind]) -> None:
        self._need = need
        self._outside = outside

    async def get(self, caller: Caller, ref: str) -> Run:
        """Return a run; one that waits for an outside result comes with what is needed for it."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._need.open_work(caller.tenant_id) as work:
            run = await self._find(work, ref)
        may_deliver = caller.kind == "agent" or Permission.INTERVIEW_UPDATE in caller.permissions
        if not (run.awaits_result and may_deliver):
            return run
        return replace(run, input=await self._input(caller, run))

    async def waiting(self, caller: Caller, kind: Kind | None) -> list[Run]:
        """Return the newest runs that wait for an outside result."""
        caller.require(Permission.INTERVIEW_READ)
        found: list[Run] = []
        states = {"plan": AWAITING_PLAN, "assessment": AWAITING_ASSESSMENT}
        async with self._need.open_work(caller.tenant_id) as work:
            for each in sorted(self._outside if kind is None else self._outside & {kind}):
                listed = await self._need.interviews.waiting(work, states[each], limit=_MOST)
                found += [await self._now(work, one) for one in listed if _may_be(one, each)]
        return [run for run in found if run.awaits_result]

    async def start(self, caller: Caller, kind: Kind, ref: str) -> Run:
        """Have a plan or an assessment made that failed, was lost or was cancelled."""
        if kind == "assessment":
            interview = await self._need.cases.nudge.assess(caller, ref)
            return await self.get(caller, str(interview.id))
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._need.open_work(caller.tenant_id) as work:
            standing = await self._need.interviews.standing(work, ref)
            if "plan" not in self._outside:
                await self._need.reorder(work, standing.interview_id)
                subject = str(standing.interview_id)
                await self._need.audit.note(work, caller, "run.start", subject, {"kind": kind})
            run = await self._plan_now(work, standing)
            if run is None:
                raise PlanNotAwaited
            return run

    async def decide_plan(self, caller: Caller, run: Run, verdict: str, words: str | None) -> None:
        """Hand a person's decision about a plan to the interview."""
        plan = self._need.cases.plan
        decide = {"approve": plan.approve, "reject": plan.reject, "modify": plan.modify}[verdict]
        await decide(caller, run.interview_id, comments=words, plan_id=_made(run, "planId"))

    async def decide_assessment(
        self, caller: Caller, run: Run, step: Transition, words: str | None
    ) -> None:
        """Hand a person's decision about an assessment to the interview."""
        assessment_id = _made(run, "assessmentId")
        await self._need.cases.assessment(
            caller, run.interview_id, step, comments=words, assessment_id=assessment_id
        )

    async def to_decide(self, caller: Caller, ref: str) -> Run:
        """Return a run that waits for a person's decision, or raise ``RunNotWaiting``."""
        caller.require(Permission.INTERVIEW_APPROVE)
        run = await self.get(caller, ref)
        if run.status != "pending_hitl" or run.result is None:
            raise RunNotWaiting(extra={"status": run.status})
        return run

    async def cancel(self, caller: Caller, ref: str) -> Run:
        """End an order for a plan that was not carried out, or raise ``OrderIsOver``."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._need.open_work(caller.tenant_id) as work:
            run = await self._find(work, ref)
            order_id = _uuid(run.id)
            if run.kind != "plan" or order_id is None:
                raise OrderIsOver
            await self._need.reorder.withdraw(work, order_id)
            await self._need.audit.note(
                work, caller, "run.cancel", run.interview_id, {"run": run.id}
            )
            return await self._find(work, run.id)

    async def deliver_plan(self, caller: Caller, ref: str, document: Json) -> Run:
        """Take in an outside plan for the run that waits for it."""
        run = await self._to_deliver(caller, ref)
        if run is None or run.kind != "plan":
            raise PlanNotAwaited
        interview_id = InterviewId(UUID(run.interview_id))
        stored = await self._need.accept_plan(caller.tenant_id, interview_id, document)
        await self._note(caller, run)
        return await self.get(caller, str(stored.order_id))

    async def deliver_evidence(
        self, caller: Caller, ref: str, items: Sequence[Item], assessor: str
    ) -> tuple[Run, tuple[Dropped, ...]]:
        """Take in outside evidence for the run that waits for it, and say what does not count."""
        run = await self._to_deliver(caller, ref)
        if run is None or run.kind != "assessment":
            raise AssessmentNotAwaited
        interview_id = InterviewId(UUID(run.interview_id))
        accepted = await self._need.accept_evidence(
            caller.tenant_id, interview_id, items, assessor=assessor
        )
        await self._note(caller, run)
        return await self.get(caller, str(accepted.assessment_id)), accepted.dropped

    async def _to_deliver(self, caller: Caller, ref: str) -> Run | None:
        if caller.kind != "agent":
            caller.require(Permission.INTERVIEW_UPDATE)
        async with self._need.open_work(caller.tenant_id) as work:
            run = await self._find(work, ref)
        return run if run.awaits_result else None

    async def _note(self, caller: Caller, run: Run) -> None:
        async with self._need.open_work(caller.tenant_id) as work:
            details = {"kind": run.kind}
            await self._need.audit.note(work, caller, "run.result", run.interview_id, details)

    async def _input(self, caller: Caller, run: Run) -> Json:
        interview_id = InterviewId(UUID(run.interview_id))
        desk = self._need.plans if run.kind == "plan" else self._need.assessments
        return await desk.brief(caller.tenant_id, interview_id)

    async def _find(self, work: Work, ref: str) -> Run:
        if (own_id := _uuid(ref)) is not None:
            if (order := await self._need.plans.find(work, own_id)) is not None:
                return await self._of_order(work, order)
            if (asked := await self._need.assessments.find(work, own_id)) is not None:
                standing = await self._need.interviews.standing(work, str(asked.interview_id))
                return self._of_assessment(asked, standing)
        try:
            standing = await self._need.interviews.standing(work, ref)
        except NotFound:
            raise UnknownRun from None
        return await self._now(work, standing)

    async def _now(self, work: Work, standing: Standing) -> Run:
        """Return the run that the interview is at."""
        is_told = standing.state in AWAITING_ASSESSMENT or standing.assessment_id is not None
        if is_told and _may_be(standing, "assessment"):
            return await self._assessment_now(work, standing)
        run = await self._plan_now(work, standing)
        if run is None:
            raise UnknownRun
        return run

    async def _plan_now(self, work: Work, standing: Standing) -> Run | None:
        order = await self._need.plans.newest(work, standing.interview_id)
        newest = await self._need.plans.newest_plan(work, standing.interview_id)
        is_outside = "plan" in self._outside
        is_unordered = order is None or order.outcome in ("asked", "planned")
        if is_plan_awaited(standing, newest) and (is_outside or is_unordered):
            return _queued(standing, "plan", awaits_result=is_outside)
        return None if order is None else await self._of_order(work, order)

    async def _of_order(self, work: Work, order: PlanWork) -> Run:
        standing = await self._need.interviews.standing(work, str(order.interview_id))
        made = None
        if order.plan_id is not None:
            made = {"planId": str(order.plan_id), "version": order.version}
        return Run(
            id=str(order.order_id),
            run_id=standing.run_id,
            interview_id=str(order.interview_id),
            kind="plan",
            status=plan_status(order, standing),
            awaits_result=(
                "plan" in self._outside
                and order.outcome is None
                and standing.state in AWAITING_PLAN
            ),
            result=made,
            error=plan_error(order, standing),
        )

    async def _assessment_now(self, work: Work, standing: Standing) -> Run:
        newest = await self._need.assessments.newest(work, standing.interview_id)
        is_heard = newest is not None and str(newest.assessment_id) == standing.assessment_id
        if newest is None or (is_heard and standing.state in AWAITING_ASSESSMENT):
            return _queued(standing, "assessment", awaits_result="assessment" in self._outside)
        return self._of_assessment(newest, standing)

    def _of_assessment(self, asked: AssessmentWork, standing: Standing) -> Run:
        own_id = str(asked.assessment_id)
        is_awaited = not asked.is_made and standing.state in AWAITING_ASSESSMENT
        return Run(
            id=own_id,
            run_id=standing.run_id,
            interview_id=str(asked.interview_id),
            kind="assessment",
            status=assessment_status(own_id, standing, is_made=asked.is_made),
            awaits_result="assessment" in self._outside and is_awaited,
            result={"assessmentId": own_id, "version": asked.version} if asked.is_made else None,
        )


def _may_be(standing: Standing, kind: Kind) -> bool:
    """Whether the interview has such runs: of a talk that is for documents no reading is made."""
    return kind == "plan" or standing.is_assessed


def _queued(standing: Standing, kind: Kind, *, awaits_result: bool) -> Run:
    return Run(
        id=standing.run_id,
        run_id=standing.run_id,
        interview_id=str(standing.interview_id),
        kind=kind,
        status="queued",
        awaits_result=awaits_result,
    )


def _made(run: Run, name: str) -> str:
    return str((run.result or {})[name])


def _uuid(ref: str) -> UUID | None:
    try:
        return UUID(ref)
    except ValueError:
        return None
