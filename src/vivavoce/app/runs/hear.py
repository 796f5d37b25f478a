"""An outside planner may tell of its plan on the bus: the plan travels in ``payload.plan``."""

from __future__ import annotations

from dataclasses import replace

import structlog

from vivavoce.contracts.envelope import Event
from vivavoce.infra.bus import Handle
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import NotFound
from vivavoce.planning.ports import PlanNotAwaited
from vivavoce.planning.usecases.accept_plan import AcceptPlan

_log = structlog.get_logger(__name__)


class HearPlan:
    """Takes a plan in that an event carries, then tells the interview of it, in one transaction.

    A plan that breaks rules raises, so that the event ends as a dead letter with its reason. One
    that is foreign, or that nobody waits for, changes nothing; so does every one while plans are
    made here.
    """

    def __init__(self, accept: AcceptPlan, then: Handle, *, is_open: bool) -> None:
        self._accept = accept
        self._then = then
        self._is_open = is_open

    async def __call__(self, work: Work, event: Event) -> None:
        """Hear ``plan.generated``."""
        document = event.payload.get("plan")
        if document is None:
            await self._then(work, event)
            return
        if not self._is_open or not isinstance(document, dict):
            _log.warning("plan.from_outside_ignored", why="nobody asked for it")
            return
        try:
            stored = await self._accept.within(
                work, event.interview_id, document, run_id=event.run_id, is_told=True
            )
        except (NotFound, PlanNotAwaited) as error:
            _log.warning("plan.from_outside_ignored", why=error.code)
            return
        told = {
            "planId": str(stored.id),
            "validatedSkills": list(stored.plan.validated_skills),
            "duration": stored.plan.duration_minutes,
        }
        await self._then(work, replace(event, payload=told))
