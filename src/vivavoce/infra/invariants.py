"""Invariants of stored data and of the bus: what must always be true, and checks of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from vivavoce.infra.database import Database, Row
from vivavoce.infra.unit_of_work import Params, UnitOfWork


@dataclass(frozen=True, slots=True, order=True)
class InvariantViolation:
    """One violation: the id of what is wrong, and a description without personal data."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class InvariantCheckResult:
    """The result of a check. ``skipped`` rows could not be checked because they were erased."""

    violations: tuple[InvariantViolation, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InvariantDefinition:
    """One invariant of the data of ``owner``. A violated advisory invariant is a notice, not a defect."""

    owner: str
    name: str
    sentence: str
    is_advisory: bool = False

    @property
    def full_name(self) -> str:
        """Return the name that reports and tests use."""
        return f"{self.owner}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantInvariant(InvariantDefinition):
    """An invariant of one organization's rows, checked under its row-level security."""

    examine: Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformInvariant(InvariantDefinition):
    """An invariant of the whole installation."""

    examine: Callable[[Database], Awaitable[InvariantCheckResult]]


def build_violation_result(rows: Sequence[Row]) -> InvariantCheckResult:
    """Return rows with the columns ``subject`` and ``detail`` as violations."""
    return InvariantCheckResult(
        tuple(InvariantViolation(str(row["subject"]), row["detail"]) for row in rows)
    )


def check_by_query(
    query: LiteralString, params: Params | None = None
) -> Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]:
    """Return a check whose violations are the rows of ``query`` (``subject``, ``detail``)."""

    async def examine(work: UnitOfWork) -> InvariantCheckResult:
        return build_violation_result(await work.fetch_all(query, params))

    return examine


# The relay deletes events a week after publication, a little earlier than the inbox does.
RECENT_CUTOFF_SQL: LiteralString = "clock_timestamp() - interval '6 days'"

_UNPUBLISHED_EVENTS: LiteralString = f"""
    SELECT r.event_id AS subject,
           concat('known to ', r.location, ' of ', r.group_name, ', but never in the outbox') AS detail
    FROM (
        SELECT 'the inbox' AS location, group_name, event_id
        FROM inbox
        WHERE at > {RECENT_CUTOFF_SQL}
        UNION ALL
        SELECT 'the queue', group_name, event_id
        FROM bus_delivery
        WHERE at > {RECENT_CUTOFF_SQL}
        UNION ALL
        SELECT 'the dead letters', group_name, event_id
        FROM dead_letter
        WHERE at > {RECENT_CUTOFF_SQL}
    ) r
    LEFT JOIN outbox o ON o.event_id = r.event_id
    -- What came from outside, by Kafka, has an id of version 8.
    WHERE o.event_id IS NULL AND substr(r.event_id::text, 15, 1) <> '8'
    ORDER BY 1, 2
"""  # noqa: S608 - made of constants only
# The groups of a topic are inferred from deliveries, so that a new subscription raises no alarm.
_UNDELIVERED_EVENTS: LiteralString = f"""
    WITH reached AS (
        SELECT group_name, event_id
        FROM inbox
        UNION
        SELECT group_name, event_id
        FROM bus_delivery
        UNION
        SELECT group_name, event_id
        FROM dead_letter
    ), hears AS (
        SELECT r.group_name, o.topic, min(o.position) AS since
        FROM reached r
        JOIN outbox o ON o.event_id = r.event_id
        GROUP BY r.group_name, o.topic
    )
    SELECT o.event_id AS subject, concat(o.topic, ' never reached ', h.group_name) AS detail
    FROM outbox o
    JOIN hears h ON h.topic = o.topic AND h.since < o.position
    LEFT JOIN reached r ON r.event_id = o.event_id AND r.group_name = h.group_name
    CROSS JOIN bus_mode m
    -- By Kafka a group hears when it reads; five minutes later somebody should look at it.
    WHERE o.published_at > {RECENT_CUTOFF_SQL} AND r.event_id IS NULL
      AND (m.mode = 'local' OR o.published_at < clock_timestamp() - interval '5 minutes')
    ORDER BY o.position
"""  # noqa: S608 - made of constants only
_OPEN_DEAD_LETTERS: LiteralString = """
    SELECT id AS subject, concat(topic, ' for ', group_name, ' failed with ', error) AS detail
    FROM dead_letter
    WHERE replayed_at IS NULL
    ORDER BY position
"""
_FIND_EVENTS: LiteralString = """
    SELECT event_id
    FROM outbox
    WHERE event_id = ANY(%(wanted)s)
"""
_FIND_SUBJECT_KEYS: LiteralString = """
    SELECT subject_id, sealed IS NOT NULL AS is_alive
    FROM subject_key
    WHERE subject_id = ANY(%(wanted)s)
"""


def bus_invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of the bus."""
    return (
        TenantInvariant(
            owner="bus",
            name="events_exist",
            sentence="Every event that was consumed, waits or failed was published once.",
            examine=check_by_query(_UNPUBLISHED_EVENTS),
        ),
        TenantInvariant(
            owner="bus",
            name="nothing_is_lost",
            sentence="Every published event reached all groups that consume its topic.",
            examine=check_by_query(_UNDELIVERED_EVENTS),
        ),
        TenantInvariant(
            owner="bus",
            name="no_dead_letters",
            sentence="No event waits as a dead letter. Fix the cause, then run: vivavoce "
            "deadletters replay",
            examine=check_by_query(_OPEN_DEAD_LETTERS),
        ),
    )


async def find_known_events(work: UnitOfWork, wanted: Iterable[UUID]) -> set[UUID]:
    """Return which of these events are in the outbox."""
    rows = await work.fetch_all(_FIND_EVENTS, {"wanted": list(wanted)})
    return {row["event_id"] for row in rows}


async def find_subject_keys(work: UnitOfWork, wanted: Iterable[UUID]) -> dict[UUID, bool]:
    """Return the people who have a key record: True if the key exists, False if it was destroyed."""
    rows = await work.fetch_all(_FIND_SUBJECT_KEYS, {"wanted": list(wanted)})
    return {row["subject_id"]: row["is_alive"] for row in rows}
