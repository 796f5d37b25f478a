"""How the bus is: which one carries the events, and how far every group is behind. Same shape on both."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.infra.bus import mode_of
from vivavoce.infra.database import Row
from vivavoce.infra.kafka.broker import Kafka, KafkaAway, kafka_of
from vivavoce.infra.kafka.lag import Lag, Onlooker
from vivavoce.infra.web.bodies import CamelModel, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.kernel.caller import Permission

_FRESH_S = 3.0


class PartitionView(CamelModel):
    """How far a group is on one partition."""

    topic: str
    partition: int
    committed: int
    end: int
    lag: int


class GroupView(CamelModel):
    """A consumer group. ``lag`` is null while nobody can tell; ``undelivered`` it has, but not handled."""

    group_id: str
    lag: int | None
    undelivered: int
    partitions: list[PartitionView]


class BrokerView(CamelModel):
    """The Kafka that is set; ``reachable`` is null where none is."""

    address: str | None
    reachable: bool | None


class TotalsView(CamelModel):
    """Sums. ``unpublished`` waits in the outbox; ``owed`` was handled here and waits for Kafka.

    ``strangers`` came by Kafka in the last week and was no event, or of no organisation here: a group
    each counts it; 'vivavoce deadletters list' says where it is.
    """

    lag: int | None
    undelivered: int
    unpublished: int
    owed: int
    strangers: int


class BusView(CamelModel):
    """The bus as it is now; ``mode`` is 'kafka' or 'embedded'."""

    mode: str
    broker: BrokerView
    client_id: str
    groups: list[GroupView]
    totals: TotalsView


class BusStatus:
    """Asks once in a few seconds at most, however many look."""

    def __init__(self, on: Foundation) -> None:
        self._on = on
        self._kafka: Kafka | None = kafka_of(on.settings)
        self._groups: Mapping[str, Sequence[str]] = {}
        self._onlooker: Onlooker | None = None
        self._alone = asyncio.Lock()
        self._known: BusView | None = None
        self._until = 0.0

    def watch(self, groups: Mapping[str, Sequence[str]]) -> None:
        """Say which groups this installation runs, and the topics that each of them hears."""
        self._groups = groups
        self._onlooker = Onlooker(self._kafka, groups) if self._kafka else None

    async def now(self) -> BusView:
        """Return how the bus is."""
        async with self._alone:
            if self._known is None or self._on.clock.monotonic() >= self._until:
                self._known = await self._ask()
                self._until = self._on.clock.monotonic() + _FRESH_S
            return self._known

    async def keep(self) -> None:
        """Hold on to Kafka until cancelled, then let go of it."""
        try:
            await asyncio.Event().wait()
        finally:
            if self._onlooker is not None:
                await self._onlooker.close()

    async def _ask(self) -> BusView:
        mode = await mode_of(self._on.database)
        waiting = await self._on.database.call("SELECT * FROM bus_backlog()")
        kept = await self._on.database.call("SELECT * FROM outbox_kept()")
        strange = await self._on.database.call("SELECT * FROM dead_letters_of_nobody()")
        lags: list[Lag] | None = None
        if self._onlooker is not None:
            try:
                lags = await self._onlooker.look()
            except KafkaAway:
                lags = None
        reachable = None if self._kafka is None else lags is not None
        if mode == "local":
            lags = [lag for group in self._groups for lag in self._here(group, waiting, kept)]
        groups = [self._group(group, lags, waiting) for group in self._groups]
        return BusView(
            mode="kafka" if mode == "kafka" else "embedded",
            broker=BrokerView(
                address=self._kafka.address if self._kafka else None, reachable=reachable
            ),
            client_id=self._on.settings.kafka_client_id,
            groups=groups,
            totals=TotalsView(
                lag=None if lags is None else sum(lag.behind for lag in lags),
                undelivered=sum(group.undelivered for group in groups),
                unpublished=sum(row["waiting"] for row in waiting if row["group_name"] == ""),
                owed=sum(row["owed"] for row in kept),
                strangers=sum(row["waiting"] for row in strange),
            ),
        )

    def _here(self, group: str, waiting: Sequence[Row], kept: Sequence[Row]) -> list[Lag]:
        """Return the same figures from the outbox and from deliveries that wait."""
        behind: dict[tuple[str, int], int] = {}
        for row in waiting:
            if row["group_name"] in ("", group) and row["topic"] in self._groups[group]:
                place = (row["topic"], row["partition"])
                behind[place] = behind.get(place, 0) + row["waiting"]
        ends: Mapping[tuple[str, int], int] = {
            (row["topic"], row["partition"]): row["kept"]
            for row in kept
            if row["topic"] in self._groups[group]
        }
        return [
            Lag(
                group=group,
                topic=topic,
                partition=partition,
                committed=max(ends.get((topic, partition), 0), lag) - lag,
                end=max(ends.get((topic, partition), 0), lag),
            )
            for topic, partition in sorted({*ends, *behind})
            for lag in (behind.get((topic, partition), 0),)
        ]

    def _group(self, group: str, lags: Sequence[Lag] | None, waiting: Sequence[Row]) -> GroupView:
        mine = [lag for lag in lags or () if lag.group == group]
        return GroupView(
            group_id=self._kafka.group_id(group) if self._kafka else group,
            lag=None if lags is None else sum(lag.behind for lag in mine),
            undelivered=sum(row["waiting"] for row in waiting if row["group_name"] == group),
            partitions=[
                PartitionView(
                    topic=lag.topic,
                    partition=lag.partition,
                    committed=lag.committed,
                    end=lag.end,
                    lag=lag.behind,
                )
                for lag in mine
            ],
        )


def router(status: BusStatus) -> APIRouter:
    """Return the route; it needs the permission 'platform:operate'."""
    routes = own_router("operations")

    @routes.get("/api/v1/admin/kafka/status")
    async def get_kafka_status(caller: CallerOf) -> BusView:
        """Say which bus carries the events and how far every consumer group is behind.

        For operators of the installation.
        """
        caller.require(Permission.OPERATE)
        return await status.now()

    return routes
