"""kill -9 of a webhook sender: nothing is lost, and a message sent twice carries the same id."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from tests.database import TestDatabase
from tests.fakes.delivery import INSTALLATION, DeliveryWorld
from tests.fakes.forked_program import Program, start_program, wait_until_ended

from vivavoce.delivery.domain.webhook import verify

pytestmark = pytest.mark.soak


@dataclass(frozen=True)
class ExternalReceiver:
    """A receiver in a process of its own."""

    port: int
    log: Path

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    def requests(self) -> list[dict[str, dict[str, str]]]:
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [json.loads(line) for line in lines]

    def ids(self) -> list[str]:
        return [one["headers"]["x-webhook-id"] for one in self.requests()]


@pytest.fixture
async def receiver(tmp_path: Path) -> AsyncIterator[ExternalReceiver]:
    log = tmp_path / "heard.jsonl"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fakes.webhook_receiver", str(log)),
        stdout=asyncio.subprocess.PIPE,
        env=_environment(),
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        port = int(await process.stdout.readline())
    yield ExternalReceiver(port, log)
    process.kill()
    await process.wait()


def _environment(**more: str) -> dict[str, str]:
    root = Path(__file__).parents[3]
    return {**os.environ, "PYTHONPATH": f"{root}:{root / 'src'}", **more}


@asynccontextmanager
async def _sender(
    database: TestDatabase, world: DeliveryWorld, kind: str, **orders: str
) -> AsyncIterator[Program]:
    process = start_program(
        *("tests.faults.delivery.sender_process", kind),
        env=_environment(DATABASE=database.app_url, TENANT=str(world.tenant), **orders),
    )
    try:
        yield process
    finally:
        process.kill()
        await wait_until_ended(process)


async def _killed_try(
    database: TestDatabase, world: DeliveryWorld, message: UUID, kind: str, edge: str
) -> None:
    orders = {"MESSAGE": str(message), "ATTEMPT": "1", "VIVAVOCE_FAILPOINTS": f"{edge}=exit"}
    async with _sender(database, world, kind, **orders) as process, asyncio.timeout(30):
        assert await wait_until_ended(process) == -signal.SIGKILL


async def _is_lost(world: DeliveryWorld, receiver: ExternalReceiver, message: UUID) -> bool:
    """Whether the log says delivered although nobody heard it: what must never be."""
    record = await world.find(message)
    return record.status == "delivered" and str(message) not in receiver.ids()


@pytest.mark.parametrize("edge", ["webhook.after_send", "webhook.before_mark"])
async def test_a_sender_killed_before_recording_sends_again_under_the_same_id(
    world: DeliveryWorld, database: TestDatabase, receiver: ExternalReceiver, edge: str
) -> None:
    message = await world.publish_webhook(world.interview(), receiver.url("ok"))

    await _killed_try(database, world, message, "once", edge)
    heard_by_then = receiver.ids()
    record_by_then = await world.find(message)
    await world.attempt(world.tenant, message, 1)

    assert heard_by_then == [str(message)]
    assert (record_by_then.status, record_by_then.attempts) == ("pending", ())
    assert receiver.ids() == [str(message)] * 2
    record = await world.find(message)
    assert (record.status, len(record.attempts)) == ("delivered", 1)
    assert not await _is_lost(world, receiver, message)


async def test_a_sender_that_records_before_it_sends_is_detected(
    world: DeliveryWorld, database: TestDatabase, receiver: ExternalReceiver
) -> None:
    message = await world.publish_webhook(world.interview(), receiver.url("ok"))

    await _killed_try(database, world, message, "marks-first", "webhook.before_mark")
    await world.attempt(world.tenant, message, 1)

    assert receiver.ids() == []
    assert await _is_lost(world, receiver, message)


async def test_jobs_of_a_killed_worker_are_completed_by_the_next_one(
    world: DeliveryWorld, database: TestDatabase, receiver: ExternalReceiver
) -> None:
    messages = [
        await world.publish_webhook(world.interview(), receiver.url("ok")) for _ in range(12)
    ]
    dying = {"VIVAVOCE_FAILPOINTS": "webhook.after_send=exit@5"}

    async with _sender(database, world, "worker", **dying) as process, asyncio.timeout(30):
        assert await wait_until_ended(process) == -signal.SIGKILL
    async with world.ground.open_work(world.tenant) as work:
        await work.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - INTERVAL '1 minute'"
        )
    rescued = await world.ground.jobs.rescue_stalled()
    async with _sender(database, world, "worker"), asyncio.timeout(30):
        while not all([await _is_delivered(world, one) for one in messages]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    ids = receiver.ids()
    assert rescued >= 1
    assert set(ids) == {str(one) for one in messages}
    assert len(messages) < len(ids) <= len(messages) + 4  # one worker's hands
    for message in messages:
        assert len((await world.find(message)).attempts) == 1
    for one in receiver.requests():
        body = str(one["body"]).encode()
        verify(body, one["headers"], [INSTALLATION], now=world.clock.now())


async def test_a_worker_that_was_only_busy_keeps_its_jobs(
    world: DeliveryWorld, database: TestDatabase, receiver: ExternalReceiver
) -> None:
    message = await world.publish_webhook(world.interview(), receiver.url("ok"))
    slow = {"VIVAVOCE_FAILPOINTS": "webhook.after_send=delay:8"}

    async with _sender(database, world, "worker", **slow), asyncio.timeout(60):
        while not receiver.ids():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        async with world.ground.open_work(world.tenant) as work:
            await work.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - INTERVAL '1 minute'"
            )
        rescued = await world.ground.jobs.rescue_stalled()
        while not await _is_delivered(world, message):  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    assert rescued == 0
    assert receiver.ids() == [str(message)]


async def _is_delivered(world: DeliveryWorld, message: UUID) -> bool:
    return (await world.find(message)).status == "delivered"
