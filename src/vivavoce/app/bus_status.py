"""The bus status: which bus carries the events, and the lag of every group. Same format on both."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from fastapi import APIRouter

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

    topic: str
    partition: int
    committed: int
    end: int
    lag: int


class ConsumerGroupResponse(CamelModel):
    """A consumer group. ``lag`` is null if unknown; ``undelivered`` events were received but not handled."""

    group_id: str
    lag: int | None
    undelivered: int
    partitions: list[PartitionLagResponse]


class KafkaBrokerResponse(CamelModel):
    """The configured Kafka broker; ``reachable`` is null if none is configured."""

    address: str | None
    reachable: bool | None


class BusTotalsResponse(CamelModel):
    """Totals. ``unpublished`` waits in the outbox; ``owed`` was handled here and waits for Kafka.

    ``strangers`` counts Kafka messages of the last week that were not events, or of an unknown
    organization, once per group. 'vivavoce deadletters list' shows where they are.
    """

    lag: int | None
    undelivered: int
    unpublished: int
    kafka_backlog: int
    unknown_senders: int


class BusStatusResponse(CamelModel):
    """The current state of the bus; ``mode`` is 'kafka' or 'embedded'."""

    mode: str
    broker: KafkaBrokerResponse
    client_id: str
    groups: list[ConsumerGroupResponse]
    totals: BusTotalsResponse


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
