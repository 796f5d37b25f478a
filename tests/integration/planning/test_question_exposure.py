"""How often an organization has used a question of the bank, by form, in approved plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tests.database import fresh_tenant
from tests.fakes.delivery import MovedClock
from tests.fakes.hiring import partner
from tests.fakes.planning import PlanningWorld, planning_world
from tests.infrastructure import Ground

from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.ids import PlanId, TenantId, restrict_to_mode
from vivavoce.planning.usecases.search_bank import EXPOSURE_PERIOD, SearchBank


async def approve(world: PlanningWorld, interview: Interview) -> None:
    """Approve the current plan, as a person does."""
    plan_id = (await world.current(interview))["planId"]
    async with world.ground.open_work(world.tenant) as work:
        await world.plans.approve(work, PlanId(plan_id), by="Ruth")


async def bank_forms(world: PlanningWorld, interview: Interview) -> set[tuple[str, str]]:
    document = (await world.current(interview))["document"]
    return {
        (question["origin"]["bank_question"], question["origin"]["form"])
        for part in document["competencies"]
        for question in part["questions"]
        if question["origin"]["form"]
    }


async def counted(
    world: PlanningWorld, *, later: timedelta = timedelta()
) -> dict[tuple[str, str], int]:
    """Return what a search shows of all questions, now or some time later."""
    clock = MovedClock()
    clock.ahead = later
    search = SearchBank(world.ground.open_work, world.plans, clock)
    page = await search(
        partner(world.tenant), "", group=None, question_set=None, language="en", limit=10_000
    )
    assert page.total == len(page.questions) > 1000
    return dict(page.interview_counts)


def each(forms: Sequence[set[tuple[str, str]]]) -> dict[tuple[str, str], int]:
    every = {one for many in forms for one in many}
    return {one: sum(one in many for many in forms) for one in every}


async def test_questions_count_once_for_every_interview_whose_plan_was_approved(
    world: PlanningWorld,
) -> None:
    first, second, waiting = [await world.planned() for _ in range(3)]
    await approve(world, first)
    await approve(world, second)

    forms = [await bank_forms(world, one) for one in (first, second)]
    assert all(forms)
    assert await bank_forms(world, waiting)
    assert await counted(world) == each(forms)


async def test_two_approved_versions_of_one_plan_count_once(world: PlanningWorld) -> None:
    interview = await world.planned()
    await approve(world, interview)
    async with world.ground.open_work(world.tenant) as work:
        stored = await world.plans.find_newest(work, interview.id)
        assert stored is not None
        again = replace(
            stored,
            id=PlanId(world.ground.ids.new_id()),
            order_id=None,
            plan=replace(stored.plan, version=stored.plan.version + 1),
        )
        await world.plans.add(work, again)
    await approve(world, interview)

    assert set((await counted(world)).values()) == {1}


async def test_old_plans_and_other_organizations_do_not_count_and_erased_plans_do(
    ground: Ground, world: PlanningWorld
) -> None:
    interview = await world.planned()
    await approve(world, interview)
    forms = await bank_forms(world, interview)
    async with ground.open_work(world.tenant) as work:
        await world.reader.forget(work, [interview.id])

    assert await counted(world) == each([forms])
    assert await counted(planning_world(ground, fresh_tenant())) == {}
    assert await counted(world, later=EXPOSURE_PERIOD - timedelta(hours=1)) == each([forms])
    assert await counted(world, later=EXPOSURE_PERIOD + timedelta(hours=1)) == {}


async def test_test_interviews_do_not_count(ground: Ground, tenant: TenantId) -> None:
    tests = planning_world(ground, restrict_to_mode(tenant, "test"))
    interview = await tests.planned()
    await approve(tests, interview)

    assert await bank_forms(tests, interview)
    assert all("isTest" not in each["data"] for each in tests.hiring.webhooks.recorded)
    assert await counted(tests) == {}
    assert await counted(planning_world(ground, tenant)) == {}
