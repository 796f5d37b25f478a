"""The alert monitor on simulated time: firing, clearing, notifications and retention."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from tests.fakes.alert_monitor import (
    FakeBoard,
    FakeChannel,
    FakeRegistry,
    MemoryAlerts,
    MemoryDuties,
    MemorySamples,
)
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.analytics.domain.alerts import ALERT_RULES
from vivavoce.analytics.usecases.alerts import EvaluateAlerts, NotifyAlerts
from vivavoce.analytics.usecases.monitor import AlertMonitor, MetricsSampler
from vivavoce.infra.metrics import SharedValues
from vivavoce.kernel.errors import UnavailableError

SLACK_S = 30.0
FOR_S = {rule.name: rule.for_s for rule in ALERT_RULES}


@dataclass
class Installation:
    """One worker that samples itself and keeps the watch; more processes can be started."""

    clock: SimulatedClock = field(default_factory=SimulatedClock)
    samples: MemorySamples = field(default_factory=MemorySamples)
    alerts: MemoryAlerts = field(default_factory=MemoryAlerts)
    board: FakeBoard = field(default_factory=FakeBoard)
    channel: FakeChannel = field(default_factory=FakeChannel)
    others: list[FakeChannel] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.duties = MemoryDuties(self.clock)
        self.registry = FakeRegistry(self.clock)

    async def shared(self) -> SharedValues:
        return {"jobs_waiting": {"plan": 1.0}}

    def watch(self, process: str, board: FakeBoard | None = None) -> AlertMonitor:
        evaluate = EvaluateAlerts(
            samples=self.samples, alerts=self.alerts, clock=self.clock, ids=CountingIds()
        )
        return AlertMonitor(
            claim_lease=self.duties.claim,
            read_shared=self.shared,
            shared_metrics=board or self.board,
            samples=self.samples,
            alerts=self.alerts,
            evaluate=evaluate,
            clock=self.clock,
            process=process,
        )

    def sampler(self, process: str, registry: FakeRegistry | None = None) -> MetricsSampler:
        return MetricsSampler(
            registry=registry or self.registry,
            samples=self.samples,
            clock=self.clock,
            process=process,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        watch = self.watch("worker")
        tell = NotifyAlerts(
            alerts=self.alerts, channels=[self.channel, *self.others], clock=self.clock
        )
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self.sampler("worker").run()),
                group.create_task(watch.run()),
                group.create_task(tell.run(lambda: watch.has_lease)),
            ]
            yield
            for task in tasks:
                task.cancel()

    async def until(self, rule: str, *, is_firing: bool, at_most_s: float = 7200) -> float:
        """Return when an alert fires or clears."""
        end = self.clock.monotonic() + at_most_s
        while self.clock.monotonic() < end:
            firing = {row.status.rule for row in self.alerts.rows.values() if row.status.is_firing}
            if (rule in firing) is is_firing:
                return self.clock.monotonic()
            await self.clock.sleep(1)
        raise AssertionError(f"{rule} never became {'firing' if is_firing else 'clear'}")


async def test_a_backlog_fires_and_clears_within_thirty_seconds_of_its_window() -> None:
    installation = Installation()
    installation.registry.metrics["interview_queue_depth"] = lambda t: (
        60.0 if 100 <= t < 2000 else 3.0
    )
    async with installation.running():
        fired_s = await installation.until("QueueBacklog", is_firing=True)
        cleared_s = await installation.until("QueueBacklog", is_firing=False)
        await installation.clock.sleep(20)

    assert 100 + FOR_S["QueueBacklog"] <= fired_s <= 100 + FOR_S["QueueBacklog"] + SLACK_S
    assert 2000 <= cleared_s <= 2000 + SLACK_S
    assert installation.channel.notifications == [
        ("QueueBacklog", "fired"),
        ("QueueBacklog", "cleared"),
    ]


async def test_a_short_backlog_raises_no_alert() -> None:
    installation = Installation()
    installation.registry.metrics["interview_queue_depth"] = lambda t: (
        60.0 if 100 <= t < 680 else 3.0
    )
    async with installation.running():
        await installation.clock.sleep(1500)

    assert installation.alerts.rows == {}
    assert installation.channel.notifications == []


async def test_errors_fire_after_five_minutes_and_clear_when_the_window_has_passed() -> None:
    installation = Installation()
    installation.registry.metrics["interview_turns_total"] = lambda t: t / 5
    installation.registry.metrics["interview_turn_errors_total"] = lambda t: (
        min(max(0, t - 600), 900) / 20
    )
    async with installation.running():
        fired_s = await installation.until("HighErrorRate", is_firing=True)
        cleared_s = await installation.until("HighErrorRate", is_firing=False)

    # A quarter of the turns fails from 600 s on: the share passes 2 % after about 24 s of the window.
    assert 600 + 24 + 300 <= fired_s <= 600 + 24 + 300 + SLACK_S
    assert 1500 + 276 <= cleared_s <= 1500 + 276 + SLACK_S


async def test_a_killed_process_is_reported_missing_and_a_stopped_one_is_not() -> None:
    installation = Installation()
    polite, killed = installation.sampler("polite"), installation.sampler("killed")
    async with installation.running(), asyncio.TaskGroup() as group:
        leaving = group.create_task(polite.run())
        for _ in range(20):
            await killed.sample_once()
            await installation.clock.sleep(5)
        leaving.cancel()
        died_s = installation.clock.monotonic()
        fired_s = await installation.until("WorkerLost", is_firing=True)
        (alert,) = installation.alerts.rows.values()
        await installation.until("WorkerLost", is_firing=False)

    assert alert.status.value == 1.0
    assert died_s + FOR_S["WorkerLost"] <= fired_s <= died_s + FOR_S["WorkerLost"] + SLACK_S + 10


async def test_one_process_samples_shared_values_and_another_takes_over() -> None:
    installation, other = Installation(), FakeBoard()
    first, second = installation.watch("first"), installation.watch("second", other)

    assert await first.run_once() is True
    assert await second.run_once() is False
    assert (installation.board.shown, other.shown) == ({"jobs_waiting": {"plan": 1.0}}, {})

    await installation.clock.sleep(20)
    assert await second.run_once() is True
    assert await first.run_once() is False
    assert (installation.board.shown, other.shown) == ({}, {"jobs_waiting": {"plan": 1.0}})


async def test_a_stopped_monitor_releases_its_lease_at_once() -> None:
    installation = Installation()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(installation.watch("first").run())
        await installation.clock.sleep(7)
        task.cancel()

    assert await installation.watch("second").run_once() is True
    assert installation.board.shown == {"jobs_waiting": {"plan": 1.0}}


async def test_a_new_worker_continues_where_the_previous_one_stopped() -> None:
    installation = Installation()
    installation.registry.metrics["interview_queue_depth"] = lambda _: 60.0
    async with installation.running():
        await installation.clock.sleep(400)
    async with installation.running():
        fired_s = await installation.until("QueueBacklog", is_firing=True)

    assert 600 <= fired_s <= 600 + SLACK_S


async def test_an_unavailable_channel_is_notified_later_and_another_only_once() -> None:
    away = FakeChannel("mail", is_well=False)
    installation = Installation(others=[away])
    installation.registry.metrics["interview_queue_depth"] = lambda _: 60.0
    async with installation.running():
        await installation.until("QueueBacklog", is_firing=True)
        await installation.clock.sleep(100)
        tries = away.tries
        away.is_well = True
        await installation.clock.sleep(400)

    assert installation.channel.notifications == [("QueueBacklog", "fired")]
    assert away.notifications == [("QueueBacklog", "fired")]
    assert 3 <= tries <= 6


async def test_a_channel_that_stays_unavailable_is_abandoned() -> None:
    away = FakeChannel("mail", is_well=False)
    installation = Installation(others=[away])
    installation.registry.metrics["interview_queue_depth"] = lambda t: 60.0 if t < 20_000 else 0.0
    async with installation.running():
        await installation.clock.sleep(10_000)

    assert away.tries == 20
    assert [row.notified for row in installation.alerts.rows.values()] == ["fired"]


async def test_the_number_of_samples_stays_small() -> None:
    installation = Installation()
    async with installation.running():
        await installation.clock.sleep(4 * 3600)
    fine = [reading for reading, is_kept in installation.samples.kept if not is_kept]
    kept = [reading for reading, is_kept in installation.samples.kept if is_kept]

    assert len(fine) <= 20 * 60 / 5 + 60 / 5 + 2
    assert 48 <= len(kept) <= 50


async def test_a_failed_reading_stores_no_partial_samples() -> None:
    installation = Installation()

    async def fail() -> SharedValues:
        raise UnavailableError

    installation.shared = fail  # type: ignore[method-assign]
    with pytest.raises(UnavailableError):
        await installation.watch("first").run_once()

    assert installation.board.shown == {}
