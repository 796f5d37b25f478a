"""Operations on runs: read, start again, decide, cancel, deliver a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.app.runs.run import (
    STATES_AWAITING_ASSESSMENT,
    STATES_AWAITING_PLAN,
    Run,
    RunKind,
    get_assessment_status,
    get_plan_error,
    get_plan_status,
    is_plan_awaited,
)
from vivavoce.assessment.domain.external_evidence import EvidenceItem, RejectedEvidenceItem
from vivavoce.assessment.facade import AssessmentRequestReader, AssessmentRequestSummary
from vivavoce.assessment.usecases.accept_evidence import AcceptEvidence, AssessmentNotAwaitedError
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewStatus
from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.hiring.facade import InterviewFacade
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import InterviewId
from vivavoce.planning.ports import PlanNotAwaitedError
from vivavoce.planning.usecases.accept_plan import AcceptExternalPlan
from vivavoce.planning.usecases.order_plan import PlanRequestClosedError, RetryPlanRequest
from vivavoce.planning.usecases.read_plan_requests import PlanRequestReader, PlanRequestSummary

_MAX_RUNS = 100


class RunNotFoundError(NotFoundError):
    """There is no run with that id."""

    code = "run_not_found"


class RunNotAwaitingDecisionError(ConflictError):
    """This run is not waiting for a decision."""

    code = "run_not_waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunService:
    """Runs of the caller's organization. ``ref`` is a run's own id, a run id or an interview's id."""

    open_work: UnitOfWorkFactory
    interviews: InterviewFacade
    hiring_use_cases: HiringUseCases
    plans: PlanRequestReader
    accept_plan: AcceptExternalPlan
    reorder: RetryPlanRequest
    assessments: AssessmentRequestReader
    accept_evidence: AcceptEvidence
    audit: AuditTrail
    external_kinds: frozenset[RunKind]

    async def get(self, caller: Caller, ref: str) -> Run:
        """Return a run; one that waits for an external result includes the input for it."""
        caller.require(Permission.INTERVIEW_READ)
        async with self.open_work(caller.tenant_id) as work:
            run = await self._find(work, ref)
        may_deliver = caller.kind == "agent" or Permission.INTERVIEW_UPDATE in caller.permissions
        if not (run.awaits_result and may_deliver):
            return run
        return replace(run, input=await self._read_input(caller, run))

    async def list_waiting(self, caller: Caller, kind: RunKind | None) -> list[Run]:
        """Return the newest runs that wait for an external result."""
        caller.require(Permission.INTERVIEW_READ)
        runs: list[Run] = []
        states = {"plan": STATES_AWAITING_PLAN, "assessment": STATES_AWAITING_ASSESSMENT}
        async with self.open_work(caller.tenant_id) as work:
            for run_kind in sorted(
                self.external_kinds if kind is None else self.external_kinds & {kind}
            ):
                listed = await self.interviews.list_by_state(
                    work, states[run_kind], limit=_MAX_RUNS
                )
                runs += [
                    await self._current_run(work, interview)
                    for interview in listed
                    if _supports_kind(interview, run_kind)
                ]
        return [run for run in runs if run.awaits_result]

    async def start(self, caller: Caller, kind: RunKind, ref: str) -> Run:
        """Start a plan or an assessment that failed, was lost or was canceled; return its run."""
        if kind == "assessment":
            interview = await self.hiring_use_cases.retry_steps.retry_assessment(caller, ref)
            return await self.get(caller, str(interview.id))
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self.open_work(caller.tenant_id) as work:
            standing = await self.interviews.get_status(work, ref)
            if "plan" not in self.external_kinds:
                await self.reorder(work, standing.interview_id)
                subject = str(standing.interview_id)
                await self.audit.record(work, caller, "run.start", subject, {"kind": kind})
            run = await self._current_plan_run(work, standing)
            if run is None:
                raise PlanNotAwaitedError
            return run

    async def decide_plan(
        self, caller: Caller, run: Run, verdict: str, comments: str | None
    ) -> None:
        """Pass a person's decision about a plan on to the interview."""
        plan = self.hiring_use_cases.decide_plan
        decide = {"approve": plan.approve, "reject": plan.reject, "modify": plan.modify}[verdict]
        await decide(caller, run.interview_id, comments=comments, plan_id=_result_id(run, "planId"))

    async def decide_assessment(
        self, caller: Caller, run: Run, step: InterviewTransition, comments: str | None
    ) -> None:
        """Pass a person's decision about an assessment on to the interview."""
        assessment_id = _result_id(run, "assessmentId")
        await self.hiring_use_cases.decide_assessment(
            caller, run.interview_id, step, comments=comments, assessment_id=assessment_id
        )

    async def get_awaiting_decision(self, caller: Caller, ref: str) -> Run:
        """Return a run that waits for a decision, or raise ``RunNotAwaitingDecisionError``."""
        caller.require(Permission.INTERVIEW_APPROVE)
        run = await self.get(caller, ref)
        if run.status != "pending_hitl" or run.result is None:
            raise RunNotAwaitingDecisionError(extra={"runStatus": run.status})
        return run

    async def cancel(self, caller: Caller, ref: str) -> Run:
        """Cancel an open plan order, or raise ``PlanRequestClosedError``."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self.open_work(caller.tenant_id) as work:
            run = await self._find(work, ref)
            order_id = _parse_uuid(run.id)
            if run.kind != "plan" or order_id is None:
                raise PlanRequestClosedError
            await self.reorder.cancel_order(work, order_id)
            await self.audit.record(work, caller, "run.cancel", run.interview_id, {"run": run.id})
            return await self._find(work, run.id)

    async def deliver_plan(self, caller: Caller, ref: str, document: Json) -> Run:
        """Store an external plan for the run that waits for it, or raise ``PlanNotAwaitedError``."""
        run = await self._find_awaiting_result(caller, ref)
        if run is None or run.kind != "plan":
            raise PlanNotAwaitedError
        interview_id = InterviewId(UUID(run.interview_id))
        stored = await self.accept_plan(caller.tenant_id, interview_id, document)
        await self._audit_result(caller, run)
        return await self.get(caller, str(stored.order_id))

    async def deliver_evidence(
        self, caller: Caller, ref: str, items: Sequence[EvidenceItem], assessor: str
    ) -> tuple[Run, tuple[RejectedEvidenceItem, ...]]:
        """Store external evidence for its run; return the run and the rejected items.

        Raises ``AssessmentNotAwaitedError`` if the run does not wait for evidence.
        """
        run = await self._find_awaiting_result(caller, ref)
        if run is None or run.kind != "assessment":
            raise AssessmentNotAwaitedError
        interview_id = InterviewId(UUID(run.interview_id))
        accepted = await self.accept_evidence(
            caller.tenant_id, interview_id, items, assessor=assessor
        )
        await self._audit_result(caller, run)
        return await self.get(caller, str(accepted.assessment_id)), accepted.rejected

    async def _find_awaiting_result(self, caller: Caller, ref: str) -> Run | None:
        if caller.kind != "agent":
            caller.require(Permission.INTERVIEW_UPDATE)
        async with self.open_work(caller.tenant_id) as work:
            run = await self._find(work, ref)
        return run if run.awaits_result else None

    async def _audit_result(self, caller: Caller, run: Run) -> None:
        async with self.open_work(caller.tenant_id) as work:
            details = {"kind": run.kind}
            await self.audit.record(work, caller, "run.result", run.interview_id, details)

    async def _read_input(self, caller: Caller, run: Run) -> Json:
        interview_id = InterviewId(UUID(run.interview_id))
        requests = self.plans if run.kind == "plan" else self.assessments
        return await requests.get_assessor_input(caller.tenant_id, interview_id)

    async def _find(self, work: UnitOfWork, ref: str) -> Run:
        if (own_id := _parse_uuid(ref)) is not None:
            if (order := await self.plans.find(work, own_id)) is not None:
                return await self._run_of_order(work, order)
            if (asked := await self.assessments.find(work, own_id)) is not None:
                interview = await self.interviews.get_status(work, str(asked.interview_id))
                return self._run_of_assessment(asked, interview)
        try:
            interview = await self.interviews.get_status(work, ref)
        except NotFoundError:
            raise RunNotFoundError from None
        return await self._current_run(work, interview)

    async def _current_run(self, work: UnitOfWork, progress: InterviewStatus) -> Run:
        """Return the current run of the interview."""
        is_told = progress.state in STATES_AWAITING_ASSESSMENT or progress.assessment_id is not None
        if is_told and _supports_kind(progress, "assessment"):
            return await self._current_assessment_run(work, progress)
        run = await self._current_plan_run(work, progress)
        if run is None:
            raise RunNotFoundError
        return run

    async def _current_plan_run(self, work: UnitOfWork, progress: InterviewStatus) -> Run | None:
        order = await self.plans.find_newest(work, progress.interview_id)
        newest = await self.plans.find_newest_plan_id(work, progress.interview_id)
        is_outside = "plan" in self.external_kinds
        is_unordered = order is None or order.outcome in ("info_requested", "planned")
        if is_plan_awaited(progress, newest) and (is_outside or is_unordered):
            return _queued_run(progress, "plan", awaits_result=is_outside)
        return None if order is None else await self._run_of_order(work, order)

    async def _run_of_order(self, work: UnitOfWork, order: PlanRequestSummary) -> Run:
        interview = await self.interviews.get_status(work, str(order.interview_id))
        result = None
        if order.plan_id is not None:
            result = {"planId": str(order.plan_id), "version": order.version}
        return Run(
            id=str(order.order_id),
            run_id=interview.run_id,
            interview_id=str(order.interview_id),
            kind="plan",
            status=get_plan_status(order, interview),
            awaits_result=(
                "plan" in self.external_kinds
                and order.outcome is None
                and interview.state in STATES_AWAITING_PLAN
            ),
            result=result,
            error=get_plan_error(order, interview),
        )

    async def _current_assessment_run(self, work: UnitOfWork, progress: InterviewStatus) -> Run:
        newest = await self.assessments.find_newest(work, progress.interview_id)
        is_heard = newest is not None and str(newest.assessment_id) == progress.assessment_id
        if newest is None or (is_heard and progress.state in STATES_AWAITING_ASSESSMENT):
            return _queued_run(
                progress, "assessment", awaits_result="assessment" in self.external_kinds
            )
        return self._run_of_assessment(newest, progress)

    def _run_of_assessment(
        self, assessment: AssessmentRequestSummary, progress: InterviewStatus
    ) -> Run:
        own_id = str(assessment.assessment_id)
        is_awaited = not assessment.is_completed and progress.state in STATES_AWAITING_ASSESSMENT
        return Run(
            id=own_id,
            run_id=progress.run_id,
            interview_id=str(assessment.interview_id),
            kind="assessment",
            status=get_assessment_status(own_id, progress, is_made=assessment.is_completed),
            awaits_result="assessment" in self.external_kinds and is_awaited,
            result={"assessmentId": own_id, "version": assessment.version}
            if assessment.is_completed
            else None,
        )


def _supports_kind(progress: InterviewStatus, kind: RunKind) -> bool:
    """Return whether the interview has runs of this kind; intakes have no assessment."""
    return kind == "plan" or progress.is_assessed


def _queued_run(progress: InterviewStatus, kind: RunKind, *, awaits_result: bool) -> Run:
    return Run(
        id=progress.run_id,
        run_id=progress.run_id,
        interview_id=str(progress.interview_id),
        kind=kind,
        status="queued",
        awaits_result=awaits_result,
    )


def _result_id(run: Run, name: str) -> str:
    return str((run.result or {})[name])


def _parse_uuid(ref: str) -> UUID | None:
    try:
        return UUID(ref)
    except ValueError:
        return None
