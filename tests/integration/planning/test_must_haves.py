"""A person confirms must-haves with the plan: the next version requires them, the first stays as it was."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.fakes.planning import PlanningWorld

from vivavoce.kernel.ids import PlanId
from vivavoce.planning.facade import UnknownMustHaveError


async def test_must_haves_that_a_person_names_are_in_the_next_version(world: PlanningWorld) -> None:
    interview = await world.planned()
    first = await world.current(interview)
    names = [one["name"] for one in first["document"]["competencies"]]
    assert not any(one["is_required"] for one in first["document"]["competencies"])

    async with world.ground.open_work(world.tenant) as work:
        plan_id = await world.reader.set_must_haves(
            work, interview.id, [names[1].lower()], level="MID"
        )
        await world.reader.approve(work, interview.id, approved_by="Rita")

    second = await world.current(interview)
    assert (second["planId"], second["version"], second["state"]) == (plan_id, 2, "APPROVED")
    required = {
        one["name"]: one["minimum_acceptable_score"]
        for one in second["document"]["competencies"]
        if one["is_required"]
    }
    assert required == {names[1]: 2.5}
    async with world.ground.open_work(world.tenant) as work:
        kept = await world.reader.by_id(work, PlanId(UUID(first["planId"])))
    assert not any(one.is_required for one in kept.rubric.competencies)


async def test_naming_what_the_plan_says_already_makes_no_version(world: PlanningWorld) -> None:
    interview = await world.planned()
    async with world.ground.open_work(world.tenant) as work:
        plan_id = await world.reader.set_must_haves(work, interview.id, [], level="MID")

    plan = await world.current(interview)
    assert (plan["planId"], plan["version"]) == (plan_id, 1)


async def test_a_name_that_the_plan_does_not_have_is_refused_with_those_it_has(
    world: PlanningWorld,
) -> None:
    interview = await world.planned()
    with pytest.raises(UnknownMustHaveError, match='no competency "Juggling"'):
        async with world.ground.open_work(world.tenant) as work:
            await world.reader.set_must_haves(work, interview.id, ["Juggling"], level="MID")

    assert (await world.current(interview))["version"] == 1
