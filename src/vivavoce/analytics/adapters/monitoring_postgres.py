"""Samples, alerts and leases in PostgreSQL, and the metrics registry of this process.

The tables belong to the installation, not to a tenant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.analytics.domain.alerts import AlertStatus
from vivavoce.analytics.domain.sampling import to_datetime
from vivavoce.analytics.ports import Alert, MetricReading, MetricSample
from vivavoce.infra.database import Database, Row
from vivavoce.infra.metrics import collect_samples

_INSERT_SAMPLES: LiteralString = """
    INSERT INTO metric_sample (process, at, is_retained, samples)
    VALUES (%(process)s, %(at)s, %(kept)s, %(samples)s)
    ON CONFLICT DO NOTHING
"""
_LIST_SAMPLES: LiteralString = """
    SELECT process, at, samples
    FROM metric_sample
    WHERE %(since)s::timestamptz IS NULL OR at > %(since)s
    ORDER BY at
"""
_DELETE_OLD_SAMPLES: LiteralString = """
    DELETE FROM metric_sample
    WHERE at < %(kept)s OR (NOT is_retained AND at < %(fine)s)
"""
_SELECT_ALERT: LiteralString = """
    SELECT id, rule, severity, labels, value, active_at, fired_at, cleared_at, notified_state, attempts,
           next_attempt_at
    FROM alert
"""
_LIST_ACTIVE_ALERTS: LiteralString = f"""
    {_SELECT_ALERT}
    WHERE cleared_at IS NULL
"""
_UPSERT_ALERT: LiteralString = """
    INSERT INTO alert (id, rule, severity, labels, value, active_at, fired_at, cleared_at)
    VALUES (%(id)s, %(rule)s, %(severity)s, %(labels)s, %(value)s, %(active)s, %(fired)s, %(cleared)s)
    ON CONFLICT (id) DO UPDATE
    SET value = excluded.value, fired_at = excluded.fired_at, cleared_at = excluded.cleared_at
"""
_DELETE_UNFIRED_ALERTS: LiteralString = (
    "DELETE FROM alert WHERE id = ANY(%(ids)s) AND fired_at IS NULL"
)
_LIST_RECENT_ALERTS: LiteralString = f"""
    {_SELECT_ALERT}
    WHERE fired_at IS NOT NULL
    ORDER BY cleared_at IS NOT NULL, coalesce(cleared_at, fired_at) DESC, id
    LIMIT %(most)s
"""
_LIST_PENDING_NOTIFICATIONS: LiteralString = f"""
    {_SELECT_ALERT}
    WHERE (next_attempt_at IS NULL OR next_attempt_at <= %(now)s)
      AND ((notified_state = '' AND fired_at > %(since)s)
           OR (notified_state = 'fired' AND cleared_at > %(since)s))
    ORDER BY fired_at
"""
_UPDATE_NOTIFICATION: LiteralString = """
    UPDATE alert
    SET notified_state = %(notified)s, attempts = %(tries)s, next_attempt_at = %(next)s
    WHERE id = %(id)s
"""
_DELETE_CLEARED_ALERTS: LiteralString = "DELETE FROM alert WHERE cleared_at < %(before)s"
_CLAIM_LEASE: LiteralString = (
    "SELECT scheduled_task_lease_claim(%(name)s, %(holder)s, %(seconds)s) AS has"
)


class PostgresMetricSampleRepository:
    """Stores readings, one row each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, reading: MetricReading, *, is_kept: bool) -> None:
        """Store a reading; with ``is_kept`` it has the longer retention period."""
        samples = [[name, dict(labels), value] for name, labels, value in reading.samples]
        await self._database.execute(
            _INSERT_SAMPLES,
            {
                "process": reading.process,
                "at": reading.at,
                "kept": is_kept,
                "samples": Jsonb(samples),
            },
        )

    async def load_since(self, at: datetime | None) -> Sequence[MetricReading]:
        """Return the readings after ``at``, or all if it is None, oldest first."""
        rows = await self._database.execute(_LIST_SAMPLES, {"since": at})
        return [
            MetricReading(
                row["process"],
                row["at"],
                [
                    (name, tuple(sorted(labels.items())), value)
                    for name, labels, value in row["samples"]
                ],
            )
            for row in rows
        ]

    async def delete_old(self, *, fine: datetime, kept: datetime) -> None:
        """Delete readings older than ``fine``, and those saved with ``is_kept`` if older than ``kept``."""
        await self._database.execute_maintenance(_DELETE_OLD_SAMPLES, {"fine": fine, "kept": kept})


