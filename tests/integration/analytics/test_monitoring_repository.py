"""Samples, alerts and duties in a real database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from tests.database import KEYS, TestDatabase
from tests.infrastructure import Ground, open_ground

from vivavoce.analytics.adapters.checks import platform_invariants
from vivavoce.analytics.adapters.monitoring_postgres import (
    PostgresAlertRepository,
    PostgresMetricSampleRepository,
    claim_scheduled_task_lease,
)
from vivavoce.analytics.domain.alerts import AlertStatus
from vivavoce.analytics.domain.time_series import make_labels
from vivavoce.analytics.ports import Alert, MetricReading
from vivavoce.analytics.usecases.alerts import EvaluateAlerts
from vivavoce.infra.database import Database

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CLEARED = AlertStatus(
    rule="CircuitOpen", labels=make_labels(provider="p"), value=1.0, active_at=NOW.timestamp()
)


def alert(number: int, **changes: float | None) -> Alert:
    return Alert(id=UUID(int=number), status=replace(CLEARED, **changes), severity="ticket")


async def test_samples_are_read_back_unchanged_and_oldest_first(ground: Ground) -> None:
    samples = PostgresMetricSampleRepository(ground.database)
    later = MetricReading("p1", NOW + timedelta(seconds=5), [("b", make_labels(le="+Inf"), 2.5)])
    first = MetricReading("p2", NOW, [("a", (), 1.0)])
    await samples.save(later, is_kept=False)
    await samples.save(first, is_kept=False)

    assert await samples.load_since(None) == [first, later]
    assert await samples.load_since(NOW) == [later]


async def test_samples_within_the_retention_time_survive_the_cleanup(ground: Ground) -> None:
    samples = PostgresMetricSampleRepository(ground.database)
    for minutes in (0, 10, 30):
        reading = MetricReading("p", NOW + timedelta(minutes=minutes), [])
        await samples.save(reading, is_kept=True)
        await samples.save(reading, is_kept=False)
    await samples.delete_old(fine=NOW + timedelta(minutes=20), kept=NOW + timedelta(minutes=5))

    assert [one.at - NOW for one in await samples.load_since(None)] == [
        timedelta(minutes=10),
        timedelta(minutes=30),
        timedelta(minutes=30),
    ]


async def test_an_alert_is_stored_from_pending_to_notified(ground: Ground) -> None:
    alerts = PostgresAlertRepository(ground.database)
    pending, gone = alert(1), replace(alert(2), status=replace(CLEARED, labels=()))
    await alerts.save([pending, gone], [])
    await alerts.save([], [gone.id])
    assert await alerts.list_active() == [pending]
    assert await alerts.list_recent(10) == []

    fired = alert(1, fired_at=NOW.timestamp() + 60, value=2.0)
    await alerts.save([fired], [])
    assert await alerts.list_pending_notifications(NOW, NOW) == [fired]
    await alerts.save_notification_state(
        replace(fired, tries=1, next_try_at=NOW + timedelta(seconds=9))
    )
    assert await alerts.list_pending_notifications(NOW, NOW) == []
    await alerts.save_notification_state(replace(fired, notified="fired"))
    assert await alerts.list_pending_notifications(NOW + timedelta(seconds=9), NOW) == []

    cleared = alert(1, fired_at=NOW.timestamp() + 60, cleared_at=NOW.timestamp() + 90, value=2.0)
    await alerts.save([cleared], [])
    assert [one.notified for one in await alerts.list_pending_notifications(NOW, NOW)] == ["fired"]
    assert await alerts.list_active() == []
    await alerts.delete_cleared(NOW + timedelta(seconds=91))
    assert await alerts.list_recent(10) == []


async def test_a_restarted_evaluator_finds_its_active_alerts(ground: Ground) -> None:
    samples, alerts = (
        PostgresMetricSampleRepository(ground.database),
        PostgresAlertRepository(ground.database),
    )

    class Later:
        def __init__(self, seconds: float) -> None:
            self._now = NOW + timedelta(seconds=seconds)

        def now(self) -> datetime:
            return self._now

        def monotonic(self) -> float:
            return 0.0

        async def sleep(self, seconds: float) -> None:
            raise AssertionError(seconds)

    for seconds in range(0, 700, 10):
        reading = MetricReading(
            "p",
            NOW + timedelta(seconds=seconds),
            [("interview_worker_up", (), 1.0), ("interview_queue_depth", (), 51.0)],
        )
        await samples.save(reading, is_kept=False)
    seen = []
    for seconds in (5, 300, 604, 606):
        judge = EvaluateAlerts(samples=samples, alerts=alerts, clock=Later(seconds), ids=ground.ids)
        await judge()
        seen.append([one.status.rule for one in await alerts.list_recent(5)])

    assert seen == [[], [], [], ["QueueBacklog"]]


async def test_a_scheduled_task_lease_has_one_holder(ground: Ground) -> None:
    claim = partial(claim_scheduled_task_lease, ground.database)

    took = await asyncio.gather(*(claim("watch", f"p{n}", 30) for n in range(8)))

    assert sorted(took) == [False] * 7 + [True]
    holder = f"p{took.index(True)}"
    assert await claim("watch", holder, 0) is True
    assert await claim("watch", "another", 30) is True


@pytest.mark.parametrize("name", ["samples_are_fresh", "alerts_are_judged"])
async def test_the_doctor_reports_a_monitor_that_does_not_run(
    database: TestDatabase, name: str
) -> None:
    (promise,) = [one for one in platform_invariants(late_s=0.3) if one.name == name]
    async with open_ground(database.app_url, KEYS) as ground:
        # Nothing runs: nothing is missed.
        assert (await promise.examine(ground.database)).violations == ()
        worker = Database(database.app_url, name="vivavoce worker", max_size=1)
        await worker.open()
        try:
            assert (await promise.examine(ground.database)).violations == ()
            await asyncio.sleep(0.5)
            asleep = await promise.examine(ground.database)
            await PostgresMetricSampleRepository(worker).save(
                MetricReading("p", ground.clock.now(), []), is_kept=False
            )
            await claim_scheduled_task_lease(worker, "watch", "p", 15)
            awake = await promise.examine(ground.database)
        finally:
            await worker.close()

    assert len(asleep.violations) == 1
    assert awake.violations == ()
