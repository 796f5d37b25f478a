"""The messages that other clients read from Kafka, and how we read theirs."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Set
from uuid import UUID, uuid4  # noqa: TID251 - fresh names

import psycopg
import pytest
from confluent_kafka import Consumer as IndependentConsumer
from tests.contract.bus.event_buses import Bus, EventCollector, fresh_interview, until
from tests.database import fresh_tenant
from tests.kafka import telling

from vivavoce.contracts.envelope import to_envelope
from vivavoce.infra.dead_letters import (
    DeadLetterNotReplayableError,
    list_dead_letters,
    replay_dead_letter,
)
from vivavoce.infra.kafka.messages import derive_event_id
from vivavoce.infra.kafka.reader import NO_TENANT_ID
from vivavoce.kernel.ids import TenantId

SEED = {"eventType", "tenantId", "runId", "interviewId", "timestamp", "payload"}


def heard_by_an_independent_client(bus: Bus, count: int) -> list:
    assert bus.kafka is not None
    settings = {
        "bootstrap.servers": bus.kafka.address,
        "group.id": f"independent-{uuid4().hex}",
        "auto.offset.reset": "earliest",
    }
    client = IndependentConsumer(settings)
    client.subscribe([bus.topic])
    found = []
    for _ in range(300):
        message = client.poll(0.1)
        if message is not None and message.error() is None:
            found.append(message)
        if len(found) >= count:
            break
    client.close()
    return found


def foreign(bus: Bus, tenant: TenantId, interview: UUID, words: str, **changed: object) -> bytes:
    said = {
        "eventType": bus.topic,
        "tenantId": str(tenant),
        "runId": "run_of_somebody",
        "interviewId": str(interview),
        "timestamp": "2026-11-20T10:01:00.000Z",
        "payload": {"words": words},
        **changed,
    }
    return json.dumps(said).encode()


async def test_an_independent_client_reads_exactly_the_specified_envelope(
    on_kafka: Bus, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    async with on_kafka.carrying({"all": collector}):
        await on_kafka.publish(tenant, interview, "Grüße")
        await until(lambda: bool(collector.words))
        (message,) = await asyncio.to_thread(heard_by_an_independent_client, on_kafka, 1)

    said = json.loads(message.value())
    assert set(said) == SEED
    assert (said["eventType"], said["tenantId"]) == (on_kafka.topic, str(tenant))
    assert (said["runId"], said["interviewId"]) == ("run_1", str(interview))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said["timestamp"])
    assert said["payload"] == {"words": "Grüße"}
    assert message.key() == str(interview).encode()
    headers = dict(message.headers())
    assert headers == {
        "event-id": str(collector.events[0].id).encode(),
        "event-version": b"1",
        "correlation-id": b"corr-1",
    }
    assert said == to_envelope(collector.events[0])


async def test_events_of_one_interview_share_a_partition(on_kafka: Bus, tenant: TenantId) -> None:
    interviews = [fresh_interview() for _ in range(30)]
    collector = EventCollector()
    async with on_kafka.carrying({"all": collector}):
        for count in range(3):
            for interview in interviews:
                await on_kafka.publish(tenant, interview, str(count))
        await until(lambda: len(collector.words) == 90)
        messages = await asyncio.to_thread(heard_by_an_independent_client, on_kafka, 90)

    partitions = {
        key: {m.partition() for m in messages if m.key() == key}
        for key in {m.key() for m in messages}
    }
    assert len(messages) == 90
    assert all(len(of_one) == 1 for of_one in partitions.values())
    assert len(set.union(*partitions.values())) > 1


async def test_an_external_event_is_handled_once_however_often_it_is_sent(
    on_kafka: Bus, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    value = foreign(on_kafka, tenant, interview, "from outside")
    async with on_kafka.carrying({"all": collector}), telling(on_kafka.kafka) as external_producer:
        for _ in range(3):
            await external_producer.publish(on_kafka.topic, value, key=str(interview))
        last = foreign(on_kafka, tenant, interview, "last")
        await external_producer.publish(on_kafka.topic, last, key=str(interview))
        await until(lambda: "last" in collector.words)
        await asyncio.sleep(0.3)

    assert collector.words == ["from outside", "last"]
    assert collector.events[0].id == derive_event_id(on_kafka.topic, value)
    assert (collector.events[0].run_id, collector.events[0].tenant_id) == (
        "run_of_somebody",
        tenant,
    )


async def test_an_external_event_with_an_existing_event_id_changes_nothing(
    on_kafka: Bus, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    await on_kafka.publish(tenant, interview, "ours")
    async with on_kafka.ground.open_work(tenant) as work:
        row = await work.fetch_one("SELECT event_id FROM outbox")
    assert row is not None
    name = on_kafka.group("all")
    async with on_kafka.carrying({"all": collector}), telling(on_kafka.kafka) as external_producer:
        forged = foreign(on_kafka, tenant, interview, "forged")
        header = {"event-id": str(row["event_id"]).encode()}
        await external_producer.publish(on_kafka.topic, forged, headers=header)
        await until(lambda: bool(collector.words) and on_kafka.waiting("all") == 0)
        await asyncio.sleep(0.5)

    assert (name, collector.words) == (on_kafka.group("all"), ["ours"])


MALFORMED = {
    "nothing": None,
    "no JSON": b"\xff\xfe not json",
    "a list": b"[1, 2]",
    "deep": b"[" * 100_000,
    "not a number": b'{"eventType": NaN}',
    "empty": b"{}",
}


async def test_a_message_that_is_no_event_becomes_a_dead_letter_and_blocks_no_other(
    on_kafka: Bus, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    bad = [
        *MALFORMED.values(),
        foreign(on_kafka, tenant, interview, "x", eventType="another.topic"),
        foreign(on_kafka, tenant, interview, "x", tenantId="nobody"),
        foreign(on_kafka, tenant, interview, "x", interviewId=7),
        foreign(on_kafka, tenant, interview, "x", timestamp="yesterday"),
        foreign(on_kafka, tenant, interview, "x", payload=["x"]),
        foreign(on_kafka, tenant, interview, "x", runId="r" * 1000),
        foreign(on_kafka, tenant, interview, "zero \0 character"),
        foreign(on_kafka, tenant, interview, "half a \ud800 character"),
        foreign(on_kafka, tenant, interview, "x", payload={"words": 1}).replace(b"1}}", b"1e999}}"),
    ]
    async with on_kafka.carrying({"all": collector}), telling(on_kafka.kafka) as external_producer:
        for value in bad:
            await external_producer.publish(on_kafka.topic, value, key="same partition")
        good = foreign(on_kafka, tenant, interview, "good")
        await external_producer.publish(on_kafka.topic, good, key="same partition")
        await until(lambda: bool(collector.words))

    assert collector.words == ["good"]
    nobody = TenantId(NO_TENANT_ID)
    async with on_kafka.ground.open_work(nobody) as work:
        dead_letters = await list_dead_letters(work, limit=100)
    mine = [dead_letter for dead_letter in dead_letters if dead_letter.topic == on_kafka.topic]
    assert len(mine) == len(bad)
    assert {dead_letter.error for dead_letter in mine} == {"Unreadable"}
    with pytest.raises(DeadLetterNotReplayableError):
        async with on_kafka.ground.open_work(nobody) as work:
            await replay_dead_letter(work, mine[0].id)


async def test_an_event_of_an_unknown_organization_is_shown_to_the_operator(
    on_kafka: Bus, tenant: TenantId
) -> None:
    async def known(asked: Set[TenantId]) -> Set[TenantId]:
        return asked & {tenant}

    collector, interview, on_kafka.known = EventCollector(), fresh_interview(), known
    strange = foreign(on_kafka, fresh_tenant(), interview, "x", payload={"words": "a secret"})
    async with on_kafka.carrying({"all": collector}), telling(on_kafka.kafka) as external_producer:
        for _ in range(2):
            await external_producer.publish(on_kafka.topic, strange, key="same partition")
        good = foreign(on_kafka, tenant, interview, "good")
        await external_producer.publish(on_kafka.topic, good, key="same partition")
        await until(lambda: bool(collector.words))

    assert collector.words == ["good"]
    counted = await on_kafka.ground.database.execute("SELECT * FROM dead_letters_without_tenant()")
    (mine,) = [row for row in counted if row["topic"] == on_kafka.topic]
    assert (mine["error"], mine["waiting"]) == ("UnknownOrganization", 1)
    with psycopg.connect(on_kafka.superuser_url) as link:
        found = link.execute(
            "SELECT payload FROM dead_letter WHERE topic = %s", (on_kafka.topic,)
        ).fetchone()
    assert found is not None
    assert set(found[0]) == {"partition", "offset", "bytes", "reason"}


async def test_the_dead_letter_of_an_unreadable_message_stores_its_position_and_not_its_text(
    on_kafka: Bus, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    async with on_kafka.carrying({"all": collector}), telling(on_kafka.kafka) as external_producer:
        await external_producer.publish(on_kafka.topic, b"a secret of somebody", key="k")
        await external_producer.publish(
            on_kafka.topic, foreign(on_kafka, tenant, interview, "end"), key="k"
        )
        await until(lambda: bool(collector.words))

    with psycopg.connect(on_kafka.superuser_url) as link:
        found = link.execute(
            "SELECT payload FROM dead_letter WHERE topic = %s", (on_kafka.topic,)
        ).fetchone()
    assert found is not None
    assert set(found[0]) == {"partition", "offset", "bytes", "reason"}
    assert "secret" not in json.dumps(found[0])


async def test_an_event_too_large_for_kafka_blocks_no_other_and_is_handled_locally(
    on_kafka: Bus, tenant: TenantId
) -> None:
    collector, interview = EventCollector(), fresh_interview()
    async with on_kafka.carrying({"all": collector}):
        await on_kafka.publish(tenant, interview, "x" * 1_100_000)
        await on_kafka.publish(tenant, interview, "after")
        await until(lambda: len(collector.words) == 2 and on_kafka.count_delivered() == 2)

    assert [len(words) for words in collector.words] == [1_100_000, 5]
    async with on_kafka.ground.open_work(tenant) as work:
        (dead_letter,) = await list_dead_letters(work)
    assert (dead_letter.group, dead_letter.error) == ("kafka", "MessageSizeTooLargeError")
