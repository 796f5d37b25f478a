"""Try a plan out: answer its questions as a candidate would, before it is approved."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.plan_trial import PlanTrial
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.ports.plans import PlanTrials
from vivavoce.hiring.usecases.decide_plan import check_current_plan
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import ConflictError


class NoPlanToTryError(ConflictError):
    """There is no plan yet."""

    code = "no_plan_to_try"


class TryPlan:
    """Returns what the interviewer would say; nothing is stored, sent, counted or scored."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        trials: PlanTrials,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._trials = trials

    async def __call__(
        self, caller: Caller, key: str, answers: Sequence[str | None], *, plan_id: str | None
    ) -> PlanTrial:
        """Return the conversation up to the last answer; None skips a question.

        Raises ``NoPlanToTryError``, and ``PlanChangedError`` if ``plan_id`` is not the current plan.
        """
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            check_current_plan(interview, plan_id)
            if interview.plan_id is None or interview.is_erased:
                raise NoPlanToTryError(extra={"currentState": str(interview.state)})
            return await self._trials(
                work,
                interview.plan_id,
                interview.profile,
                answers,
                position=interview.request.position or "",
                company_name=interview.request.company_name or "",
            )
