"""A sender in a process of its own, to be killed: one try, a worker, or the broken twin of a try.

``python -m tests.faults.delivery.sender_process once|marks-first|worker`` reads its orders from the
environment: ``DATABASE``, ``TENANT``, ``MESSAGE``, ``ATTEMPT``.
"""

from __future__ import annotations

import asyncio
import os
import sys
from uuid import UUID

from tests.database import KEYS
from tests.fakes.delivery import DeliveryWorld
from tests.infrastructure import open_ground

from vivavoce.delivery.domain.webhook_delivery import RetryDecision
from vivavoce.infra.egress.client import OutboundHttpResponse
from vivavoce.infra.failpoints import failpoint
from vivavoce.kernel.ids import TenantId


async def _mark_first(world: DeliveryWorld, message: UUID, attempt: int) -> None:
    """What a careless sender does: notes success, then sends. It loses what it was killed with."""
    async with world.ground.open_work(world.tenant) as work:
        found = await world.attempt._prepare(work, message, attempt)
        assert found is not None
        dispatch, headers, body = found
        hoped = OutboundHttpResponse(latency_ms=0, status=204)
        await world.attempt._record(work, dispatch, hoped, RetryDecision(outcome="delivered"))
    await failpoint("webhook.before_mark")
    await world.outlet.post(dispatch.url, headers=headers, body=body)


async def main(kind: str) -> None:
    tenant = TenantId(UUID(os.environ["TENANT"]))
    async with open_ground(os.environ["DATABASE"], KEYS) as ground:
        world = DeliveryWorld(ground, tenant)
        if kind == "worker":
            world.serve_jobs()
            await ground.jobs.run_worker(["deliver"], concurrency=4)
            return
        message, attempt = UUID(os.environ["MESSAGE"]), int(os.environ["ATTEMPT"])
        if kind == "marks-first":
            await _mark_first(world, message, attempt)
        else:
            await world.attempt(tenant, message, attempt)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
