"""Delivery as the worker runs it: through the job queue, many receivers at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from tests.fakes.delivery import DeliveryWorld
from tests.fakes.webhook_receiver import Receiver


@asynccontextmanager
async def _working(world: DeliveryWorld, *, concurrency: int) -> AsyncIterator[None]:
    world.serve_jobs()
    worker = asyncio.ensure_future(
        world.ground.jobs.run_worker(["deliver"], concurrency=concurrency)
    )
    try:
        yield
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def _until(is_so: Callable[[], Awaitable[bool]], at_most_s: float = 60.0) -> None:
    async with asyncio.timeout(at_most_s):
        while not await is_so():  # noqa: ASYNC110 - what is awaited lies in the database
            await asyncio.sleep(0.02)


async def test_a_published_webhook_is_delivered_by_the_worker(world: DeliveryWorld) -> None:
    async with Receiver() as receiver, _working(world, concurrency=8):
        message = await world.publish_webhook(world.interview(), receiver.url("ok"))

        async def is_delivered() -> bool:
            return (await world.find(message)).status == "delivered"

        await _until(is_delivered)

    assert len(receiver.requests) == 1


async def test_a_slow_endpoint_takes_at_most_four_workers_and_delays_no_other(
    world: DeliveryWorld,
) -> None:
    async with Receiver() as slow, Receiver() as good, _working(world, concurrency=12):
        waiting = [
            await world.publish_webhook(world.interview(), slow.url("slow")) for _ in range(20)
        ]
        messages = [
            await world.publish_webhook(world.interview(), good.url("ok")) for _ in range(10)
        ]

        async def are_delivered() -> bool:
            found = [await world.find(message) for message in messages]
            return all(record.status == "delivered" for record in found)

        await _until(are_delivered)
        open_at_slow = slow.connections
        still_waiting = [await world.find(message) for message in waiting]

    assert open_at_slow <= 4
    assert any(record.status == "pending" for record in still_waiting)
    assert len(good.requests) == 10


async def test_an_email_is_sent_by_the_worker(world: DeliveryWorld) -> None:
    async with _working(world, concurrency=4):
        async with world.ground.open_work(world.tenant) as work:
            await world.post.send_code(
                work,
                person_id=world.ground.ids.new_id(),
                to="ada@example.org",
                code="042137",
                minutes=10,
                language="en",
            )

        async def has_arrived() -> bool:
            # What other tests left in the queue is worked off as well.
            return any("042137" in email.text for _, email in world.mailer.kept)

        await _until(has_arrived)

    assert sum("042137" in email.text for _, email in world.mailer.kept) == 1


@pytest.fixture
def world(world: DeliveryWorld) -> DeliveryWorld:
    """A world whose slow receivers are given up within the test."""
    return DeliveryWorld(world.ground, world.tenant, total_s=4.0)
