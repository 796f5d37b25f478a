"""Consumer lag on Kafka, measured by one long-lived observer that belongs to no group."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from vivavoce.infra.kafka.client import KafkaClient, KafkaUnavailableError, translate_kafka_errors

_ANSWER_TIMEOUT_S = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionLag:
    """A group's position on one partition. Without a commit it counts from the beginning."""

    group: str
    topic: str
    partition: int
    committed: int
    end: int

    @property
    def messages_behind(self) -> int:
        """Return how many messages the group has not received yet."""
        return max(0, self.end - self.committed)


class KafkaLagReader:
    """Reads group offsets and topic ends. Its clients are opened at the first call and reused."""

    def __init__(self, kafka: KafkaClient, groups: Mapping[str, Sequence[str]]) -> None:
        self._kafka = kafka
        self._groups = groups
        self._lock = asyncio.Lock()
        self._client_stack: AsyncExitStack | None = None
        self._clients: tuple[Any, Any] | None = None  # Any: aiokafka's

    async def read_lag(self) -> list[PartitionLag]:
        """Return the lag of every group on every partition, or raise ``KafkaUnavailableError``."""
        async with self._lock:
            try:
                async with asyncio.timeout(_ANSWER_TIMEOUT_S * 2):
                    return await self._read_lag(*await self._connect())
            except (KafkaUnavailableError, TimeoutError) as error:
                await self._disconnect()
                raise KafkaUnavailableError from error

    async def close(self) -> None:
        """Close the clients."""
        async with self._lock:
            await self._disconnect()

    async def _connect(self) -> tuple[Any, Any]:  # Any: aiokafka's
        if self._clients is None:
            async with AsyncExitStack() as stack:
                admin = await stack.enter_async_context(self._kafka.open_admin())
                probe = await stack.enter_async_context(self._kafka.open_observer())
                self._client_stack, self._clients = stack.pop_all(), (admin, probe)
        return self._clients

    async def _disconnect(self) -> None:
        stack, self._client_stack, self._clients = self._client_stack, None, None
        if stack is not None:
            await stack.aclose()

    async def _read_lag(self, admin: Any, probe: Any) -> list[PartitionLag]:  # Any: aiokafka's
        place = self._kafka.library.TopicPartition
        with translate_kafka_errors():
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                names = sorted({topic for topics in self._groups.values() for topic in topics})
                partitions = {
                    topic["topic"]: sorted(part["partition"] for part in topic["partitions"])
                    for topic in await admin.describe_topics(names)
                    if topic["error_code"] == 0
                }
                places = [
                    place(topic, part) for topic, parts in partitions.items() for part in parts
                ]
                ends = await probe.end_offsets(places) if places else {}
                begins = await probe.beginning_offsets(places) if places else {}
                lags = []
                for group, topics in self._groups.items():
                    offsets = await admin.list_consumer_group_offsets(self._kafka.group_id(group))
                    for at in (at for at in places if at.topic in topics):
                        known = offsets.get(at)
                        is_known = known is not None and known.offset >= 0
                        committed = known.offset if is_known else begins[at]
                        lags.append(
                            PartitionLag(
                                group=group,
                                topic=at.topic,
                                partition=at.partition,
                                committed=committed,
                                end=ends[at],
                            )
                        )
                return lags
