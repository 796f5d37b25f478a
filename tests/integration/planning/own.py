"""Practice interviews in the world of planning: a person opens one and has it planned again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.fakes.hiring import person
from tests.fakes.planning import PlanningWorld

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan
from vivavoce.hiring.usecases.end_interview import CloseUnfinishedInterview, EndInterview
from vivavoce.hiring.usecases.request_interview import RegisterInterview, RequestRules
from vivavoce.hiring.usecases.self_service import SelfServiceInterviews

FACTS = {
    "profile": "practice",
    "duration_minutes": 10,
    "interview_type": "role_related",
    "difficulty": "medium",
    "persona_id": "john",
    "position": "Backend developer",
    "job_description": "You must know Python and Postgres. Docker is a plus. We sell ferry tickets.",
}
FIRST = "skill.validation.requested"
CHANGE = "interview.modification_requested"


def own_interviews(world: PlanningWorld) -> SelfServiceInterviews:
    hiring, ground = world.hiring, world.ground
    step = ApplyTransition(hiring.interviews, hiring.webhooks, hiring.audit, ground.clock)
    return SelfServiceInterviews(
        hiring.interviews,
        register_interview=RegisterInterview(
            hiring.interviews, step, ground.clock, ground.ids, hiring.policy
        ),
        apply_transition=step,
        approve_plan=ApprovePlan(step, hiring.candidate_links, hiring.plans, ground.clock),
        end_interview=(
            end := EndInterview(step, hiring.candidate_links, hiring.calls, hiring.hosts)
        ),
        close_unfinished=CloseUnfinishedInterview(hiring.live_sessions, end),
        rules=RequestRules(languages=("en",), may_call_loopback=False),
        clock=ground.clock,
        ids=ground.ids,
        approved_by=("self",),
    )


async def opened(world: PlanningWorld, **changes: Any) -> Interview:
    own = own_interviews(world)
    facts = {k: v for k, v in (FACTS | changes).items() if v is not None}
    async with world.ground.open_work(world.tenant) as work:
        person_id = await own.get_or_create_person(work, "seeker")
        view = await own.open(work, person(world.tenant), person_id, facts)
    return await world.find(view.interview_id)


async def order_first(world: PlanningWorld, interview: Interview) -> UUID:
    return await world.ordered(interview, FIRST)


async def prepared(world: PlanningWorld, **changes: Any) -> Interview:
    """Bring a practice interview to its plan."""
    interview = await opened(world, **changes)
    await world.generate(world.tenant, await order_first(world, interview))
    await world.heard(interview)
    return await world.find(interview.id)


async def prepared_again(
    world: PlanningWorld, interview: Interview, wish: str, **facts: Any
) -> Interview:
    own = own_interviews(world)
    async with world.ground.open_work(world.tenant) as work:
        await own.regenerate_plan(
            work, person(world.tenant), interview.id, facts=facts, change_request=wish
        )
    await world.generate(world.tenant, await world.ordered(interview, CHANGE))
    await world.heard(interview)
    return await world.find(interview.id)
