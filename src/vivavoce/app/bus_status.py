"""The bus status: which bus carries the events, and the lag of every group. Same format on both."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from vivavoce.app.platform import Platform
from vivavoce.infra.bus import read_bus_mode
from vivavoce.infra.database import Row
from vivavoce.infra.kafka.client import KafkaClient, KafkaUnavailableError, kafka_from_settings
from vivavoce.infra.kafka.lag import KafkaLagReader, PartitionLag
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.caller import Permission

_CACHE_S = 3.0


class PartitionLagResponse(CamelModel):
    """A group's position on one partition."""

    topic: str = Field(examples=["interview.completed"])
    """The topic of the events."""
    partition: int
    """The number of the partition, from 0."""
    committed: int
    """The position up to which the group has received events."""
    end: int
    """The position after the partition's last event."""
    lag: int
    """How many events the group has not received yet."""


class ConsumerGroupResponse(CamelModel):
    """A consumer group of the bus."""

    group_id: str = Field(examples=["planner-agent"])
    """The group's id, as Kafka knows it if Kafka is configured."""
    lag: int | None
    """How many events the group has not received yet; null while Kafka cannot be reached."""
    undelivered: int
    """How many events wait in the database until the group handles them."""
    partitions: list[PartitionLagResponse]
    """The group's position on each partition; empty while Kafka cannot be reached."""


class KafkaBrokerResponse(CamelModel):
    """The configured Kafka broker."""

    address: str | None = Field(examples=["kafka-1:9092,kafka-2:9092"])
    """The configured addresses; null if no Kafka is configured."""
    reachable: bool | None
    """Whether Kafka answered; null if none is configured."""


class BusTotalsResponse(CamelModel):
    """Totals of all groups and of the outbox."""

    lag: int | None
    """How many events all groups together have not received yet; null while Kafka cannot be reached."""
    undelivered: int
    """How many events wait in the database until their group handles them."""
    unpublished: int
    """How many events wait in the outbox to be published."""
    kafka_backlog: int
    """How many events were delivered here and still have to be sent to Kafka."""
    unknown_senders: int
    """How many Kafka messages of the last week were no events or named an unknown organization,
    once for each group. `vivavoce deadletters list` shows them."""


class BusStatusResponse(CamelModel):
    """The current state of the bus."""

    mode: Literal["kafka", "embedded"]
    """`kafka` if Kafka carries the events, `embedded` if the database does."""
    broker: KafkaBrokerResponse
    """The configured Kafka."""
    client_id: str = Field(examples=["vivavoce"])
    """The name under which this installation connects to Kafka."""
    groups: list[ConsumerGroupResponse]
    """The consumer groups of this installation."""
    totals: BusTotalsResponse
    """The totals of the installation."""


class BusStatusReader:
    """Reads the bus status; results are cached for a few seconds, whatever the number of requests."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._kafka: KafkaClient | None = kafka_from_settings(platform.settings)
        self._groups: Mapping[str, Sequence[str]] = {}
        self._lag_reader: KafkaLagReader | None = None
        self._lock = asyncio.Lock()
        self._cached: BusStatusResponse | None = None
        self._cached_until = 0.0

    def set_groups(self, groups: Mapping[str, Sequence[str]]) -> None:
        """Set the groups of this installation, with the topics that each one consumes."""
        self._groups = groups
        self._lag_reader = KafkaLagReader(self._kafka, groups) if self._kafka else None

    async def read(self) -> BusStatusResponse:
        """Return the bus status."""
        async with self._lock:
            if self._cached is None or self._platform.clock.monotonic() >= self._cached_until:
                self._cached = await self._read_status()
                self._cached_until = self._platform.clock.monotonic() + _CACHE_S
            return self._cached

    async def close_when_cancelled(self) -> None:
        """Wait until canceled, then close the connection to Kafka."""
        try:
            await asyncio.Event().wait()
        finally:
            if self._lag_reader is not None:
                await self._lag_reader.close()

    async def _read_status(self) -> BusStatusResponse:
        mode = await read_bus_mode(self._platform.database)
        waiting = await self._platform.database.execute("SELECT * FROM bus_backlog()")
        retained = await self._platform.database.execute("SELECT * FROM outbox_retained()")
        unknown = await self._platform.database.execute(
            "SELECT * FROM dead_letters_without_tenant()"
        )
        lags: list[PartitionLag] | None = None
        if self._lag_reader is not None:
            try:
                lags = await self._lag_reader.read_lag()
            except KafkaUnavailableError:
                lags = None
        reachable = None if self._kafka is None else lags is not None
        if mode == "local":
            lags = [
                lag for group in self._groups for lag in self._local_lag(group, waiting, retained)
            ]
        groups = [self._group_response(group, lags, waiting) for group in self._groups]
        return BusStatusResponse(
            mode="kafka" if mode == "kafka" else "embedded",
            broker=KafkaBrokerResponse(
                address=self._kafka.address if self._kafka else None, reachable=reachable
            ),
            client_id=self._platform.settings.kafka_client_id,
            groups=groups,
            totals=BusTotalsResponse(
                lag=None if lags is None else sum(lag.messages_behind for lag in lags),
                undelivered=sum(group.undelivered for group in groups),
                unpublished=sum(row["waiting"] for row in waiting if row["group_name"] == ""),
                kafka_backlog=sum(row["kafka_backlog"] for row in retained),
                unknown_senders=sum(row["waiting"] for row in unknown),
            ),
        )

    def _local_lag(
        self, group: str, waiting: Sequence[Row], retained: Sequence[Row]
    ) -> list[PartitionLag]:
        """Return the same numbers from the outbox and from waiting deliveries."""
        behind: dict[tuple[str, int], int] = {}
        for row in waiting:
            if row["group_name"] in ("", group) and row["topic"] in self._groups[group]:
                key = (row["topic"], row["partition"])
                behind[key] = behind.get(key, 0) + row["waiting"]
        ends: Mapping[tuple[str, int], int] = {
            (row["topic"], row["partition"]): row["retained"]
            for row in retained
            if row["topic"] in self._groups[group]
        }
        return [
            PartitionLag(
                group=group,
                topic=topic,
                partition=partition,
                committed=max(ends.get((topic, partition), 0), lag) - lag,
                end=max(ends.get((topic, partition), 0), lag),
            )
            for topic, partition in sorted({*ends, *behind})
            for lag in (behind.get((topic, partition), 0),)
        ]

    def _group_response(
        self, group: str, lags: Sequence[PartitionLag] | None, waiting: Sequence[Row]
    ) -> ConsumerGroupResponse:
        group_lags = [lag for lag in lags or () if lag.group == group]
        return ConsumerGroupResponse(
            group_id=self._kafka.group_id(group) if self._kafka else group,
            lag=None if lags is None else sum(lag.messages_behind for lag in group_lags),
            undelivered=sum(row["waiting"] for row in waiting if row["group_name"] == group),
            partitions=[
                PartitionLagResponse(
                    topic=lag.topic,
                    partition=lag.partition,
                    committed=lag.committed,
                    end=lag.end,
                    lag=lag.messages_behind,
                )
                for lag in group_lags
            ],
        )


def router(status: BusStatusReader) -> APIRouter:
    """Return the route; it needs the permission 'platform:operate'."""
    routes = make_strict_router("operations")

    @routes.get("/api/v1/admin/kafka/status")
    async def get_kafka_status(caller: CurrentCaller) -> BusStatusResponse:
        """Return which bus carries the events, and the lag of every consumer group.

        For operators of the installation.
        """
        caller.require(Permission.PLATFORM_OPERATE)
        return await status.read()

    return routes
