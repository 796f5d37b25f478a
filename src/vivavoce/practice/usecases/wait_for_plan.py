"""Wait until somebody has written the plan of an interview, or say plainly that nobody did."""

from __future__ import annotations

from datetime import datetime

from vivavoce.contracts.interview import InterviewView
from vivavoce.contracts.plan import PlannerFailed
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.practice.domain.draft import PlanNotInTime
from vivavoce.practice.ports.desk import Desk

_FIRST_LOOK_S = 0.02
_LONGEST_LOOK_S = 0.2
_GROWTH = 1.5
_RETRY_AFTER_S = 5
AWAITING = frozenset({"RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN"})
PLANNED = "PENDING"


class WaitForPlan:
    """Looks, a little less often each time. No transaction is open in between."""

    def __init__(self, open_work: OpenWork, desk: Desk, clock: Clock, *, at_most_s: float) -> None:
        self._open_work = open_work
        self._desk = desk
        self._clock = clock
        self._at_most_s = at_most_s

    async def __call__(
        self, tenant_id: TenantId, interview_id: InterviewId, *, since: datetime
    ) -> None:
        """Return once the plan is there; a failure counts when it was noted after ``since``.

        Raises ``PlannerFailed`` or ``PlanNotInTime``.
        """
        until = self._clock.monotonic() + self._at_most_s
        pause = _FIRST_LOOK_S
        while True:
            async with self._open_work(tenant_id) as work:
                view = await self._desk.view(work, interview_id)
            if view.state not in AWAITING or _has_failed(view, since):
                break
            left = until - self._clock.monotonic()
            if left <= 0:
                raise PlanNotInTime(retry_after_s=_RETRY_AFTER_S)
            await self._clock.sleep(min(pause, left))
            pause = min(pause * _GROWTH, _LONGEST_LOOK_S)
        if view.state in AWAITING or view.state == "INFO_NEEDED":
            raise PlannerFailed(retry_after_s=_RETRY_AFTER_S)


def _has_failed(view: InterviewView, since: datetime) -> bool:
    failure = view.failure or {}
    return failure.get("stage") == "planning" and view.updated_at > since
