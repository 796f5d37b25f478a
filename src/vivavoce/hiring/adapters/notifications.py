"""Notifications in PostgreSQL: what waits or failed, who claimed it, and what a person has read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from vivavoce.hiring.adapters.queue import WAITING, build_queue_params
from vivavoce.hiring.ports.queue import NotificationEntry, NotificationQuery
from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId

_NOTICES: LiteralString = f"""
    {WAITING},
    notice AS (
        SELECT concat_ws(':', w.kind, coalesce(w.task_id, w.interview_id),
                         extract(epoch FROM w.since)::bigint) AS id,
               w.kind, w.interview_id, w.since AS at,
               NULL::text AS claimed_kind, NULL::text AS claimed_by
        FROM waiting w
        UNION ALL
        SELECT concat_ws(':', 'step_failed', i.id, i.failure ->> 'stage', i.failure ->> 'attempts'),
               'step_failed', i.id, i.updated_at, NULL, NULL
        FROM interview i
        WHERE %(sees_failures)s AND i.failure IS NOT NULL AND i.deleted_at IS NULL
          AND i.profile = ANY (%(profiles)s::text[])
          AND (%(is_test)s::boolean IS NULL OR i.is_test = %(is_test)s)
        UNION ALL
        SELECT concat_ws(':', 'item_claimed', k.kind, k.interview_id, k.user_id,
                         extract(epoch FROM k.claimed_at)::bigint),
               'item_claimed', k.interview_id, k.claimed_at, k.kind, k.user_name
        FROM waiting w
        JOIN queue_claim k ON k.interview_id = w.interview_id AND k.kind = w.kind
        WHERE k.user_id <> %(user)s AND k.expires_at > %(now)s AND k.claimed_at >= w.since
          AND (w.created_by_id = %(user)s OR EXISTS (
              SELECT 1
              FROM queue_claim own
              WHERE own.interview_id = w.interview_id AND own.kind = w.kind
                AND own.user_id = %(user)s AND own.expires_at > %(now)s
                AND own.claimed_at >= w.since))
        UNION ALL
        SELECT %(certificate_id)s::text, 'certificate_ends', NULL, %(certificate_at)s::timestamptz,
               NULL, NULL
        WHERE %(certificate_id)s::text IS NOT NULL
    ),
    marked AS (
        SELECT n.*,
               n.at <= coalesce(s.seen_until, '-infinity') OR r.notification_id IS NOT NULL AS is_read
        FROM notice n
        LEFT JOIN notification_seen s ON s.user_id = %(user)s
        LEFT JOIN notification_read r ON r.user_id = %(user)s AND r.notification_id = n.id
    )
"""  # noqa: S608 - made of constants only
_LIST: LiteralString = f"""
    {_NOTICES}
    SELECT id, kind, interview_id, at, claimed_kind, claimed_by, is_read
    FROM marked
    WHERE NOT (%(only_unread)s AND is_read)
      AND (%(after_at)s::timestamptz IS NULL OR at < %(after_at)s
           OR (at = %(after_at)s AND id > %(after_id)s::text))
    ORDER BY at DESC, id
    LIMIT %(limit)s
    OFFSET %(offset)s
"""  # noqa: S608 - made of constants only
_COUNTS: LiteralString = f"""
    {_NOTICES}
    SELECT count(*) AS total, count(*) FILTER (WHERE NOT is_read) AS unread
    FROM marked
"""  # noqa: S608 - made of constants only
_MARK_READ = """
    INSERT INTO notification_read (tenant_id, user_id, notification_id, read_at)
    SELECT %(tenant)s, %(user)s, id, %(at)s
    FROM unnest(%(ids)s::text[]) AS id
    ON CONFLICT (tenant_id, user_id, notification_id) DO NOTHING
"""
_MARK_SEEN = """
    INSERT INTO notification_seen (tenant_id, user_id, seen_until)
    VALUES (%(tenant)s, %(user)s, %(until)s)
    ON CONFLICT (tenant_id, user_id) DO UPDATE
    SET seen_until = greatest(notification_seen.seen_until, excluded.seen_until)
"""
_FORGET_READ = """
    DELETE FROM notification_read
    WHERE user_id = %(user)s AND read_at < %(before)s
"""


class PostgresNotificationRepository:
    """The notifications in the organization that ``work`` belongs to, for interviews of ``profiles``."""

    def __init__(self, profiles: Sequence[str]) -> None:
        self._profiles = list(profiles)

    async def list(
        self, work: UnitOfWork, query: NotificationQuery
    ) -> tuple[NotificationEntry, ...]:
        """Return one page, newest first, and one more if the list goes on, without the interviews."""
        rows = await work.fetch_all(_LIST, self._params(work, query))
        return tuple(map(_build_entry, rows))

    async def count(self, work: UnitOfWork, query: NotificationQuery) -> tuple[int, int]:
        """Return how many there are, and how many of them are unread."""
        row = await work.fetch_one(_COUNTS, self._params(work, query))
        return (0, 0) if row is None else (row["total"], row["unread"])

    async def mark_read(
        self, work: UnitOfWork, user_id: UUID, ids: Sequence[str], at: datetime
    ) -> None:
        """Store that a person has read these; ids that do not exist change nothing."""
        values = {"tenant": work.tenant_id, "user": user_id, "ids": list(ids), "at": at}
        await work.execute(_MARK_READ, values)

    async def mark_seen(
        self, work: UnitOfWork, user_id: UUID, until: datetime, *, forget_before: datetime
    ) -> None:
        """Store that a person has read everything until a moment; old marks of single ones are deleted."""
        values = {"tenant": work.tenant_id, "user": user_id, "until": until}
        await work.execute(_MARK_SEEN, values)
        await work.execute(_FORGET_READ, {"user": user_id, "before": forget_before})

    def _params(
        self, work: UnitOfWork, query: NotificationQuery
    ) -> dict[str, Any]:  # Any: SQL values
        certificate_id, certificate_at = query.certificate or (None, None)
        after_at, after_id = query.after or (None, None)
        return {
            **build_queue_params(work, query.waiting, self._profiles),
            "sees_failures": query.sees_failures,
            "certificate_id": certificate_id,
            "certificate_at": certificate_at,
            "only_unread": query.only_unread,
            "after_at": after_at,
            "after_id": after_id,
            "limit": query.waiting.limit + 1,
            "offset": 0 if query.after else (query.waiting.page - 1) * query.waiting.limit,
        }


def _build_entry(row: Row) -> NotificationEntry:
    return NotificationEntry(
        id=row["id"],
        kind=row["kind"],
        interview_id=None if row["interview_id"] is None else InterviewId(row["interview_id"]),
        at=row["at"],
        is_read=row["is_read"],
        claimed_kind=row["claimed_kind"],
        claimed_by=row["claimed_by"],
    )
