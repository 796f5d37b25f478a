"""Outbox to handler: latency at a steady 100 events/s, then the drain rate of a backlog."""

from __future__ import annotations

import asyncio
import time
from uuid import uuid4

from tests.database import KEYS, cloned_database, drop, fresh_tenant
from tests.infrastructure import Ground, open_ground

from bench.measure import Figure, percentile, report
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.events import InterviewCancelled
from vivavoce.infra.bus import EventConsumer, OutboxRelay
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId

TOPIC = InterviewCancelled.topic
RATE = 100


async def _run(ground: Ground, seconds: int, backlog: int) -> list[Figure]:
    group = f"bench-{uuid4().hex}"
    handled: dict[str, float] = {}
    committed: dict[str, float] = {}

    async def handle(_: UnitOfWork, event: IntegrationEvent) -> None:
        handled[event.payload["reason"]] = time.perf_counter()

    bells = (ground.delivered, ground.outbox_signal)
    relay = OutboxRelay(ground.database, {TOPIC: [group]}, ground.outbox_signal, ground.delivered)
    consumers = [
        EventConsumer(
            group,
            {TOPIC: handle},
            ground.database,
            ground.open_work,
            ground.ids,
            ground.clock,
            bells,
        )
        for _ in range(2)
    ]

    async def publish(key: str, interview: InterviewId) -> None:
        async with ground.open_work(fresh_tenant()) as work:
            payload = InterviewCancelled(reason=key, cancelled_by="bench")
            await work.publish(payload, run_id="r", interview_id=interview)
        committed[key] = time.perf_counter()

    async def wait_for(count: int) -> None:
        while len(handled) < count:
            await asyncio.sleep(0.01)

    async with asyncio.TaskGroup() as group_of_tasks:
        tasks = [group_of_tasks.create_task(part.run()) for part in (relay, *consumers)]
        began = time.perf_counter()
        for count in range(RATE * seconds):
            await publish(f"paced-{count}", InterviewId(uuid4()))
            await asyncio.sleep(max(0.0, began + (count + 1) / RATE - time.perf_counter()))
        await wait_for(RATE * seconds)
        for task in tasks:
            task.cancel()
    delays = [(handled[key] - committed[key]) * 1000 for key in committed]
    interviews = [InterviewId(uuid4()) for _ in range(200)]
    handled.clear()
    for count in range(backlog):
        await publish(f"backlog-{count}", interviews[count % 200])
    async with asyncio.TaskGroup() as group_of_tasks:
        began = time.perf_counter()
        tasks = [group_of_tasks.create_task(part.run()) for part in (relay, *consumers)]
        await wait_for(backlog)
        drained = time.perf_counter() - began
        for task in tasks:
            task.cancel()
    return [
        Figure("commit to handler, p50", percentile(delays, 0.5), "ms"),
        Figure("commit to handler, p95", percentile(delays, 0.95), "ms", budget=50),
        Figure("drain of a backlog", backlog / drained, "events/s", more_is_better=True),
    ]


async def main(*, quick: bool = False) -> None:
    seconds, backlog = (3, 500) if quick else (10, 3000)
    database = cloned_database("bench")
    try:
        async with open_ground(database.app_url, KEYS) as ground:
            method = (
                f"{RATE} events/s for {seconds} s through outbox, relay and two consumers of one group in one"
                f" process; then {backlog} events of 200 interviews waiting. PostgreSQL with fsync on."
            )
            await report(
                "Outbox to handler",
                method,
                lambda: _run(ground, seconds, backlog),
                runs=1 if quick else 3,
            )
    finally:
        drop(database)


if __name__ == "__main__":
    asyncio.run(main())
