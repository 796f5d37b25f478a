"""kill -9 of a planner at each edge: the next try leaves exactly one plan and one event."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from uuid import UUID

import pytest
from tests.database import TestDatabase
from tests.fakes.forked_program import start_program, wait_until_ended
from tests.fakes.planning import PlanningWorld

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState

pytestmark = pytest.mark.soak


async def killed(
    database: TestDatabase, world: PlanningWorld, order: UUID, edge: str, kind: str = "once"
) -> None:
    root = Path(__file__).parents[3]
    process = start_program(
        *("tests.faults.planning.planner_process", kind),
        env={
            **os.environ,
            "PYTHONPATH": f"{root}:{root / 'src'}",
            "DATABASE": database.app_url,
            "TENANT": str(world.tenant),
            "ORDER": str(order),
            "VIVAVOCE_FAILPOINTS": edge,
        },
    )
    async with asyncio.timeout(30):
        assert await wait_until_ended(process) == -signal.SIGKILL


async def plans_and_events(world: PlanningWorld, interview: Interview) -> tuple[int, int]:
    async with world.ground.open_work(world.tenant) as work:
        row = await work.fetch_one(
            "SELECT count(*) AS count FROM plan WHERE interview_id = %(id)s", {"id": interview.id}
        )
    assert row is not None
    return row["count"], len(await world.events(interview, "plan.generated"))


@pytest.mark.parametrize(
    ("edge", "kept"),
    [
        ("work.before_commit=exit@1", 0),  # the order was read
        ("work.before_commit=exit@2", 0),  # the interview was about to begin planning
        ("work.after_commit=exit@2", 0),  # it began, nothing was written
        ("plan.before_commit=exit", 0),  # plan and event were about to be kept
        ("plan.after_commit=exit", 1),  # everything was kept, the job was not yet done
    ],
)
async def test_a_killed_planner_leaves_one_plan_after_the_next_attempt(
    database: TestDatabase, world: PlanningWorld, edge: str, kept: int
) -> None:
    interview = await world.requested()
    order = await world.ordered(interview, "skill.validation.requested")

    await killed(database, world, order, edge)
    after_the_kill = await plans_and_events(world, interview)
    await world.generate(world.tenant, order)
    await world.generate(world.tenant, order)

    assert after_the_kill == (kept, kept)
    assert await plans_and_events(world, interview) == (1, 1)
    assert len(await world.events(interview, "plan.generation_started")) == 1
    await world.heard(interview)
    assert (await world.find(interview.id)).state is InterviewState.PENDING


async def test_a_planner_without_idempotency_fails_the_same_check(
    database: TestDatabase, world: PlanningWorld
) -> None:
    interview = await world.requested()
    order = await world.ordered(interview, "skill.validation.requested")

    await killed(database, world, order, "plan.before_commit=exit@1", kind="careless")
    await world.generate(world.tenant, order)

    assert await plans_and_events(world, interview) == (1, 2)
