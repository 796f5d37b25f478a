"""A planner in a process of its own, to be killed.

``python -m tests.faults.planning.planner_process once|careless`` reads ``DATABASE``, ``TENANT`` and
``ORDER`` from the environment. The careless twin tells of the plan before it keeps it.
"""

from __future__ import annotations

import asyncio
import os
import sys
from uuid import UUID

from tests.database import KEYS
from tests.fakes.planning import PlanningWorld, planning_world
from tests.infrastructure import open_ground

from vivavoce.contracts.events import PlanGenerated
from vivavoce.infra.failpoints import failpoint
from vivavoce.kernel.ids import TenantId


async def _careless(world: PlanningWorld, order_id: UUID) -> None:
    async with world.ground.open_work(world.tenant) as work:
        order = await world.generate._plans.lock_request(work, order_id)
        assert order is not None
        event = PlanGenerated(plan_id=str(order_id), validated_skills=(), duration=30)
        await work.publish(event, run_id=order.run_id, interview_id=order.interview_id)
    await failpoint("plan.before_commit")
    await world.generate(world.tenant, order_id)


async def main(kind: str) -> None:
    order = UUID(os.environ["ORDER"])
    async with open_ground(os.environ["DATABASE"], KEYS) as ground:
        world = planning_world(ground, TenantId(UUID(os.environ["TENANT"])))
        if kind == "careless":
            await _careless(world, order)
        else:
            await world.generate(world.tenant, order)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
