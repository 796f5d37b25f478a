"""The operator's view for the command line: topics, events, dead letters and session replay.

Unlike the routes, it covers all organizations of the installation.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from vivavoce.app.platform import Platform
from vivavoce.contracts.envelope import Json, to_envelope
from vivavoce.contracts.topics import TOPICS
from vivavoce.infra.bus import event_from_row, read_bus_mode
from vivavoce.infra.dead_letters import (
    DeadLetter,
    DeadLetterAlreadyReplayedError,
    DeadLetterNotReplayableError,
    list_dead_letters,
    replay_dead_letter,
)
from vivavoce.infra.kafka.client import (
    CONSOLE_TIMEOUT_S,
    KafkaClient,
    kafka_from_settings,
    translate_kafka_errors,
)
from vivavoce.infra.kafka.reader import NO_TENANT_ID
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError, NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.kernel.translation import translatable
from vivavoce.live.adapters.postgres_event_store import PostgresEventStore
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.session_replay import ReplayVerification, load_log_and_row, verify_log
from vivavoce.tenancy.adapters.checks import list_tenants

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
    created = await kafka.create_missing_topics(list(TOPICS)) if create else []
    counts = await _count_partitions(kafka)
    return [_topic_listing(name, counts.get(name, 0), is_new=name in created) for name in TOPICS]


async def tail_events(
    platform: Platform, topic: str, *, from_beginning: bool, follow: bool
) -> AsyncIterator[Json]:
    """Yield a topic's events as envelopes, oldest first; without ``follow`` only the existing ones."""
    if topic not in TOPICS:
        raise NotFoundError(
            translatable("There is no topic '{topic}'. 'vivavoce topics' lists them.", topic=topic)
        )
    kafka = kafka_from_settings(platform.settings)
    if kafka is not None and await read_bus_mode(platform.database) == "kafka":
        envelopes = _read_kafka(kafka, topic, from_beginning=from_beginning, follow=follow)
    else:
        envelopes = _read_outbox(platform, topic, from_beginning=from_beginning, follow=follow)
    async for envelope in envelopes:
        yield envelope


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
            translatable(
                "Kafka has no topic '{topic}'. Create it with 'vivavoce topics --create'.",
                topic=topic,
            )
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
                batches = await client.getmany(timeout_ms=500)
                for record in sorted(
                    (record for part in batches.values() for record in part),
                    key=lambda record: record.timestamp,
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
            return {topic["topic"]: len(topic["partitions"]) for topic in described}


def _parse_message(value: bytes | None) -> Json:
    try:
        document: Any = json.loads(value or b"")  # Any: JSON
    except (ValueError, RecursionError):
        document = None
    return document if isinstance(document, dict) else {"unreadable": len(value or b"")}


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


TenantDeadLetter = tuple[str, DeadLetter]
"""An organization's slug and one of its dead letters."""
_MAX_DEAD_LETTERS = 1000


async def list_dead_letters_across_tenants(
    platform: Platform, organization: str | None = None, *, has_replayed: bool = False
) -> list[TenantDeadLetter]:
    """Return the dead letters of all organizations, or of one, newest first in each."""
    dead_letters: list[TenantDeadLetter] = []
    for tenant_id, slug in (await _find_tenants(platform, organization)).items():
        async with platform.open_work(tenant_id) as work:
            stored = await list_dead_letters(
                work, limit=_MAX_DEAD_LETTERS, has_replayed=has_replayed
            )
        dead_letters += [(slug, dead_letter) for dead_letter in stored]
    return dead_letters


async def replay_one_dead_letter(platform: Platform, letter_id: UUID) -> TenantDeadLetter:
    """Replay a dead letter of any organization and return it.

    Raises ``NotFoundError`` or ``DeadLetterAlreadyReplayedError``.
    """
    for tenant_id, slug in (await _find_tenants(platform, None)).items():
        try:
            async with platform.open_work(tenant_id) as work:
                return slug, await replay_dead_letter(work, letter_id)
        except NotFoundError:
            continue
    raise NotFoundError("There is no dead letter with that id.")


async def replay_all_dead_letters(platform: Platform) -> list[TenantDeadLetter]:
    """Replay every waiting dead letter, oldest first, each in its own transaction."""
    done: list[TenantDeadLetter] = []
    for tenant_id, slug in (await _find_tenants(platform, None)).items():
        async with platform.open_work(tenant_id) as work:
            waiting = await list_dead_letters(work, limit=_MAX_DEAD_LETTERS)
        for dead_letter in reversed(waiting):
            try:
                async with platform.open_work(tenant_id) as work:
                    done.append((slug, await replay_dead_letter(work, dead_letter.id)))
            except (DeadLetterAlreadyReplayedError, DeadLetterNotReplayableError):
                continue
    return done


async def _find_tenants(platform: Platform, organization: str | None) -> dict[TenantId, str]:
    tenants = await list_tenants(platform.database)
    if organization is None:
        # Messages without an organization belong to no tenant; only the command line shows them.
        return {**tenants, TenantId(NO_TENANT_ID): "-"}
    chosen = {tenant_id: slug for tenant_id, slug in tenants.items() if slug == organization}
    if not chosen:
        raise NotFoundError(
            translatable("There is no organization '{organization}'.", organization=organization)
        )
    return chosen


@dataclass(frozen=True, slots=True)
class TenantSessionReplay:
    """A replayed session and the slug of its organization."""

    organization: str
    verified: ReplayVerification


async def replay_session(platform: Platform, session_id: UUID) -> TenantSessionReplay:
    """Replay a session of any organization; raise ``NotFoundError`` if the id is unknown."""
    store = PostgresEventStore(platform.database, platform.open_work, platform.vault)
    for tenant_id, slug in (await list_tenants(platform.database)).items():
        address = SessionAddress(tenant_id, SessionId(session_id))
        try:
            records, row = await load_log_and_row(store, address)
        except NotFoundError:
            continue
        return TenantSessionReplay(slug, verify_log(records, row))
    raise NotFoundError("There is no session with that id.")
