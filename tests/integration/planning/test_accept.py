"""Plans from outside keep the same rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.database import fresh_tenant
from tests.fakes.planning import PlanningWorld

from vivavoce.contracts.plan import plan_to_document
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.kernel.errors import NotFoundError
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills
from vivavoce.planning.ports import PlanNotAwaitedError
from vivavoce.planning.usecases.accept_plan import InvalidPlanError
from vivavoce.planning.usecases.generate_plan import build_brief


async def outside(world: PlanningWorld, interview: Any, **changed: Any) -> dict[str, Any]:
    async with world.ground.open_work(world.tenant) as work:
        brief = build_brief(await world.hiring.facade.get_facts(work, interview.id))
    plan = plan_interview(brief, validate_skills(brief.skills, load_skill_catalog()))
    return plan_to_document(replace(plan, planner="agno gpt-x")) | changed


async def test_a_good_plan_from_outside_moves_the_interview(world: PlanningWorld) -> None:
    interview = await world.requested()

    stored = await world.accept(world.tenant, interview.id, await outside(world, interview))
    await world.heard(interview)

    after = await world.find(interview.id)
    assert (after.state, after.plan_id) == (InterviewState.PENDING, str(stored.id))
    assert stored.plan.planner == "agno gpt-x"


async def test_a_plan_that_breaks_rules_is_refused_with_each_of_them(world: PlanningWorld) -> None:
    interview = await world.requested()
    document = await outside(world, interview, greeting_script="Hi!", closing_script="")

    with pytest.raises(InvalidPlanError) as refused:
        await world.accept(world.tenant, interview.id, document)

    codes = {error.code for error in refused.value.errors}
    assert codes == {"greeting_hides_machine", "greeting_hides_person", "no_closing"}
    assert (await world.find(interview.id)).state is InterviewState.VALIDATING_SKILLS


@pytest.mark.parametrize("document", [{}, {"competencies": 5}, {"competencies": [{"name": "x"}]}])
async def test_what_is_no_plan_is_refused_in_words(
    world: PlanningWorld, document: dict[str, Any]
) -> None:
    interview = await world.requested()

    with pytest.raises(InvalidPlanError, match="cannot be read"):
        await world.accept(world.tenant, interview.id, document)


async def test_nobody_outside_passes_for_the_built_in_rules(world: PlanningWorld) -> None:
    interview = await world.requested()
    document = await outside(world, interview, planner="Built-in rules v1")

    stored = await world.accept(world.tenant, interview.id, document)

    assert stored.plan.planner == "external (Built-in rules v1)"


async def test_a_plan_nobody_waits_for_is_refused(world: PlanningWorld) -> None:
    interview = await world.planned()

    with pytest.raises(PlanNotAwaitedError):
        await world.accept(world.tenant, interview.id, await outside(world, interview))


async def test_a_plan_for_an_interview_of_somebody_else_is_not_found(world: PlanningWorld) -> None:
    interview = await world.requested()

    with pytest.raises(NotFoundError):
        await world.accept(fresh_tenant(), interview.id, await outside(world, interview))
