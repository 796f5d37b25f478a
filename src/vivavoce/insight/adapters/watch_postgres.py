"""Samples, alerts and duties in PostgreSQL: tables of the installation, of no organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.database import Database, Row
from vivavoce.insight.domain.alerts import Standing
from vivavoce.insight.domain.sampling import moment
from vivavoce.insight.ports import Alert, Reading

_KEEP: LiteralString = """
    INSERT INTO metric_sample (process, at, is_kept, samples)
    VALUES (%(process)s, %(at)s, %(kept)s, %(samples)s)
    ON CONFLICT DO NOTHING
"""
_SINCE: LiteralString = """
    SELECT process, at, samples
    FROM metric_sample
    WHERE %(since)s::timestamptz IS NULL OR at > %(since)s
    ORDER BY at
"""
_TRIM: LiteralString = """
    DELETE FROM metric_sample
    WHERE at < %(kept)s OR (NOT is_kept AND at < %(fine)s)
"""
_COLUMNS: LiteralString = """
    SELECT id, rule, severity, labels, value, active_at, fired_at, cleared_at, told, tries, next_try_at
    FROM alert
"""
_STANDING: LiteralString = f"""
    {_COLUMNS}
    WHERE cleared_at IS NULL
"""
_SAVE: LiteralString = """
    INSERT INTO alert (id, rule, severity, labels, value, active_at, fired_at, cleared_at)
    VALUES (%(id)s, %(rule)s, %(severity)s, %(labels)s, %(value)s, %(active)s, %(fired)s, %(cleared)s)
    ON CONFLICT (id) DO UPDATE
    SET value = excluded.value, fired_at = excluded.fired_at, cleared_at = excluded.cleared_at
"""
_GONE: LiteralString = "DELETE FROM alert WHERE id = ANY(%(ids)s) AND fired_at IS NULL"
_RECENT: LiteralString = f"""
    {_COLUMNS}
    WHERE fired_at IS NOT NULL
    ORDER BY cleared_at IS NOT NULL, coalesce(cleared_at, fired_at) DESC, id
    LIMIT %(most)s
"""
_UNTOLD: LiteralString = f"""
    {_COLUMNS}
    WHERE (next_try_at IS NULL OR next_try_at <= %(now)s)
      AND ((told = '' AND fired_at > %(since)s) OR (told = 'fired' AND cleared_at > %(since)s))
    ORDER BY fired_at
"""
_NOTE: LiteralString = """
    UPDATE alert
    SET told = %(told)s, tries = %(tries)s, next_try_at = %(next)s
    WHERE id = %(id)s
"""
_FORGET: LiteralString = "DELETE FROM alert WHERE cleared_at < %(before)s"
_CLAIM: LiteralString = "SELECT watch_claim(%(name)s, %(holder)s, %(seconds)s) AS has"


class PostgresSamples:
    """Keeps readings, one row each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, reading: Reading, *, is_kept: bool) -> None:
        """Add a reading; ``is_kept`` ones outlive the others."""
        samples = [[name, dict(labels), value] for name, labels, value in reading.samples]
        await self._database.call(
            _KEEP,
            {
                "process": reading.process,
                "at": reading.at,
                "kept": is_kept,
                "samples": Jsonb(samples),
            },
        )

    async def since(self, at: datetime | None) -> Sequence[Reading]:
        """Return the readings after ``at``, or all, oldest first."""
        rows = await self._database.call(_SINCE, {"since": at})
        return [
            Reading(
                row["process"],
                row["at"],
                [
                    (name, tuple(sorted(labels.items())), value)
                    for name, labels, value in row["samples"]
                ],
            )
            for row in rows
        ]

    async def trim(self, *, fine: datetime, kept: datetime) -> None:
        """Forget what is older than ``fine``, and what is kept when older than ``kept``."""
        await self._database.upkeep(_TRIM, {"fine": fine, "kept": kept})


class PostgresAlerts:
    """Keeps alerts, one row from the first alarming moment to the end."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self) -> Sequence[Alert]:
        """Return those that are not cleared."""
        return [_alert(row) for row in await self._database.call(_STANDING)]

    async def save(self, changed: Sequence[Alert], gone: Sequence[UUID]) -> None:
        """Keep how these stand, and forget those that never fired."""
        async with self._database.transaction(None) as connection:
            for alert in changed:
                await connection.execute(_SAVE, _values(alert))
            if gone:
                await connection.execute(_GONE, {"ids": list(gone)})

    async def recent(self, limit: int) -> Sequence[Alert]:
        """Return alerts that fired: firing ones first, then the newest."""
        return [_alert(row) for row in await self._database.call(_RECENT, {"most": limit})]

    async def untold(self, now: datetime, since: datetime) -> Sequence[Alert]:
        """Return alerts with news after ``since`` whose next try to tell it is due."""
        rows = await self._database.call(_UNTOLD, {"now": now, "since": since})
        return [_alert(row) for row in rows]

    async def note_told(self, alert: Alert) -> None:
        """Keep what was told of an alert, or when it is tried again."""
        values = {
            "id": alert.id,
            "told": alert.told,
            "tries": alert.tries,
            "next": alert.next_try_at,
        }
        await self._database.call(_NOTE, values)

    async def trim(self, before: datetime) -> None:
        """Forget alerts that were cleared before."""
        await self._database.call(_FORGET, {"before": before})


class PostgresDuties:
    """Duties on the database's clock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, name: str, holder: str, seconds: float) -> bool:
        """Take or keep a duty for so long; False while another process has it."""
        values = {"name": name, "holder": holder, "seconds": seconds}
        rows = await self._database.call(_CLAIM, values)
        return bool(rows and rows[0]["has"])


async def open_flags(database: Database) -> int:
    """Return how many flags wait for a person, over all organisations."""
    rows = await database.call("SELECT figures_open_flags() AS flags")
    return int(rows[0]["flags"])


def _values(alert: Alert) -> dict[str, object]:
    standing = alert.standing
    return {
        "id": alert.id,
        "rule": standing.rule,
        "severity": alert.severity,
        "labels": Jsonb(dict(standing.labels)),
        "value": standing.value,
        "active": moment(standing.active_at),
        "fired": None if standing.fired_at is None else moment(standing.fired_at),
        "cleared": None if standing.cleared_at is None else moment(standing.cleared_at),
    }


def _alert(row: Row) -> Alert:
    fired, cleared = row["fired_at"], row["cleared_at"]
    return Alert(
        id=row["id"],
        severity=row["severity"],
        standing=Standing(
            rule=row["rule"],
            labels=tuple(sorted(row["labels"].items())),
            value=row["value"],
            active_at=row["active_at"].timestamp(),
            fired_at=None if fired is None else fired.timestamp(),
            cleared_at=None if cleared is None else cleared.timestamp(),
        ),
        told=row["told"],
        tries=row["tries"],
        next_try_at=row["next_try_at"],
    )
