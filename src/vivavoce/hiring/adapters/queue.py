"""The queue in PostgreSQL: waiting interviews and human tasks in one order, and who works on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from vivavoce.hiring.adapters.human_tasks import IS_ANSWERABLE
from vivavoce.hiring.domain.queue import (
    INTAKE_STATES,
    STATES_BY_KIND,
    TASK_KINDS,
    QueueClaim,
    QueueCounts,
    QueueItemKind,
)
from vivavoce.hiring.ports.queue import QueueEntry, QueueQuery
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId

# What waits, of the kinds and profiles that are asked for.
# Plans and missing details are due before the scheduled time of their interview at the latest.
WAITING: LiteralString = f"""
    WITH waiting AS (
        SELECT i.id AS interview_id,
               CASE i.state
                   WHEN 'ASSESSMENT_PENDING' THEN 'assessment'
                   WHEN 'PENDING' THEN 'plan'
                   ELSE 'details'
               END AS kind,
               NULL::uuid AS task_id, i.state_since AS since, i.created_by_id,
               least(i.state_since + make_interval(hours => %(due_hours)s::integer),
                     CASE
                         WHEN i.state <> 'ASSESSMENT_PENDING'
                             THEN (i.request ->> 'scheduled_at')::timestamptz
                     END) AS due_at
        FROM interview i
        WHERE i.state = ANY (%(states)s::text[]) AND i.deleted_at IS NULL
          AND (%(is_test)s::boolean IS NULL OR i.is_test = %(is_test)s)
          AND i.profile = ANY (%(profiles)s::text[])
        UNION ALL
        SELECT t.interview_id, t.kind, t.id, t.requested_at, i.created_by_id,
               t.requested_at + make_interval(hours => %(due_hours)s::integer)
        FROM human_task t
        JOIN interview i ON i.tenant_id = t.tenant_id AND i.id = t.interview_id
        WHERE t.status <> 'done' AND t.kind = ANY (%(kinds)s::text[]) AND i.deleted_at IS NULL
          AND (%(is_test)s::boolean IS NULL OR i.is_test = %(is_test)s)
          AND i.profile = ANY (%(profiles)s::text[])
          AND {IS_ANSWERABLE}
          AND NOT (t.kind = 'decision_to_confirm' AND EXISTS (
              SELECT 1
              FROM hiring_decision d
              WHERE d.interview_id = t.interview_id AND d.status = 'awaiting_second_person'
                AND d.decided_by = %(user)s))
        UNION ALL
        SELECT i.id, 'intake', NULL, i.created_at, i.created_by_id, NULL
        FROM interview i
        WHERE i.id = ANY (%(intakes)s::uuid[]) AND i.state = ANY (%(open_states)s::text[])
          AND i.deleted_at IS NULL
          AND (%(is_test)s::boolean IS NULL OR i.is_test = %(is_test)s)
    )
"""  # noqa: S608 - made of constants only
_OWNED: LiteralString = f"""
    {WAITING},
    owned AS (
        SELECT w.*, c.user_ids IS NOT NULL OR w.kind = 'intake' AS is_claimed,
               w.kind = 'intake'
               OR coalesce(%(user)s = ANY (c.user_ids), w.created_by_id = %(user)s, false) AS is_mine
        FROM waiting w
        LEFT JOIN LATERAL (
            SELECT array_agg(k.user_id) AS user_ids
            FROM queue_claim k
            WHERE k.interview_id = w.interview_id AND k.kind = w.kind
              AND k.expires_at > %(now)s AND k.claimed_at >= w.since
        ) c ON true
    )
"""  # noqa: S608 - made of constants only
_IS_OF_OWNER: LiteralString = (
    "CASE %(owner)s WHEN 'mine' THEN is_mine WHEN 'unclaimed' THEN NOT is_claimed ELSE true END"
)
_LIST: LiteralString = f"""
    {_OWNED}
    SELECT interview_id, kind, task_id, since, due_at
    FROM owned
    WHERE {_IS_OF_OWNER}
      AND (NOT %(only_overdue)s OR due_at < %(now)s)
      AND (%(after_since)s::timestamptz IS NULL
           OR (coalesce(CASE WHEN %(order)s = 'due' THEN due_at END, 'infinity'), since, interview_id, kind)
              > (%(after_due)s::timestamptz, %(after_since)s, %(after_id)s::uuid, %(after_kind)s))
    ORDER BY coalesce(CASE WHEN %(order)s = 'due' THEN due_at END, 'infinity'), since, interview_id, kind
    LIMIT %(limit)s
    OFFSET %(offset)s
"""  # noqa: S608 - made of constants only
_COUNTS: LiteralString = f"""
    {_OWNED}
    SELECT count(*) AS team, count(*) FILTER (WHERE is_mine) AS mine,
           count(*) FILTER (WHERE NOT is_claimed) AS unclaimed,
           count(*) FILTER (WHERE due_at < %(now)s AND {_IS_OF_OWNER}) AS overdue
    FROM owned
"""  # noqa: S608 - made of constants only
_FIND_SINCE: LiteralString = f"""
    {_OWNED}
    SELECT since
    FROM owned
    WHERE interview_id = %(interview)s AND kind = %(kind)s
"""  # noqa: S608 - made of constants only
_CLAIMS = """
    SELECT interview_id, kind, user_id, user_name, claimed_at, expires_at
    FROM queue_claim
    WHERE interview_id = ANY (%(interviews)s::uuid[]) AND expires_at > %(now)s
    ORDER BY claimed_at, user_id
