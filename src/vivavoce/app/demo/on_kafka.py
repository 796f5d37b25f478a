"""The demo's Kafka: the one that is set or one started for it, and what it looks like afterwards."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from vivavoce.app.demo.paper import Paper
from vivavoce.app.demo.public import Json, Platform
from vivavoce.contracts.topics import TOPICS
from vivavoce.infra.kafka.broker import Kafka, as_away
from vivavoce.infra.kafka.dev_broker import BrokerMissing, DevBroker, missing
from vivavoce.infra.settings import Settings
from vivavoce.tenancy.usecases.seed_demo import DEMO_PASSWORD, demo_address

_SHOWN = "plan.generated"


@asynccontextmanager
async def kafka_for_demo(settings: Settings, paper: Paper) -> AsyncIterator[str]:
    """Yield where a Kafka answers; raise ``BrokerMissing`` where none can be had."""
    if settings.kafka_broker is not None:
        yield settings.kafka_broker
        return
    if lacking := missing():
        raise BrokerMissing(lacking)
    paper.line("KAFKA_BROKER is not set, so a Kafka is started for the demo and thrown away.")
    with tempfile.TemporaryDirectory(prefix="vivavoce-demo-kafka-") as folder:
        broker = DevBroker(Path(folder) / "broker")
        try:
            await asyncio.to_thread(broker.start)
            yield broker.address
        finally:
            await asyncio.to_thread(broker.stop)


async def show_bus(gateway_url: str, address: str, paper: Paper) -> None:
    """Show what travelled: topics with their counts, an envelope, and every group's lag."""
    counts, shown = await _read(address)
    paper.step("What Kafka carried")
    for topic, count in counts.items():
        if count:
            paper.line(f"{topic}: {count}")
    if shown is not None:
        paper.small(json.dumps(shown, ensure_ascii=False))
    async with Platform(gateway_url) as anyone:
        login = {"email": demo_address("admin"), "password": DEMO_PASSWORD}
        token = (await anyone.post("/auth/login", login))["accessToken"]
    async with Platform(gateway_url, token=token) as admin:
        status = await admin.get("/admin/kafka/status")
    behind = ", ".join(f"{one['groupId']} {one['lag']}" for one in status["groups"])
    paper.line(f"Carried by {status['mode']}. Lag of each group: {behind}.")


async def _read(address: str) -> tuple[dict[str, int], Json | None]:
    """Return how many messages each topic has, and the newest of one of them."""
    kafka = Kafka(address, client_id="vivavoce-demo", group_ids={})
    place = kafka.library.TopicPartition
    async with kafka.admin() as admin, kafka.onlooker() as reader:
        with as_away():
            every = [
                place(one["topic"], part["partition"])
                for one in await admin.describe_topics(list(TOPICS))
                for part in one["partitions"]
            ]
            ends = await reader.end_offsets(every)
            counts = {
                topic: sum(end for at, end in ends.items() if at.topic == topic) for topic in TOPICS
            }
            mine = [at for at in every if at.topic == _SHOWN]
            reader.assign(mine)
            await reader.seek_to_beginning(*mine)
            found = await reader.getmany(timeout_ms=3000)
    records = [record for part in found.values() for record in part]
    return counts, json.loads(records[-1].value) if records else None
