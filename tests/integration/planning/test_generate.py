"""From a request to a plan a person can read, on a real database beside real hiring."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import psycopg
import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import person
from tests.fakes.planning import PlanningWorld, planning_world
from tests.infrastructure import Ground

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan, PlannerFailedError
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.kernel.ids import InterviewId, PlanId, TenantId
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.ports import Planner, PlanNotFoundError
from vivavoce.planning.ports.plan_drafts import DraftedCompetency, report_draft
from vivavoce.planning.usecases.generate_plan import FALLBACK_PLANNER_NOTE

FIRST = "skill.validation.requested"
CHANGE = "interview.modification_requested"


async def test_a_complete_request_gets_a_plan_and_waits_for_a_person(world: PlanningWorld) -> None:
    interview = await world.planned()

    plan = await world.current(interview)
    (told,) = await world.events(interview, "plan.generated")
    assert interview.state is InterviewState.PENDING
    assert interview.plan_id == plan["planId"] == told.payload["planId"]
    assert told.payload["validatedSkills"] == ["Python", "PostgreSQL", "Apache Kafka"]
    assert told.payload["duration"] == 30
    assert (plan["version"], plan["state"]) == (1, "PENDING")
    assert plan["document"]["planner"] == "built-in rules v2"
    assert plan["document"]["unvalidated_skills"] == []


async def test_the_same_order_makes_one_plan_however_often_it_runs(world: PlanningWorld) -> None:
    interview = await world.requested()
    order = await world.ordered(interview, FIRST)
    assert await world.ordered(interview, FIRST) == order

    await asyncio.gather(*(world.generate(world.tenant, order) for _ in range(4)))
    await world.generate(world.tenant, order)

    assert len(await world.events(interview, "plan.generated")) == 1
    assert len(await world.events(interview, "plan.generation_started")) == 1


async def test_what_is_written_can_be_read_until_the_plan_is_there(
    ground: Ground, tenant: TenantId
) -> None:
    seen: list[list[Json]] = []
    asked: list[InterviewId] = []

    async def write(brief: PlanBrief, report: SkillReport) -> InterviewPlan:
        for count in (1, 2):
            drafted = [DraftedCompetency(f"Part {n}", (f"What is {n}?",)) for n in range(count)]
            await report_draft(drafted)
            async with ground.open_work(tenant) as work:
                seen.append(await world.reader.drafted(work, asked[0]))
        return plan_interview(brief, report)

    world = planning_world(ground, tenant, planner=write)
    interview = await world.requested()
    asked.append(interview.id)
    order = await world.ordered(interview, FIRST)

    await world.generate(tenant, order)

    assert [[each["name"] for each in drafted] for drafted in seen] == [
        ["Part 0"],
        ["Part 0", "Part 1"],
    ]
    assert seen[0][0]["questions"] == ["What is 0?"]
    async with ground.open_work(tenant) as work:
        assert await world.reader.drafted(work, interview.id) == []
    async with ground.open_work(tenant) as work:
        await world.plans.save_draft(work, order, [DraftedCompetency("Late", ())])
        assert await world.reader.drafted(work, interview.id) == []


async def test_an_ordered_plan_is_written_by_the_job_of_its_queue(world: PlanningWorld) -> None:
    interview = await world.requested()
    await world.ordered(interview, FIRST)
    jobs = await _jobs(world)

    assert [job["task_name"] for job in jobs] == ["planning.generate_plan"]
    assert set(jobs[0]["args"]) <= {"tenant_id", "order_id", "correlation_id"}
    assert jobs[0]["lock"] == f"plan:{interview.id}"


async def test_a_complete_request_is_planned_although_no_skill_is_known(
    world: PlanningWorld,
) -> None:
    interview = await world.planned(skills=["origami", "Postgras"])

    document = (await world.current(interview))["document"]
    assert interview.state is InterviewState.PENDING
    assert document["unvalidated_skills"] == ["origami", "Postgras"]
    notes = " ".join(document["notes"])
    assert '"Postgras" is not in the skill catalog. Did you mean PostgreSQL?' in notes


async def test_a_name_of_two_skills_is_asked_about_once(world: PlanningWorld) -> None:
    interview = await world.requested(skills=["containers"])
    await world.generate(world.tenant, await world.ordered(interview, FIRST))
    asked = await world.find(interview.id)
    assert asked.state is InterviewState.INFO_NEEDED
    assert "Docker or Kubernetes" in asked.gaps[0].question

    await world.hiring.cases.complete_info(
        person(world.tenant), str(interview.id), {"skills": ["containers"]}
    )
    await world.generate(world.tenant, await world.ordered(interview, FIRST))
    await world.heard(interview)

    plan = await world.current(interview)
    assert (await world.find(interview.id)).state is InterviewState.PENDING
    assert plan["document"]["unvalidated_skills"] == ["containers"]


async def test_an_answer_with_a_known_skill_goes_on(world: PlanningWorld) -> None:
    interview = await world.requested(skills=["containers"])
    await world.generate(world.tenant, await world.ordered(interview, FIRST))
    assert "Docker or Kubernetes" in (await world.find(interview.id)).gaps[0].question

    await world.hiring.cases.complete_info(
        person(world.tenant), str(interview.id), {"skills": ["Docker"]}
    )
    await world.generate(world.tenant, await world.ordered(interview, FIRST))

    assert (await world.current(interview))["document"]["validated_skills"] == ["Docker"]


async def test_a_skill_is_known_by_its_meaning(world: PlanningWorld) -> None:
    interview = await world.requested(skills=["stock what is in where knowing"])
    await world.generate(world.tenant, await world.ordered(interview, FIRST))

    assert (await world.current(interview))["document"]["validated_skills"] == ["Inventory control"]


async def test_a_wanted_change_makes_the_next_version(world: PlanningWorld) -> None:
    interview = await world.planned()
    first = await world.current(interview)
    await world.hiring.cases.decide_plan.modify(
        person(world.tenant), str(interview.id), comments="drop PostgreSQL, make it sparkle"
    )
    await world.generate(world.tenant, await world.ordered(interview, CHANGE))
    await world.heard(interview)

    second = await world.current(interview)
    assert (await world.find(interview.id)).state is InterviewState.PENDING
    assert second["version"] == 2
    assert second["document"]["skills_coverage"]["PostgreSQL"] is False
    assert any("make it sparkle" in note for note in second["document"]["notes"])
    async with world.ground.open_work(world.tenant) as work:
        kept = await world.reader.by_id(work, PlanId(UUID(first["planId"])))
        rows = await work.fetch_all("SELECT comments, outcome FROM plan_order")
    assert kept.skills_coverage["PostgreSQL"] is True
    assert all(row == {"comments": None, "outcome": "planned"} for row in rows)


async def test_an_approval_is_noted_once_beside_the_plan(world: PlanningWorld) -> None:
    interview = await world.planned()
    async with world.ground.open_work(world.tenant) as work:
        await world.reader.approve(work, interview.id, approved_by="Rita")
        await world.reader.approve(work, interview.id, approved_by="Somebody else")

    plan = await world.current(interview)
    assert (plan["state"], plan["approvedBy"]) == ("APPROVED", "Rita")


async def test_a_version_cannot_be_changed_not_even_by_us(world: PlanningWorld) -> None:
    await world.planned()

    for forbidden in ("UPDATE plan SET document = '{}'", "DELETE FROM plan"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with world.ground.open_work(world.tenant) as work:
                await work.execute(forbidden)  # type: ignore[arg-type]


async def test_a_cancelled_interview_is_not_planned_any_more(world: PlanningWorld) -> None:
    interview = await world.requested()
    order = await world.ordered(interview, FIRST)
    await world.hiring.cases.cancel(person(world.tenant), str(interview.id))

    await world.generate(world.tenant, order)

    assert await world.events(interview, "plan.generated") == []


async def test_an_interview_cancelled_while_it_is_planned_gets_no_plan(
    ground: Ground, tenant: TenantId
) -> None:
    async def plan_slowly(brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
        await world.hiring.cases.cancel(person(tenant), str(interview.id))
        return plan_interview(brief, skills)

    world = planning_world(ground, tenant, planner=plan_slowly)
    interview = await world.requested()

    await world.generate(tenant, await world.ordered(interview, FIRST))

    assert (await world.find(interview.id)).state is InterviewState.CANCELLED
    assert await world.events(interview, "plan.generated") == []


async def fail(brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
    raise PlannerFailedError


async def break_a_rule(brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
    return replace(plan_interview(brief, skills), greeting_script="Hi, I am Maya!")


@pytest.mark.parametrize("planner", [fail, break_a_rule], ids=["failing", "careless"])
async def test_a_failing_planner_is_replaced_and_the_plan_says_so(
    ground: Ground, tenant: TenantId, planner: Planner
) -> None:
    world = planning_world(ground, tenant, planner=planner)

    plan = await world.current(await world.planned())

    assert plan["document"]["planner"] == "built-in rules v2"
    assert FALLBACK_PLANNER_NOTE in plan["document"]["notes"]
    assert "computer program" in plan["document"]["greeting_script"]


async def test_another_organisation_sees_neither_plan_nor_order(
    world: PlanningWorld, ground: Ground
) -> None:
    interview = await world.planned()
    plan = await world.current(interview)

    async with ground.open_work(fresh_tenant()) as work:
        assert await world.reader.current(work, interview.id) is None
        with pytest.raises(PlanNotFoundError):
            await world.reader.by_id(work, PlanId(UUID(plan["planId"])))


async def test_a_plan_is_read_by_the_version_that_was_approved(world: PlanningWorld) -> None:
    plan = await world.current(await world.planned())
    plan_id = PlanId(UUID(plan["planId"]))

    async with world.ground.open_work(world.tenant) as work:
        assert (await world.reader.plan(work, plan_id, 1)).version == 1
        with pytest.raises(PlanNotFoundError):
            await world.reader.plan(work, plan_id, 2)


async def _jobs(world: PlanningWorld) -> list[dict[str, object]]:
    async with world.ground.open_work(world.tenant) as work:
        return await work.fetch_all(
            """
            SELECT task_name, args, lock
            FROM procrastinate_jobs
            WHERE args ->> 'tenant_id' = %(tenant)s
            """,
            {"tenant": str(world.tenant)},
        )
