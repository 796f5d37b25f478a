"""Topics and events for the operator's command line, on whichever bus carries them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from vivavoce.app.platform import Platform
from vivavoce.contracts.envelope import Json, to_envelope
from vivavoce.contracts.topics import TOPICS
from vivavoce.infra.bus import event_from_row, read_bus_mode
from vivavoce.infra.kafka.client import (
    CONSOLE_TIMEOUT_S,
    KafkaClient,
    kafka_from_settings,
    translate_kafka_errors,
)
from vivavoce.infra.settings import InvalidSettingError, Settings
from vivavoce.kernel.errors import NotFoundError

_PAGE = 200
_POLL_INTERVAL_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicListing:
    """A topic; ``partitions`` is None if Kafka is not configured, 0 if it lacks the topic."""

    name: str
    producer: str
    groups: tuple[str, ...]
    is_seed: bool
    trigger: str
    partitions: int | None = None
    is_new: bool = False


async def list_topics(settings: Settings, *, create: bool) -> list[TopicListing]:
    """Return every topic; with ``create``, first create those that are missing on Kafka."""
    kafka = kafka_from_settings(settings)
    if kafka is None:
        if create:
            raise InvalidSettingError(
                "KAFKA_BROKER is not set, so there is no Kafka to create topics on."
            )
        return [_topic_listing(name) for name in TOPICS]
    made = await kafka.create_missing_topics(list(TOPICS)) if create else []
    counts = await _count_partitions(kafka)
    return [_topic_listing(name, counts.get(name, 0), is_new=name in made) for name in TOPICS]


async def tail_events(
    platform: Platform, topic: str, *, from_beginning: bool, follow: bool
) -> AsyncIterator[Json]:
    """Yield a topic's events as envelopes, oldest first; without ``follow`` only the existing ones."""
    if topic not in TOPICS:
        raise NotFoundError(f"There is no topic '{topic}'. 'vivavoce topics' lists them.")
    kafka = kafka_from_settings(platform.settings)
    if kafka is not None and await read_bus_mode(platform.database) == "kafka":
        said = _read_kafka(kafka, topic, from_beginning=from_beginning, follow=follow)
    else:
        said = _read_outbox(platform, topic, from_beginning=from_beginning, follow=follow)
    async for one in said:
        yield one


async def _read_outbox(
    platform: Platform, topic: str, *, from_beginning: bool, follow: bool
) -> AsyncIterator[Json]:
    place = 0
    if not from_beginning:
        place = (await platform.database.execute("SELECT coalesce(max(position), 0) AS position "
                                        "FROM outbox_read(%(topic)s, 0, 1000000)",
                                        {"topic": topic}))[0]["place"]  # fmt: skip
    while True:
        rows = await platform.database.execute(
            "SELECT * FROM outbox_read(%(topic)s, %(after)s, %(most)s)",
            {"topic": topic, "after": place, "most": _PAGE},
        )
        for row in rows:
            place = row["position"]
            yield to_envelope(event_from_row(row))
        if len(rows) < _PAGE:
            if not follow:
                return
            await platform.clock.sleep(_POLL_INTERVAL_S)


async def _read_kafka(
    kafka: KafkaClient, topic: str, *, from_beginning: bool, follow: bool
) -> AsyncIterator[Json]:
    place = kafka.library.TopicPartition
    count = (await _count_partitions(kafka)).get(topic, 0)
    every = [place(topic, number) for number in range(count)]
    if not every:
        raise NotFoundError(
            f"Kafka has no topic '{topic}'. Create it with 'vivavoce topics --create'."
        )
    async with kafka.open_observer(timeout_s=CONSOLE_TIMEOUT_S) as client:
        with translate_kafka_errors():
            client.assign(every)
            if from_beginning:
                await client.seek_to_beginning(*every)
            else:
                await client.seek_to_end(*every)
            ends = await client.end_offsets(every)
            while True:
                found = await client.getmany(timeout_ms=500)
                for record in sorted(
                    (one for part in found.values() for one in part), key=lambda one: one.timestamp
                ):
                    yield _parse_message(record.value)
                at = [await client.position(part) >= ends[part] for part in every]
                if not follow and all(at):
                    return


async def _count_partitions(kafka: KafkaClient) -> dict[str, int]:
    async with kafka.open_admin(timeout_s=CONSOLE_TIMEOUT_S) as admin:
        with translate_kafka_errors():
            there = set(await admin.list_topics()) & set(TOPICS)
            described = await admin.describe_topics(sorted(there)) if there else []
            return {one["topic"]: len(one["partitions"]) for one in described}


def _parse_message(value: bytes | None) -> Json:
    try:
        found: Any = json.loads(value or b"")  # Any: JSON
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"unreadable": len(value or b"")}


def _topic_listing(
    name: str, partitions: int | None = None, *, is_new: bool = False
) -> TopicListing:
    topic = TOPICS[name]
    return TopicListing(
        name=name,
        producer=topic.producer,
        groups=topic.groups,
        is_seed=topic.is_seed,
        trigger=topic.trigger,
        partitions=partitions,
        is_new=is_new,
    )
