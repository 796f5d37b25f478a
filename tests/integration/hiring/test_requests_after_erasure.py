"""What waits for staff after a candidate erased their data: no request, because no answer can reach them."""

from __future__ import annotations

from typing import get_args

import pytest
from tests.fakes.hiring import HiringWorld, person
from tests.fakes.hiring_wiring import HiringWiring
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import started, tell
from tests.integration.hiring.test_candidate_page import decided, do, task_kinds
from tests.integration.hiring.test_human_tasks import asked

from vivavoce.hiring.domain.human_task import HumanTaskKind
from vivavoce.hiring.domain.queue import QueueItemKind
from vivavoce.hiring.ports.queue import TaskNotFoundError
from vivavoce.kernel.ids import TenantId


async def queue_of(world: HiringWorld, tenant: TenantId) -> list[QueueItemKind]:
    page = await world.cases.read_queue(person(tenant), owner="team", order="due", page=1, limit=25)
    return [item.kind for item in page.items]


@pytest.mark.parametrize("is_claimed", [False, True])
async def test_a_request_of_a_candidate_who_erased_their_data_waits_no_longer(
    world: HiringWorld, tenant: TenantId, is_claimed: bool
) -> None:
    rita, interview = person(tenant), await started(world, tenant)
    await do(world, tenant, interview, "request_person")
    (asked,) = (await world.cases.manage_tasks.list(rita, ("open",))).tasks
    if is_claimed:
        await world.cases.manage_tasks.claim(rita, asked.task.id)
    waiting = await queue_of(world, tenant)

    async with world.ground.open_work(tenant) as work:
        await world.page.erase(work, interview.id)

    assert waiting == ["person_requested"]
    assert await queue_of(world, tenant) == []
    assert await task_kinds(world, tenant) == []
    with pytest.raises(TaskNotFoundError):
        await world.cases.manage_tasks.complete(rita, asked.task.id)
    requests = [row[1] for row in world.audit.rows if row[2] == str(interview.id)]
    assert "interview.candidate_erased_own_data" in requests


async def test_a_request_that_was_answered_stays_in_the_history_of_an_erased_candidate(
    world: HiringWorld, tenant: TenantId
) -> None:
    rita, interview = person(tenant), await started(world, tenant)
    await do(world, tenant, interview, "request_person")
    (asked,) = (await world.cases.manage_tasks.list(rita, ("open",))).tasks
    await world.cases.manage_tasks.complete(rita, asked.task.id)

    async with world.ground.open_work(tenant) as work:
        await world.page.erase(work, interview.id)

    (done,) = (await world.cases.manage_tasks.list(rita, ("done",))).tasks
    assert done.task.done_by == rita.id


async def test_a_review_that_an_erased_candidate_requested_waits_no_longer(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await decided(world, tenant, edge)
    await do(world, tenant, interview, "request_review", "You misread my second answer.")
    before = await task_kinds(world, tenant)

    async with world.ground.open_work(tenant) as work:
        await world.page.erase(work, interview.id)

    assert (before, await task_kinds(world, tenant)) == (["review_requested"], [])


async def test_a_withdrawal_is_still_shown_after_the_candidate_erased_their_data(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    await do(world, tenant, interview, "withdraw")

    async with world.ground.open_work(tenant) as work:
        await world.page.erase(work, interview.id)

    assert await task_kinds(world, tenant) == ["candidate_withdrew"]


async def test_a_request_that_arrives_after_the_erasure_opens_no_task_and_sends_no_email(
    world: HiringWorld, tenant: TenantId
) -> None:
    interview = await started(world, tenant)
    async with world.ground.open_work(tenant) as work:
        await world.page.erase(work, interview.id)

    await tell(world, tenant, interview, asked(world))

    assert await task_kinds(world, tenant) == []
    assert world.staff_mail.sent == []


@pytest.mark.parametrize("kind", get_args(HumanTaskKind))
async def test_after_the_erasure_only_a_task_that_needs_no_answer_is_opened(
    world: HiringWorld, tenant: TenantId, kind: HumanTaskKind
) -> None:
    started_interview = await started(world, tenant)
    async with world.ground.open_work(tenant) as work:
        await world.page.erase(work, started_interview.id)
    open_task = HiringWiring(world.ground, world.ground.clock).open_task

    async with world.ground.open_work(tenant) as work:
        interview = await world.interviews.find(work, str(started_interview.id))
        is_opened = await open_task(work, interview, kind, world.ground.clock.now())

    assert is_opened == (kind in {"candidate_withdrew", "decision_to_confirm"})
    assert await task_kinds(world, tenant) == ([kind] if is_opened else [])