"""
_DELETE_EXPIRED = """
    DELETE FROM queue_claim
    WHERE interview_id = %(interview)s AND expires_at <= %(at)s
"""
_CLAIM = """
    INSERT INTO queue_claim (tenant_id, interview_id, kind, user_id, user_name, claimed_at, expires_at)
    VALUES (%(tenant)s, %(interview)s, %(kind)s, %(user)s, %(name)s, %(at)s, %(expires_at)s)
    ON CONFLICT (tenant_id, interview_id, kind, user_id) DO UPDATE
    SET user_name = excluded.user_name, claimed_at = excluded.claimed_at, expires_at = excluded.expires_at
"""
_RELEASE = """
    DELETE FROM queue_claim
    WHERE interview_id = %(interview)s AND kind = %(kind)s AND user_id = %(user)s
"""


class PostgresQueueRepository:
    """The queue of the organization that ``work`` belongs to, for interviews of ``profiles``."""

    def __init__(self, profiles: Sequence[str]) -> None:
        self._profiles = list(profiles)

    async def list(self, work: UnitOfWork, query: QueueQuery) -> tuple[QueueEntry, ...]:
        """Return the entries of one page and one more, if there is one, without their interviews."""
        rows = await work.fetch_all(
            _LIST,
            {
                **self._params(work, query),
                "order": query.order,
                "limit": query.limit + 1,
                "offset": 0 if query.after else (query.page - 1) * query.limit,
                **_place(query.after),
            },
        )
        return tuple(
            QueueEntry(
                interview_id=InterviewId(row["interview_id"]),
                kind=row["kind"],
                task_id=row["task_id"],
                waiting_since=row["since"],
                due_at=row["due_at"],
            )
            for row in rows
        )

    async def counts(self, work: UnitOfWork, query: QueueQuery) -> QueueCounts:
        """Return how many entries are the user's own, the team's, claimed by nobody, and overdue."""
        row = await work.fetch_one(_COUNTS, self._params(work, query))
        return QueueCounts() if row is None else QueueCounts(**row)

    async def find_since(
        self, work: UnitOfWork, query: QueueQuery, interview_id: InterviewId, kind: QueueItemKind
    ) -> datetime | None:
        """Return since when the entry waits; None if it does not, or the user may not decide it."""
        params = {**self._params(work, query), "interview": interview_id, "kind": kind}
        row = await work.fetch_one(_FIND_SINCE, params)
        return None if row is None else row["since"]

    async def list_claims(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId], now: datetime
    ) -> Mapping[tuple[InterviewId, QueueItemKind], tuple[QueueClaim, ...]]:
        """Return the claims that have not expired, by interview and kind, the oldest first."""
        claims: dict[tuple[InterviewId, QueueItemKind], tuple[QueueClaim, ...]] = {}
        params = {"interviews": list(interview_ids), "now": now}
        for row in await work.fetch_all(_CLAIMS, params):
            key = (InterviewId(row["interview_id"]), row["kind"])
            claim = QueueClaim(
                user_id=row["user_id"],
                user_name=row["user_name"],
                claimed_at=row["claimed_at"],
                expires_at=row["expires_at"],
            )
            claims[key] = (*claims.get(key, ()), claim)
        return claims

    async def claim(
        self, work: UnitOfWork, interview_id: InterviewId, kind: QueueItemKind, claim: QueueClaim
    ) -> None:
        """Store a claim; an earlier one of the same user is renewed, and expired ones are deleted."""
        await work.execute(_DELETE_EXPIRED, {"interview": interview_id, "at": claim.claimed_at})
        await work.execute(
            _CLAIM,
            {
                "tenant": work.tenant_id,
                "interview": interview_id,
                "kind": kind,
                "user": claim.user_id,
                "name": claim.user_name,
                "at": claim.claimed_at,
                "expires_at": claim.expires_at,
            },
        )

    async def release(
        self, work: UnitOfWork, interview_id: InterviewId, kind: QueueItemKind, user_id: UUID
    ) -> bool:
        """Delete a user's claim; return whether there was one."""
        params = {"interview": interview_id, "kind": kind, "user": user_id}
        return await work.execute(_RELEASE, params) > 0

    def _params(self, work: UnitOfWork, query: QueueQuery) -> dict[str, Any]:  # Any: SQL values
        return build_queue_params(work, query, self._profiles)


def build_queue_params(
    work: UnitOfWork, query: QueueQuery, profiles: Sequence[str]
) -> dict[str, Any]:  # Any: SQL values
    """Return the values of ``WAITING`` and of what is built on it."""
    return {
        "is_test": query.is_test if work.mode is None else None,  # a key finds what it can see
        "states": [STATES_BY_KIND[kind] for kind in query.kinds if kind in STATES_BY_KIND],
        "kinds": [kind for kind in query.kinds if kind in TASK_KINDS],
        "profiles": list(profiles),
        "intakes": list(query.intakes),
        "open_states": list(INTAKE_STATES),
        "user": query.user_id,
        "owner": query.owner,
        "only_overdue": query.only_overdue,
        "due_hours": query.due_hours,
        "now": query.now,
    }


def _place(after: QueueEntry | None) -> dict[str, Any]:  # Any: SQL values
    """Return where the page begins; entries that are never due come last."""
    if after is None:
        return dict.fromkeys(("after_due", "after_since", "after_id", "after_kind"))
    return {
        "after_due": "infinity" if after.due_at is None else after.due_at.isoformat(),
        "after_since": after.waiting_since,
        "after_id": after.interview_id,
        "after_kind": after.kind,
    }
