"""A person corrects how the job text was read: stored with the plan, and kept when it is written again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.fakes.hiring import person
from tests.fakes.planning import PlanningWorld, planning_world
from tests.infrastructure import Ground

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.job_analysis import JobCorrection
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan
from vivavoce.hiring.usecases.decide_plan import DecidePlan
from vivavoce.kernel.caller import Role
from vivavoce.kernel.ids import TenantId
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_corrections import JobAnalysisMissingError, UnknownCorrectionError
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import SkillReport

CHANGE = "interview.modification_requested"
JOB_TEXT = """Van driver

What you will do
- Drive a van on 40 stops a day
- Plan your route and load the van

What you need
- Excel is a plus

We offer
- 28 days of holiday
"""


async def plan_with_analysis(brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
    """Plan by rules, and keep the analysis of the job text with its corrections."""
    analysis = analyze_job(brief.job_description, title=brief.position)
    for start, kind, group in brief.job_corrections:
        analysis = analysis.correct(start, kind=kind, group=group)
    return replace(plan_interview(brief, skills), job_analysis=analysis.to_json())


@pytest.fixture
def reading_world(ground: Ground, tenant: TenantId) -> PlanningWorld:
    return planning_world(ground, tenant, planner=plan_with_analysis)


async def planned(world: PlanningWorld) -> Interview:
    return await world.planned(position="Van driver", job_description=JOB_TEXT)


async def correct(world: PlanningWorld, interview: Interview, *corrections: JobCorrection) -> None:
    """Correct as staff do, with hiring on planning's own facade."""
    hiring, clock = world.hiring, world.ground.clock
    step = ApplyTransition(hiring.interviews, hiring.webhooks, hiring.audit, clock)
    approve = ApprovePlan(step, hiring.candidate_links, world.reader, clock)
    decide_plan = DecidePlan(
        world.ground.open_work, hiring.interviews, step, approve, hiring.policy, world.reader
    )
    await decide_plan.correct_job_analysis(
        person(world.tenant, Role.RECRUITER), interview.run_id, corrections
    )


async def written_again(world: PlanningWorld, interview: Interview) -> None:
    await world.generate(world.tenant, await world.ordered(interview, CHANGE))
    await world.heard(interview)


def statements_by_line(plan: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {one["line_number"]: one for one in plan["document"]["job_analysis"]["statements"]}


async def test_a_correction_is_kept_when_the_plan_is_written_again(
    reading_world: PlanningWorld,
) -> None:
    world = reading_world
    interview = await planned(world)
    first = await world.current(interview)
    before = statements_by_line(first)

    await correct(
        world,
        interview,
        JobCorrection(before[4]["start"], None, "S6.2"),
        JobCorrection(before[11]["start"], "condition", None),
    )
    corrected = await world.current(interview)
    await written_again(world, interview)

    plan = await world.current(interview)
    after = statements_by_line(plan)
    assert (corrected["version"], plan["version"], plan["state"]) == (2, 3, "PENDING")
    assert corrected["document"]["competencies"] == first["document"]["competencies"]
    assert (await world.find(interview.id)).state is InterviewState.PENDING
    for shown in (statements_by_line(corrected), after):
        assert shown[4]["tasks"][0]["group"]["group"] == "S6.2"
        assert shown[11]["kind"] == "condition"
    assert [line for line, one in after.items() if one["is_corrected"]] == [4, 11]
    assert not any(one["is_corrected"] for one in before.values())


async def test_a_second_correction_adds_to_the_first(reading_world: PlanningWorld) -> None:
    world = reading_world
    interview = await planned(world)
    lines = statements_by_line(await world.current(interview))
    await correct(world, interview, JobCorrection(lines[8]["start"], "task", "S5.4"))
    await written_again(world, interview)

    await correct(world, interview, JobCorrection(lines[11]["start"], "context", None))
    await written_again(world, interview)

    after = statements_by_line(await world.current(interview))
    assert (after[8]["kind"], after[8]["tasks"][0]["group"]["group"]) == ("task", "S5.4")
    assert after[11]["kind"] == "context"


async def test_a_planner_that_is_asked_again_still_gets_the_corrections(
    reading_world: PlanningWorld,
) -> None:
    world = reading_world
    interview = await planned(world)
    lines = statements_by_line(await world.current(interview))
    await correct(world, interview, JobCorrection(lines[11]["start"], "condition", None))

    await world.ordered(interview, CHANGE)
    reordered = await world.ordered(interview, CHANGE)
    await world.generate(world.tenant, reordered)

    assert statements_by_line(await world.current(interview))[11]["kind"] == "condition"


@pytest.mark.parametrize(
    "correction", [JobCorrection(5, "offer", None), JobCorrection(30, None, "X9.9")]
)
async def test_a_correction_that_fits_nothing_in_the_text_changes_nothing(
    reading_world: PlanningWorld, correction: JobCorrection
) -> None:
    interview = await planned(reading_world)

    with pytest.raises(UnknownCorrectionError) as refused:
        await correct(reading_world, interview, correction)

    assert [error.field for error in refused.value.errors] == ["corrections.0"]
    assert (await reading_world.current(interview))["version"] == 1
    found = await reading_world.find(interview.id)
    assert (found.state, found.plan_id) == (InterviewState.PENDING, interview.plan_id)


async def test_a_plan_without_an_analysis_cannot_be_corrected(
    ground: Ground, tenant: TenantId
) -> None:
    async def plan_without_analysis(brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
        return replace(plan_interview(brief, skills), job_analysis=None)

    world = planning_world(ground, tenant, planner=plan_without_analysis)
    interview = await planned(world)

    with pytest.raises(JobAnalysisMissingError):
        await correct(world, interview, JobCorrection(5, "offer", None))


async def test_the_job_text_is_read_before_there_is_a_plan(reading_world: PlanningWorld) -> None:
    world = reading_world
    interview = await world.requested(position="Van driver", job_description=JOB_TEXT)

    async with world.ground.open_work(world.tenant) as work:
        read = await world.reader.read_job_text(
            work, interview.id, position="Van driver", job_description=JOB_TEXT
        )
        nothing = await world.reader.read_job_text(
            work, interview.id, position="Van driver", job_description=" "
        )

    assert read is not None
    kinds = {one["line_number"]: one["kind"] for one in read["statements"]}
    assert kinds == {4: "task", 5: "task", 8: "requirement", 11: "offer"}
    assert nothing is None


async def test_the_job_text_is_erased_with_the_other_texts_of_a_plan(
    reading_world: PlanningWorld,
) -> None:
    world = reading_world
    interview = await planned(world)
    assert "28 days of holiday" in json.dumps(await world.current(interview))

    async with world.ground.open_work(world.tenant) as work:
        await world.reader.forget(work, [interview.id])

    erased = await world.current(interview)
    assert "28 days of holiday" not in json.dumps(erased)
    questions = [
        question for part in erased["document"]["competencies"] for question in part["questions"]
    ]
    assert questions
    assert not any("origin" in question or "anchors" in question for question in questions)
