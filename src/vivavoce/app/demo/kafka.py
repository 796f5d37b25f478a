"""The demo's Kafka: the configured one or one started for it, and a summary at the end."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from vivavoce.app.demo.platform_client import Json, PlatformClient
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.contracts.topics import TOPICS
from vivavoce.infra.kafka.client import KafkaClient, translate_kafka_errors
from vivavoce.infra.kafka.dev_broker import (
    DevBroker,
    DevBrokerMissingError,
    find_missing_broker_requirement,
)
from vivavoce.infra.settings import Settings
from vivavoce.tenancy.usecases.seed_demo import DEMO_PASSWORD, build_demo_email

_EXAMPLE_TOPIC = "plan.generated"


@asynccontextmanager
async def open_demo_kafka(settings: Settings, output: TerminalOutput) -> AsyncIterator[str]:
    """Yield the address of a Kafka broker; raise ``DevBrokerMissingError`` if none is possible."""
    if settings.kafka_broker is not None:
        yield settings.kafka_broker
        return
    if lacking := find_missing_broker_requirement():
        raise DevBrokerMissingError(lacking)
    output.line("KAFKA_BROKER is not set, so the demo starts a temporary Kafka broker.")
    with tempfile.TemporaryDirectory(prefix="vivavoce-demo-kafka-") as folder:
        broker = DevBroker(Path(folder) / "broker")
        try:
            await asyncio.to_thread(broker.start)
            yield broker.address
        finally:
            await asyncio.to_thread(broker.stop)


async def print_kafka_summary(gateway_url: str, address: str, output: TerminalOutput) -> None:
    """Print what was published: topics with their counts, an envelope, and every group's lag."""
    counts, shown = await _read_topics(address)
    output.step("Events on Kafka")
    for topic, count in counts.items():
        if count:
            output.line(f"{topic}: {count}")
    if shown is not None:
        output.note(json.dumps(shown, ensure_ascii=False))
    async with PlatformClient(gateway_url) as anyone:
        login = {"email": build_demo_email("admin"), "password": DEMO_PASSWORD}
        token = (await anyone.post("/auth/login", login))["accessToken"]
    async with PlatformClient(gateway_url, token=token) as admin:
        status = await admin.get("/admin/kafka/status")
    behind = ", ".join(f"{one['groupId']} {one['lag']}" for one in status["groups"])
    output.line(f"Event bus: {status['mode']}. Lag by consumer group: {behind}.")


async def _read_topics(address: str) -> tuple[dict[str, int], Json | None]:
    """Return the number of messages per topic, and the latest message of one of them."""
    kafka = KafkaClient(address, client_id="vivavoce-demo", group_ids={})
    place = kafka.library.TopicPartition
    async with kafka.open_admin() as admin, kafka.open_observer() as reader:
        with translate_kafka_errors():
            every = [
                place(one["topic"], part["partition"])
                for one in await admin.describe_topics(list(TOPICS))
                for part in one["partitions"]
            ]
            ends = await reader.end_offsets(every)
            counts = {
                topic: sum(end for at, end in ends.items() if at.topic == topic) for topic in TOPICS
            }
            mine = [at for at in every if at.topic == _EXAMPLE_TOPIC]
            reader.assign(mine)
            await reader.seek_to_beginning(*mine)
            found = await reader.getmany(timeout_ms=3000)
    records = [record for part in found.values() for record in part]
    return counts, json.loads(records[-1].value) if records else None
