"""What other slices may ask of plans, within their own unit of work."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import Plan, plan_document
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import iso_ms
from vivavoce.kernel.ids import InterviewId, PlanId
from vivavoce.planning.ports import PlanStore, StoredPlan, UnknownPlan


class PlanReader:
    """The plans of interviews. A version is never changed; its approval is noted beside it."""

    def __init__(self, plans: PlanStore) -> None:
        self._plans = plans

    async def current(self, work: Work, interview_id: InterviewId) -> Json | None:
        """Return the newest version as JSON with its document, or None."""
        stored = await self._plans.newest(work, interview_id)
        return None if stored is None else plan_told(stored)

    async def by_id(self, work: Work, plan_id: PlanId) -> Plan:
        """Return a plan, or raise ``UnknownPlan``."""
        return (await self._plans.find(work, plan_id)).plan

    async def plan(self, work: Work, plan_id: PlanId, version: int) -> Plan:
        """Return this version of a plan, or raise ``UnknownPlan``."""
        plan = await self.by_id(work, plan_id)
        if plan.version != version:
            raise UnknownPlan
        return plan

    async def approve(self, work: Work, interview_id: InterviewId, *, approved_by: str) -> None:
        """Fix the newest version as the one that is carried out, or raise ``UnknownPlan``."""
        stored = await self._plans.newest(work, interview_id)
        if stored is None:
            raise UnknownPlan
        await self._plans.approve(work, stored.id, by=approved_by)


def plan_told(stored: StoredPlan) -> Json:
    """Return a plan as it is told outside: ``planId``, ``version``, ``state``, ``document``."""
    return {
        "planId": str(stored.id),
        "version": stored.plan.version,
        "state": "PENDING" if stored.approved_at is None else "APPROVED",
        "madeAt": iso_ms(stored.made_at),
        "approvedAt": None if stored.approved_at is None else iso_ms(stored.approved_at),
        "approvedBy": stored.approved_by,
        "document": plan_document(stored.plan),
    }
