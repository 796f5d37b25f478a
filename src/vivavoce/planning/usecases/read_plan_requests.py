"""Read plan orders, for clients that track their progress."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import plan_to_document
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.ids import InterviewId, PlanId, TenantId
from vivavoce.planning.ports import PlanningInterviewGateway, PlanRepository, PlanRequest
from vivavoce.planning.usecases.generate_plan import build_brief


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequestSummary:
    """A plan order for other slices: its outcome and the plan that it produced."""

    order_id: UUID
    interview_id: InterviewId
    outcome: str | None
    plan_id: PlanId | None
    version: int | None
    is_approved: bool


class PlanRequestReader:
    """Reads plan orders, for clients that track their progress."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        plans: PlanRepository,
        interviews: PlanningInterviewGateway,
    ) -> None:
        self._open_work = open_work
        self._plans = plans
        self._interviews = interviews

    async def find(self, work: UnitOfWork, order_id: UUID) -> PlanRequestSummary | None:
        """Return the summary of an order, or None."""
        return await self._summarize(work, await self._plans.find_request(work, order_id))

    async def find_newest(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> PlanRequestSummary | None:
        """Return the summary of the interview's newest order, or None."""
        return await self._summarize(
            work, await self._plans.find_newest_request(work, interview_id)
        )

    async def find_newest_plan_id(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> PlanId | None:
        """Return the id of the interview's newest plan, or None."""
        stored = await self._plans.find_newest(work, interview_id)
        return None if stored is None else stored.id

    async def get_assessor_input(self, tenant_id: TenantId, interview_id: InterviewId) -> Json:
        """Return a planner's input as JSON; it contains no name and no address of the candidate."""
        async with self._open_work(tenant_id) as work:
            newest = await self._plans.find_newest(work, interview_id)
            comments = (
                await self._interviews.get_change_request(work, interview_id) if newest else None
            )
            brief = build_brief(
                await self._interviews.get_facts(work, interview_id),
                previous=newest.plan if newest else None,
                comments=comments,
            )
        return {
            "position": brief.position,
            "level": brief.level,
            "job_description": brief.job_description,
            "skills": list(brief.skills),
            "duration_minutes": brief.duration_minutes,
            "language": brief.language,
            "company_name": brief.company_name,
            "resume_text": brief.resume_text,
            "profile": brief.profile,
            "comments": brief.comments,
            "interview_type": brief.interview_type,
            "difficulty": brief.difficulty,
            "framework": brief.framework,
            "persona_id": brief.persona_id,
            "question_count": brief.question_count,
            "focus": list(brief.focus),
            "avoid": list(brief.avoid),
            "job_corrections": [correction._asdict() for correction in brief.job_corrections],
            "previous_plan": None if newest is None else plan_to_document(newest.plan),
        }

    async def _summarize(
        self, work: UnitOfWork, order: PlanRequest | None
    ) -> PlanRequestSummary | None:
        if order is None:
            return None
        stored = await self._plans.find_by_order(work, order.id)
        return PlanRequestSummary(
            order_id=order.id,
            interview_id=order.interview_id,
            outcome=order.outcome,
            plan_id=None if stored is None else stored.id,
            version=None if stored is None else stored.plan.version,
            is_approved=stored is not None and stored.approved_at is not None,
        )
