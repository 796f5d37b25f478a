"""Edit a plan by hand before it is approved."""

from __future__ import annotations

import dataclasses

from vivavoce.contracts.plan_edit import PlanEdit
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.interview import actor_from_caller
from vivavoce.hiring.domain.workflow import (
    InterviewState,
    InterviewTransition,
    build_transition_error,
)
from vivavoce.hiring.ports.plans import InterviewPlans
from vivavoce.hiring.usecases.decide_plan import check_current_plan
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock


class EditPlan:
    """Stores what a person wants to be asked as the next version of the plan."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        plans: InterviewPlans,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._plans = plans
        self._audit = audit
        self._clock = clock

    async def __call__(
        self,
        caller: Caller,
        key: str,
        edit: PlanEdit,
        *,
        plan_id: str,
        on_behalf_of: str | None = None,
    ) -> None:
        """Store the next version; the interview stays PENDING.

        Raises ``PlanChangedError`` if ``plan_id`` is no longer the current plan, ``InvalidTransitionError``
        if the plan is not waiting for a decision, and ``InvalidRequestError`` for what cannot be asked.
        """
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if interview.state is not InterviewState.PENDING:
                raise build_transition_error(interview.state, InterviewTransition.MODIFY)
            check_current_plan(interview, plan_id)
            new_plan_id = await self._plans.edit(
                work,
                interview.id,
                edit,
                edited_by=actor_from_caller(caller, on_behalf_of).name,
                job_description=interview.request.job_description or "",
            )
            if new_plan_id == interview.plan_id:
                return
            edited = dataclasses.replace(
                interview, plan_id=new_plan_id, updated_at=self._clock.now()
            )
            await self._interviews.save(work, edited, expected_version=interview.version)
            details = {
                "planId": new_plan_id,
                "before": interview.plan_id,
                "onBehalfOf": on_behalf_of,
            }
            await self._audit.record(
                work, caller, "interview.plan_edited", str(interview.id), details
            )
