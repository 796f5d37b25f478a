"""Topics and events for the operator's console, on whichever bus carries them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from vivavoce.app.foundation import Foundation
from vivavoce.contracts.envelope import Json, envelope
from vivavoce.contracts.topics import TOPICS
from vivavoce.infra.bus import mode_of, to_event
from vivavoce.infra.kafka.broker import PATIENT_S, Kafka, as_away, kafka_of
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.kernel.errors import NotFound

_PAGE = 200
_LOOK_AGAIN_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A topic; ``partitions`` is None where no Kafka is set, 0 where it is missing there."""

    name: str
    producer: str
    groups: tuple[str, ...]
    is_seed: bool
    trigger: str
    partitions: int | None = None
    is_new: bool = False


async def list_topics(settings: Settings, *, create: bool) -> list[Listed]:
    """Return every topic, after making those that are missing on Kafka if asked to."""
    kafka = kafka_of(settings)
    if kafka is None:
        if create:
            raise BadSetting("KAFKA_BROKER is not set: the local bus needs no topics made.")
        return [_listed(name) for name in TOPICS]
    made = await kafka.make_topics(list(TOPICS)) if create else []
    counts = await _partitions(kafka)
    return [_listed(name, counts.get(name, 0), is_new=name in made) for name in TOPICS]


async def tail(
    on: Foundation, topic: str, *, from_beginning: bool, follow: bool
) -> AsyncIterator[Json]:
    """Yield a topic's events as envelopes, oldest first; without ``follow`` only those there are now."""
    if topic not in TOPICS:
        raise NotFound(f"There is no topic '{topic}'. 'vivavoce topics' lists them.")
    kafka = kafka_of(on.settings)
    if kafka is not None and await mode_of(on.database) == "kafka":
        said = _from_kafka(kafka, topic, from_beginning=from_beginning, follow=follow)
    else:
        said = _from_outbox(on, topic, from_beginning=from_beginning, follow=follow)
    async for one in said:
        yield one


async def _from_outbox(
    on: Foundation, topic: str, *, from_beginning: bool, follow: bool
) -> AsyncIterator[Json]:
    place = 0
    if not from_beginning:
        place = (await on.database.call("SELECT coalesce(max(position), 0) AS place "
                                        "FROM outbox_read(%(topic)s, 0, 1000000)",
                                        {"topic": topic}))[0]["place"]  # fmt: skip
    while True:
        rows = await on.database.call(
            "SELECT * FROM outbox_read(%(topic)s, %(after)s, %(most)s)",
            {"topic": topic, "after": place, "most": _PAGE},
        )
        for row in rows:
            place = row["position"]
            yield envelope(to_event(row))
        if len(rows) < _PAGE:
            if not follow:
                return
            await on.clock.sleep(_LOOK_AGAIN_S)


async def _from_kafka(
    kafka: Kafka, topic: str, *, from_beginning: bool, follow: bool
) -> AsyncIterator[Json]:
    place = kafka.library.TopicPartition
    count = (await _partitions(kafka)).get(topic, 0)
    every = [place(topic, number) for number in range(count)]
    if not every:
        raise NotFound(f"Kafka has no topic '{topic}'. 'vivavoce topics --create' makes it.")
    async with kafka.onlooker(within_s=PATIENT_S) as client:
        with as_away():
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
                    yield _readable(record.value)
                at = [await client.position(part) >= ends[part] for part in every]
                if not follow and all(at):
                    return


async def _partitions(kafka: Kafka) -> dict[str, int]:
    async with kafka.admin(within_s=PATIENT_S) as admin:
        with as_away():
            there = set(await admin.list_topics()) & set(TOPICS)
            described = await admin.describe_topics(sorted(there)) if there else []
            return {one["topic"]: len(one["partitions"]) for one in described}


def _readable(value: bytes | None) -> Json:
    try:
        found: Any = json.loads(value or b"")  # Any: JSON
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"unreadable": len(value or b"")}


def _listed(name: str, partitions: int | None = None, *, is_new: bool = False) -> Listed:
    topic = TOPICS[name]
    return Listed(
        name=name,
        producer=topic.producer,
        groups=topic.groups,
        is_seed=topic.is_seed,
        trigger=topic.trigger,
        partitions=partitions,
        is_new=is_new,
    )
