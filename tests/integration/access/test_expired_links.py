import asyncio
from datetime import timedelta

import pytest
from tests.database import TestDatabase
from tests.integration.access.candidate_access import HOLD, World

from vivavoce.kernel.errors import NotFoundError


@pytest.fixture
async def world(world: World) -> World:
    """Long before every other test's doors, so that only doors made here are overdue."""
    world.clock.pass_by(days=-20_000)
    return world


async def test_an_expired_link_is_closed_once(world: World) -> None:
    _, visit = await world.add_link()
    world.clock.pass_by(days=7, seconds=-1)
    too_early = await world.close_overdue()

    world.clock.pass_by(seconds=1)
    closed = [await world.close_overdue() for _ in range(2)]

    assert (too_early, closed) == (0, [1, 0])
    assert world.interviews.expired == [visit.interview_id]


async def test_a_link_stays_open_while_the_candidate_is_in_the_interview(world: World) -> None:
    _, visit = await world.add_link(state="IN_PROGRESS")
    world.clock.pass_by(days=8)

    waits = await world.close_overdue()
    visit.state = "COMPLETED"

    assert waits == 0
    assert await world.close_overdue() == 1


async def test_a_link_that_cannot_be_closed_does_not_keep_others_open(world: World) -> None:
    await world.add_link()
    world.clock.pass_by(seconds=1)
    _, other = await world.add_link()
    world.clock.pass_by(days=8)
    del world.interviews.visits[next(iter(world.interviews.visits))]

    assert await world.close_overdue() == 1
    assert world.interviews.expired[-1] == other.interview_id

    world.interviews.refusal = NotFoundError()
    assert await world.close_overdue() == 0


async def test_an_extended_link_is_not_overdue_before_its_new_expiry(world: World) -> None:
    token, visit = await world.add_link()
    until = world.clock.now() + timedelta(days=30)
    async with world.ground.open_work(world.tenant) as work:
        await world.candidate_links.extend_expiry(work, visit.interview_id, until)
        await world.candidate_links.extend_expiry(
            work, visit.interview_id, until - timedelta(days=10)
        )
    world.clock.pass_by(days=30, seconds=-1)

    assert (await world.show_card(token)).expires_at == until
    assert await world.close_overdue() == 0


async def test_a_link_extended_while_it_is_being_closed_stays_open(
    world: World, database: TestDatabase
) -> None:
    token, visit = await world.add_link()
    world.clock.pass_by(days=8)
    longer = "UPDATE candidate_link SET expires_at = %s WHERE interview_id = %s"
    until = world.clock.now() + timedelta(days=7)

    async with database.hold_transaction_open(longer, until, visit.interview_id) as somebody:
        await somebody.execute(HOLD, {"id": visit.interview_id})
        closing = asyncio.ensure_future(world.close_overdue())
        await database.until_waiting_for_locks(1)
    closed = await closing

    assert (closed, world.interviews.expired) == (0, [])
    assert (await world.show_card(token)).expires_at == until
