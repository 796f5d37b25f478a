"""The guides to Kafka: the commands show a real platform's events, and the program reads each once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4  # noqa: TID251 - a group of its own

import pytest
from confluent_kafka import Consumer as IndependentConsumer
from confluent_kafka import Producer as IndependentProducer
from confluent_kafka import TopicPartition
from scripts.dev_broker import DevBroker
from tests.docs.test_tutorials import run_blocks
from tests.fakes.platform_process import RealPlatform
from tests.journeys.hiring import hiring_at

pytestmark = pytest.mark.soak
TOPIC = "plan.generated"
GROUP = "my-company-reporting"
"""The group of the guide's program."""
WITHIN_S = 90


@asynccontextmanager
async def consumer(folder: Path, address: str) -> AsyncIterator[asyncio.StreamReader]:
    """Run the guide's program, and yield what it prints."""
    (folder / "consumer.py").write_text(
        run_blocks("how-to/read-events-from-kafka.md", "python"), encoding="utf-8"
    )
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "consumer.py",
        cwd=folder,
        env={**os.environ, "KAFKA_BROKER": address},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert started.stdout is not None
    try:
        async with asyncio.timeout(WITHIN_S):
            yield started.stdout
    finally:
        started.kill()
        await started.wait()


async def read_until(printed: asyncio.StreamReader, *wanted: str) -> list[str]:
    """Return the lines up to the first that has all of these words."""
    lines = []
    while line := (await printed.readline()).decode():
        lines.append(line)
        if all(word in line for word in wanted):
            return lines
    raise AssertionError(f"the program ended: {''.join(lines)}")


async def test_the_program_stores_each_event_once_also_after_a_crash(
    platform_on_kafka: RealPlatform, broker: DevBroker, tmp_path: Path
) -> None:
    hiring = await hiring_at(platform_on_kafka.url)
    first = (await hiring.request())["runId"]
    async with consumer(tmp_path, broker.address) as printed:
        before = await read_until(printed, first, "plan.generated")

    await asyncio.to_thread(send_again, broker.address, first)
    second = (await hiring.request())["runId"]
    async with consumer(tmp_path, broker.address) as printed:
        after = await read_until(printed, second, "plan.generated")
        await asyncio.to_thread(wait_until_committed, broker.address)
    after += (await printed.read()).decode().splitlines()

    assert sum(first in line for line in (*before, *after)) == 1
    assert sum(second in line for line in after) == 1
    with contextlib.closing(sqlite3.connect(tmp_path / "events.db")) as database:
        stored = database.execute("SELECT run_id FROM events WHERE topic = ?", (TOPIC,)).fetchall()
    assert stored.count((first,)) == stored.count((second,)) == 1


async def test_the_commands_list_the_topics_and_follow_one(
    platform_on_kafka: RealPlatform, broker: DevBroker, tmp_path: Path
) -> None:
    run_id = (await (await hiring_at(platform_on_kafka.url)).request())["runId"]
    commands = run_blocks("how-to/use-kafka.md", "sh").replace("127.0.0.1:9092", broker.address)
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parent.parent)
    started = await asyncio.create_subprocess_exec(
        *("bash", "-euc", commands),
        cwd=tmp_path,
        env={**os.environ, **platform_on_kafka.environment()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    assert started.stdout is not None
    try:
        async with asyncio.timeout(WITHIN_S):
            lines = await read_until(started.stdout, run_id)
    finally:
        os.killpg(started.pid, signal.SIGTERM)  # a shell may have had SIGINT ignored
        await started.wait()

    assert any("plan.generated" in line for line in lines)


def send_again(address: str, run_id: str) -> None:
    """Send an event a second time, as after a lost confirmation."""
    reader = IndependentConsumer(
        {
            "bootstrap.servers": address,
            "group.id": f"independent-{uuid4().hex}",
            "auto.offset.reset": "earliest",
        }
    )
    reader.subscribe([TOPIC])
    message = None
    while message is None or json.loads(message.value())["runId"] != run_id:
        (message,) = reader.consume(1, timeout=30)
    reader.close()
    producer = IndependentProducer({"bootstrap.servers": address})
    producer.produce(TOPIC, message.value(), message.key(), headers=message.headers())
    assert producer.flush(20) == 0


def wait_until_committed(address: str) -> None:
    """Wait until the program's group has committed everything on the topic."""
    reader = IndependentConsumer({"bootstrap.servers": address, "group.id": GROUP})
    partitions = [
        TopicPartition(TOPIC, number)
        for number in reader.list_topics(TOPIC).topics[TOPIC].partitions
    ]
    ends = {
        one.partition: end
        for one in partitions
        for start, end in [reader.get_watermark_offsets(one, timeout=20)]
        if end > start
    }
    until = time.monotonic() + 60
    while time.monotonic() < until:
        committed = {one.partition: one.offset for one in reader.committed(partitions, timeout=20)}
        if all(committed[partition] >= end for partition, end in ends.items()):
            reader.close()
            return
        time.sleep(0.2)
    raise AssertionError(f"not read to the end: {committed}, {ends}")
