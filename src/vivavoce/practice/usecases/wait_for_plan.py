"""Wait until the plan of an interview is ready, or raise if it fails or takes too long."""

from __future__ import annotations

from datetime import datetime

from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.plan import PlannerFailedError
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.practice.domain.draft import PlanTimeoutError
from vivavoce.practice.ports.interviews import PracticeInterviewService

_FIRST_POLL_S = 0.02
_MAX_POLL_S = 0.2
_POLL_GROWTH = 1.5
_RETRY_AFTER_S = 5
PLANNING_STATES = frozenset({"RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN"})
PLANNED_STATE = "PENDING"


class WaitForPlan:
    """Polls the interview with growing pauses. No transaction is open between polls."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PracticeInterviewService,
        clock: Clock,
        *,
        timeout_s: float,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._clock = clock
        self._timeout_s = timeout_s

    async def __call__(
        self, tenant_id: TenantId, interview_id: InterviewId, *, since: datetime
    ) -> None:
        """Return once the plan is ready; only failures recorded after ``since`` count.

        Raises ``PlannerFailedError`` or ``PlanTimeoutError``.
        """
        until = self._clock.monotonic() + self._timeout_s
        pause = _FIRST_POLL_S
        while True:
            async with self._open_work(tenant_id) as work:
                view = await self._interviews.view(work, interview_id)
            if view.state not in PLANNING_STATES or _has_failed(view, since):
                break
            left = until - self._clock.monotonic()
            if left <= 0:
                raise PlanTimeoutError(retry_after_s=_RETRY_AFTER_S)
            await self._clock.sleep(min(pause, left))
            pause = min(pause * _POLL_GROWTH, _MAX_POLL_S)
        if view.state in PLANNING_STATES or view.state == "INFO_NEEDED":
            raise PlannerFailedError(retry_after_s=_RETRY_AFTER_S)


def _has_failed(view: InterviewSnapshot, since: datetime) -> bool:
    failure = view.failure or {}
    return failure.get("stage") == "planning" and view.updated_at > since
