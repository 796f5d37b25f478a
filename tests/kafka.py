"""What tests on a real Kafka share: the marker, the skip reason, and brokers."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from scripts.dev_broker import find_missing_broker_requirement
from tests.broker import shared_broker

from vivavoce.infra.kafka.client import KafkaClient


def mark(items: Iterable[pytest.Item], here: Path, *, only_named: str = "") -> None:
    """Mark the tests of a folder as needing Kafka; where it cannot run, skip them and say why.

    With ``only_named`` just those whose name holds that word.
    """
    folder = f"{here}{os.sep}"
    lacking = find_missing_broker_requirement()
    for item in items:
        if str(item.path).startswith(folder) and only_named in item.nodeid.rpartition("::")[2]:
            item.add_marker(pytest.mark.kafka)
            if lacking:
                item.add_marker(pytest.mark.skip(reason=lacking))


def kafka_at(address: str) -> KafkaClient:
    return KafkaClient(address, client_id="tests", group_ids={})


def shared_kafka() -> KafkaClient:
    return kafka_at(shared_broker())


@asynccontextmanager
async def telling(kafka: KafkaClient) -> AsyncIterator[ExternalProducer]:
    """Open a producer of somebody else's."""
    producer = await kafka.start_producer()
    try:
        yield ExternalProducer(producer)
    finally:
        await producer.stop()


class ExternalProducer:
    """Somebody outside who puts messages on topics as they please."""

    def __init__(self, producer: object) -> None:
        self._producer = producer

    async def publish(
        self,
        topic: str,
        value: bytes | None,
        key: str = "",
        headers: dict[str, bytes] | None = None,
    ) -> None:
        await self._producer.send_and_wait(  # type: ignore[attr-defined]
            topic, value, key=key.encode(), headers=list((headers or {}).items())
        )
