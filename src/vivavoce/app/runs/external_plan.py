"""Plans of an external planner that arrive on the bus, in ``payload.plan``."""

from __future__ import annotations

from dataclasses import replace

import structlog

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.bus import EventHandler
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.planning.ports import PlanNotAwaitedError
from vivavoce.planning.usecases.accept_external_plan import AcceptExternalPlan

_log = structlog.get_logger(__name__)


class ReceiveExternalPlan:
    """Stores a plan from an event, then passes the event on to the interview, in one transaction.

    An invalid plan raises an error, so that the event becomes a dead letter with the reason. A plan that
    belongs to another organization, or that is not awaited, changes nothing; nor does any plan while an
    external planner is not configured.
    """

    def __init__(
        self, accept: AcceptExternalPlan, next_handler: EventHandler, *, is_enabled: bool
    ) -> None:
        self._accept = accept
        self._next_handler = next_handler
        self._is_enabled = is_enabled

    async def __call__(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Handle ``plan.generated``."""
        document = event.payload.get("plan")
        if document is None:
            await self._next_handler(work, event)
            return
        if not self._is_enabled or not isinstance(document, dict):
            _log.warning("plan.external_ignored", why="it was not requested")
            return
        try:
            stored = await self._accept.accept_in_unit_of_work(
                work, event.interview_id, document, run_id=event.run_id, is_published=True
            )
        except (NotFoundError, PlanNotAwaitedError) as error:
            _log.warning("plan.external_ignored", why=error.code)
            return
        told = {
            "planId": str(stored.id),
            "validatedSkills": list(stored.plan.validated_skills),
            "duration": stored.plan.duration_minutes,
        }
        await self._next_handler(work, replace(event, payload=told))
