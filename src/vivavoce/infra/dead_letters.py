"""Dead letters: events that a consumer failed to handle; they are listed here and replayed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.infra.bus import NOTIFY_CHANNEL
from vivavoce.infra.cursors import place_after
from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.ids import EventId, InterviewId


class DeadLetterAlreadyReplayedError(ConflictError):
    """This dead letter was replayed before. If it failed again, there is a newer one."""

    code = "dead_letter_replayed"


class DeadLetterNotReplayableError(ConflictError):
    """This was not an event of an organization here, or Kafka refused it. Its sender must fix it."""

    code = "dead_letter_not_replayable"


NON_CONSUMER_GROUPS = ("kafka",)
"""Group names without a consumer: for events that Kafka itself refused."""
UNREADABLE_MESSAGE = "Unreadable"
"""The failure of a message that is not an event."""
UNKNOWN_ORGANIZATION = "UnknownOrganization"
"""The failure of an external event whose organization is unknown here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event and the group that failed to handle it; ``error`` is only the kind of failure."""

    id: UUID
    group: str
    topic: str
    event_id: EventId
    interview_id: InterviewId
    run_id: str
    at: datetime
    attempts: int
    error: str
    failed_at: datetime
    replayed_at: datetime | None


_COLUMNS: LiteralString = """
    SELECT id, group_name, topic, event_id, interview_id, run_id, at, attempts, error, failed_at, replayed_at
    FROM dead_letter
"""
_LIST: LiteralString = f"""
    {_COLUMNS}
    WHERE (replayed_at IS NULL OR %(replayed)s)
      AND (%(after_at)s::timestamptz IS NULL OR (failed_at, id) < (%(after_at)s, %(after_id)s))
    ORDER BY failed_at DESC, id DESC
    LIMIT %(most)s
    OFFSET %(skip)s
"""
_COUNT: LiteralString = """
    SELECT count(*) AS total
    FROM dead_letter
    WHERE replayed_at IS NULL OR %(replayed)s
"""
_LOCK: LiteralString = f"""
    {_COLUMNS}
    WHERE id = %(id)s
    FOR UPDATE
"""
# The event is requeued at its original position; later events of its interview wait for it.
_REQUEUE: LiteralString = """
    INSERT INTO bus_delivery (tenant_id, group_name, position, event_id, topic, partition, run_id,
                              interview_id, at, version, correlation_id, payload)
    SELECT tenant_id, group_name, position, event_id, topic, partition, run_id,
           interview_id, at, version, correlation_id, payload
    FROM dead_letter
    WHERE id = %(id)s
    ON CONFLICT DO NOTHING
"""
_MARK_REPLAYED: LiteralString = """
    UPDATE dead_letter
    SET replayed_at = clock_timestamp()
    WHERE id = %(id)s
    RETURNING replayed_at
"""


async def list_dead_letters(
    work: UnitOfWork,
    *,
    limit: int = 50,
    skip: int = 0,
    has_replayed: bool = False,
    after: tuple[datetime, UUID] | None = None,
) -> tuple[DeadLetter, ...]:
    """Return the organization's dead letters, newest first; replayed ones only with ``has_replayed``.

    ``after`` is when the last one of the page before failed, and its id.
    """
    rows = await work.fetch_all(
        _LIST, {**place_after(after), "most": limit, "skip": skip, "replayed": has_replayed}
    )
    return tuple(_dead_letter_from_row(row) for row in rows)


async def count_dead_letters(work: UnitOfWork, *, has_replayed: bool = False) -> int:
    """Return the number of dead letters; replayed ones are counted only with ``has_replayed``."""
    row = await work.fetch_one(_COUNT, {"replayed": has_replayed})
    return 0 if row is None else int(row["total"])


async def replay_dead_letter(work: UnitOfWork, letter_id: UUID) -> DeadLetter:
    """Deliver the event to its group again, with a fresh number of attempts; return the dead letter.

    Raises ``NotFoundError`` if the id is unknown or belongs to another organization,
    ``DeadLetterAlreadyReplayedError`` for a second replay, and ``DeadLetterNotReplayableError`` if no
    consumer can handle the event.
    """
    row = await work.fetch_one(_LOCK, {"id": letter_id})
    if row is None:
        raise NotFoundError("There is no dead letter with that id.")
    if row["replayed_at"] is not None:
        raise DeadLetterAlreadyReplayedError
    if (
        row["error"] in (UNREADABLE_MESSAGE, UNKNOWN_ORGANIZATION)
        or row["group_name"] in NON_CONSUMER_GROUPS
    ):
        raise DeadLetterNotReplayableError
    await work.execute(_REQUEUE, {"id": letter_id})
    stamped = await work.fetch_one(_MARK_REPLAYED, {"id": letter_id})
    await work.execute("SELECT pg_notify(%(channel)s, 'delivered')", {"channel": NOTIFY_CHANNEL})
    return _dead_letter_from_row({**row, **(stamped or {})})


def _dead_letter_from_row(row: Row) -> DeadLetter:
    facts = {name: value for name, value in row.items() if name != "group_name"}
    return DeadLetter(**facts, group=row["group_name"])