class PostgresAlertRepository:
    """Stores alerts, one row per alert from its first active moment until it is cleared."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_active(self) -> Sequence[Alert]:
        """Return the alerts that are not cleared, including those that have not fired yet."""
        return [_build_alert(row) for row in await self._database.execute(_LIST_ACTIVE_ALERTS)]

    async def save(self, changed: Sequence[Alert], gone: Sequence[UUID]) -> None:
        """Store the ``changed`` alerts, and delete those of ``gone`` that never fired."""
        async with self._database.transaction(None) as connection:
            for alert in changed:
                await connection.execute(_UPSERT_ALERT, _alert_params(alert))
            if gone:
                await connection.execute(_DELETE_UNFIRED_ALERTS, {"ids": list(gone)})

    async def list_recent(self, limit: int) -> Sequence[Alert]:
        """Return up to ``limit`` alerts that fired: firing ones first, then the newest."""
        return [
            _build_alert(row)
            for row in await self._database.execute(_LIST_RECENT_ALERTS, {"most": limit})
        ]

    async def list_pending_notifications(self, now: datetime, since: datetime) -> Sequence[Alert]:
        """Return alerts with an unnotified change after ``since`` whose next attempt is due at ``now``."""
        rows = await self._database.execute(
            _LIST_PENDING_NOTIFICATIONS, {"now": now, "since": since}
        )
        return [_build_alert(row) for row in rows]

    async def save_notification_state(self, alert: Alert) -> None:
        """Store what was notified of an alert, or its next attempt."""
        values = {
            "id": alert.id,
            "notified": alert.notified,
            "tries": alert.tries,
            "next": alert.next_try_at,
        }
        await self._database.execute(_UPDATE_NOTIFICATION, values)

    async def delete_cleared(self, before: datetime) -> None:
        """Delete alerts that were cleared before ``before``."""
        await self._database.execute(_DELETE_CLEARED_ALERTS, {"before": before})


async def claim_scheduled_task_lease(
    database: Database, name: str, holder: str, seconds: float
) -> bool:
    """Acquire or renew a lease for ``seconds``, timed by the database's clock; False if another has it."""
    values = {"name": name, "holder": holder, "seconds": seconds}
    rows = await database.execute(_CLAIM_LEASE, values)
    return bool(rows and rows[0]["has"])


async def count_open_review_flags(database: Database) -> int:
    """Return how many assessment flags await a human decision, across all organizations."""
    rows = await database.execute("SELECT interview_analytics_open_flags() AS flags")
    return int(rows[0]["flags"])


def _alert_params(alert: Alert) -> dict[str, object]:
    status = alert.status
    return {
        "id": alert.id,
        "rule": status.rule,
        "severity": alert.severity,
        "labels": Jsonb(dict(status.labels)),
        "value": status.value,
        "active": to_datetime(status.active_at),
        "fired": None if status.fired_at is None else to_datetime(status.fired_at),
        "cleared": None if status.cleared_at is None else to_datetime(status.cleared_at),
    }


def _build_alert(row: Row) -> Alert:
    fired, cleared = row["fired_at"], row["cleared_at"]
    return Alert(
        id=row["id"],
        severity=row["severity"],
        status=AlertStatus(
            rule=row["rule"],
            labels=tuple(sorted(row["labels"].items())),
            value=row["value"],
            active_at=row["active_at"].timestamp(),
            fired_at=None if fired is None else fired.timestamp(),
            cleared_at=None if cleared is None else cleared.timestamp(),
        ),
        notified=row["notified_state"],
        tries=row["attempts"],
        next_try_at=row["next_attempt_at"],
    )


def read_metrics_registry(names: frozenset[str]) -> Sequence[MetricSample]:
    """Return the current samples of the metrics ``names``."""
    return [
        (sample.name, tuple(sorted(sample.labels.items())), float(sample.value))
        for sample in collect_samples(names)
    ]
