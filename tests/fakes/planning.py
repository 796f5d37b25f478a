"""Planning on a real database beside real hiring; the dependencies of hiring are fakes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.fakes.hiring import FACTS, HiringWorld, hiring_world, partner
from tests.fakes.scripted_embedder import ScriptedEmbedder
from tests.infrastructure import Ground

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.hiring.domain.interview import Interview
from vivavoce.infra.embeddings import Embedder
from vivavoce.kernel.ids import EventId, InterviewId, TenantId
from vivavoce.planning.adapters.built_in_planner import plan_by_rules
from vivavoce.planning.adapters.postgres_plans import PostgresPlanRepository
from vivavoce.planning.adapters.postgres_skills import PostgresSkillRepository
from vivavoce.planning.facade import PlanService
from vivavoce.planning.handlers import PlannerHandlers
from vivavoce.planning.ports import Planner
from vivavoce.planning.usecases.accept_plan import AcceptExternalPlan
from vivavoce.planning.usecases.generate_plan import GeneratePlan
from vivavoce.planning.usecases.validate_skills import ValidateSkills


@dataclass
class PlanningWorld:
    """One organisation whose interviews are planned."""

    ground: Ground
    tenant: TenantId
    hiring: HiringWorld
    skills: ValidateSkills
    shelf: PostgresSkillRepository
    plans: PostgresPlanRepository
    reader: PlanService
    handlers: PlannerHandlers
    generate: GeneratePlan
    accept: AcceptExternalPlan

    async def requested(self, **changes: Any) -> Interview:
        receipt = await self.hiring.cases.request_interview(partner(self.tenant), FACTS | changes)
        return await self.find(receipt.body["interviewId"])

    async def find(self, key: object) -> Interview:
        async with self.ground.open_work(self.tenant) as work:
            return await self.hiring.interviews.find(work, str(key))

    async def events(self, interview: Interview, topic: str) -> list[IntegrationEvent]:
        async with self.ground.open_work(self.tenant) as work:
            rows = await work.fetch_all(
                "SELECT * FROM outbox WHERE interview_id = %(id)s AND topic = %(topic)s ORDER BY position",
                {"id": interview.id, "topic": topic},
            )
        return [
            IntegrationEvent(
                id=EventId(row["event_id"]),
                topic=row["topic"],
                tenant_id=self.tenant,
                run_id=row["run_id"],
                interview_id=InterviewId(row["interview_id"]),
                at=row["at"],
                payload=row["payload"],
            )
            for row in rows
        ]

    async def ordered(self, interview: Interview, topic: str) -> UUID:
        """Hand the newest event of a topic to the planner's consumer and return the order's id."""
        event = (await self.events(interview, topic))[-1]
        handle = {
            "skill.validation.requested": self.handlers.on_skill_validation_requested,
            "interview.modification_requested": self.handlers.on_modification_requested,
        }[topic]
        async with self.ground.open_work(self.tenant) as work:
            await handle(work, event)
        return event.id

    async def planned(self, **changes: Any) -> Interview:
        """Bring a new interview to its plan, ready for a person."""
        interview = await self.requested(**changes)
        order = await self.ordered(interview, "skill.validation.requested")
        await self.generate(self.tenant, order)
        await self.heard(interview)
        return await self.find(interview.id)

    async def heard(self, interview: Interview) -> None:
        """Let hiring hear of the newest plan."""
        event = (await self.events(interview, "plan.generated"))[-1]
        async with self.ground.open_work(self.tenant) as work:
            await self.hiring.handlers.on_plan_generated(work, event)

    async def current(self, interview: Interview) -> dict[str, Any]:
        async with self.ground.open_work(self.tenant) as work:
            found = await self.reader.current(work, interview.id)
        assert found is not None
        return found


def planning_world(
    ground: Ground,
    tenant: TenantId,
    *,
    planner: Planner | None = None,
    fallback_planner: Planner = plan_by_rules,
    embedder: Embedder | None = ScriptedEmbedder(),
) -> PlanningWorld:
    """Wire planning as the product does."""
    hiring = hiring_world(ground)
    plans = PostgresPlanRepository(ground.clock)
    shelf = PostgresSkillRepository(ground.ids)
    skills = ValidateSkills(ground.open_work, shelf, embedder)
    parts = {
        "open_work": ground.open_work,
        "interviews": hiring.facade,
        "plans": plans,
        "clock": ground.clock,
        "ids": ground.ids,
    }
    return PlanningWorld(
        ground=ground,
        tenant=tenant,
        hiring=hiring,
        skills=skills,
        shelf=shelf,
        plans=plans,
        reader=PlanService(plans, clock=ground.clock, ids=ground.ids),
        handlers=PlannerHandlers(plans),
        generate=GeneratePlan(
            **parts,
            validate=skills,
            planner=planner or plan_by_rules,
            fallback_planner=fallback_planner,
        ),
        accept=AcceptExternalPlan(**parts),
    )
