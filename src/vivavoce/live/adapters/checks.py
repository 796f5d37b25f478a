"""Invariants of sessions and their logs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from vivavoce.infra.database import Row
from vivavoce.infra.invariants import (
    InvariantCheckResult,
    InvariantViolation,
    TenantInvariant,
    check_by_query,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.translation import translatable
from vivavoce.live.domain.deadlines import compute_next_deadline
from vivavoce.live.domain.event_codec import (
    EncodedEvent,
    UnreadableEventError,
    decode,
    erased_personal_fields,
)
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.domain.transitions import TERMINAL_EVENTS, TransitionNotAllowedError

_OVERDUE_TOLERANCE = timedelta(seconds=60)

_GAPS: LiteralString = """
    SELECT s.id AS subject,
           concat('counts ', s.last_seq, ' events, keeps ', e.kept, ' from ', coalesce(e.first, 0), ' to ',
                  coalesce(e.last, 0)) AS detail
    FROM session s
    CROSS JOIN LATERAL (
        SELECT count(*) AS kept, min(seq) AS first, max(seq) AS last
        FROM session_event
        WHERE session_id = s.id
    ) e
    WHERE e.kept <> s.last_seq OR e.first IS DISTINCT FROM 1 OR e.last IS DISTINCT FROM s.last_seq
    ORDER BY s.id
"""
_TURNS: LiteralString = """
    SELECT t.session_id AS subject,
           concat('event ', t.seq, ' is turn ', t.turn, ', turn ', t.position, ' was next') AS detail
    FROM (
        SELECT session_id, seq, (open ->> 'turn')::integer AS turn,
               row_number() OVER (PARTITION BY session_id ORDER BY seq) AS position
        FROM session_event
        WHERE type = 'turn.completed'
    ) t
    WHERE t.turn IS DISTINCT FROM t.position
    ORDER BY t.session_id, t.seq
"""
_LIVE: LiteralString = """
    SELECT interview_id AS subject, concat('has ', count(*), ' sessions that are not over') AS detail
    FROM session
    WHERE ended_at IS NULL
    GROUP BY interview_id
    HAVING count(*) > 1
    ORDER BY interview_id
"""
_ROW: LiteralString = """
    SELECT s.id AS subject,
           CASE WHEN s.ended_at IS NULL THEN 'its log ended, its row did not'
                ELSE 'its row ended, its log did not' END AS detail
    FROM session s
    WHERE (s.ended_at IS NOT NULL) <> EXISTS (
        SELECT 1
        FROM session_event e
        WHERE e.session_id = s.id AND e.type = ANY(%(endings)s)
    )
    ORDER BY s.id
"""
_CONSENT: LiteralString = """
    SELECT t.session_id AS subject, concat('event ', min(t.seq), ' keeps words before consent') AS detail
    FROM session_event t
    JOIN session_event c ON c.session_id = t.session_id AND c.type = 'session.created'
    WHERE (t.type IN ('candidate.speech.started', 'stt.partial_answer', 'stt.final', 'turn.amended')
           OR t.type = 'turn.completed' AND t.actor = 'candidate')
      AND ((c.open ->> 'needs_consent')::boolean OR c.open ->> 'consent_version' <> '')
      AND NOT EXISTS (
          SELECT 1
          FROM session_event g
          WHERE g.session_id = t.session_id AND g.type = 'consent.granted' AND g.seq < t.seq
      )
    GROUP BY t.session_id
    ORDER BY t.session_id
"""
_ENDED_ON_DASHBOARD: LiteralString = """
    SELECT l.session_id AS subject, 'is on the wall and over' AS detail
    FROM live_dashboard_view l
    JOIN session s ON s.tenant_id = l.tenant_id AND s.id = l.session_id
    WHERE l.ended_at IS NULL AND s.ended_at IS NOT NULL
    ORDER BY l.session_id
"""
_SILENT_OBSERVERS: LiteralString = """
    SELECT session_id AS subject, concat('watcher ', id, ' has been silent since ', expires_at) AS detail
    FROM session_observer
    WHERE expires_at < clock_timestamp() - interval '60 seconds'
    ORDER BY session_id, id
"""
_QUEUE: LiteralString = """
    SELECT s.id AS subject,
           CASE WHEN s.ended_at IS NOT NULL THEN 'is over and keeps a place'
                WHEN a.session_id IS NULL THEN 'waits by its log and has no place'
                ELSE 'talks by its log and was not let in' END AS detail
    FROM session s
    LEFT JOIN admission a ON a.tenant_id = s.tenant_id AND a.session_id = s.id
    CROSS JOIN LATERAL (
        SELECT coalesce(max(seq) FILTER (WHERE type = 'session.queued'), 0) AS queued,
               coalesce(max(seq) FILTER (WHERE type = 'session.dequeued'), 0) AS dequeued
        FROM session_event
        WHERE tenant_id = s.tenant_id AND session_id = s.id
    ) e
    WHERE (s.ended_at IS NOT NULL AND a.session_id IS NOT NULL)
       OR (s.ended_at IS NULL AND a.session_id IS NULL AND e.queued > e.dequeued)
       OR (s.ended_at IS NULL AND a.started_at IS NOT NULL AND a.admitted_at IS NULL)
    ORDER BY s.id
"""
_SESSIONS: LiteralString = """
    SELECT id, interview_id, ended_at IS NOT NULL AS is_over, clock_timestamp() AS now
    FROM session
    ORDER BY id
"""
_LOG: LiteralString = """
    SELECT seq, type, v, at, open
    FROM session_event
    WHERE session_id = %(session)s
    ORDER BY seq
"""
_SEALED: LiteralString = """
    SELECT DISTINCT s.person_id AS subject
    FROM session s
    JOIN session_event e ON e.session_id = s.id
    WHERE e.personal IS NOT NULL
"""


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of live's rows."""
    return (
        TenantInvariant(
            owner="live",
            name="log_has_no_gaps",
            sentence="The events of a session are numbered from 1 without gaps.",
            examine=check_by_query(_GAPS),
        ),
        TenantInvariant(
            owner="live",
            name="turns_are_dense",
            sentence="The turns of a session are numbered from 1 without gaps, and each is stored "
            "once.",
            examine=check_by_query(_TURNS),
        ),
        TenantInvariant(
            owner="live",
            name="one_live_session",
            sentence="An interview has at most one session that is not over.",
            examine=check_by_query(_LIVE),
        ),
        TenantInvariant(
            owner="live",
            name="row_agrees_with_log",
            sentence="A session's row is marked as over exactly when its log has ended.",
            examine=check_by_query(_ROW, {"endings": [kind.type for kind in TERMINAL_EVENTS]}),
        ),
        TenantInvariant(
            owner="live",
            name="consent_before_words",
            sentence="Nothing that a candidate says is stored before consent.",
            examine=check_by_query(_CONSENT),
        ),
        TenantInvariant(
            owner="live",
            name="queue_follows_the_log",
            sentence="A waiting candidate has a place in the queue, and an admitted candidate has "
            "a slot; after the end, both are free.",
            examine=check_by_query(_QUEUE),
        ),
        TenantInvariant(
            owner="live",
            name="log_can_be_replayed",
            sentence="The whole log of every session can be replayed.",
            examine=_check_replay,
        ),
        TenantInvariant(
            owner="live",
            name="wall_shows_what_is_live",
            sentence="The live dashboard shows no session that is over.",
            examine=check_by_query(_ENDED_ON_DASHBOARD),
        ),
        TenantInvariant(
            owner="live",
            name="watchers_are_there",
            sentence="Every observer shown for a session belongs to a process that reports it.",
            examine=check_by_query(_SILENT_OBSERVERS),
        ),
        TenantInvariant(
            owner="live",
            name="no_session_is_overdue",
            sentence=translatable(
                "No session is more than {seconds} s late for its next check.",
                seconds=_OVERDUE_TOLERANCE.seconds,
            ),
            examine=_find_overdue,
        ),
    )


async def list_sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of the people whose keys encrypt something here."""
    return {row["subject"] for row in await work.fetch_all(_SEALED)}


async def load_session_owners(work: UnitOfWork) -> dict[str, str]:
    """Return the interview id of each session id."""
    rows = await work.fetch_all(_SESSIONS)
    return {str(row["id"]): str(row["interview_id"]) for row in rows}


async def _check_replay(work: UnitOfWork) -> InvariantCheckResult:
    violations = []
    for row in await work.fetch_all(_SESSIONS):
        try:
            await _load_state(work, row["id"])
        except (TransitionNotAllowedError, UnreadableEventError) as error:
            violations.append(InvariantViolation(str(row["id"]), str(error)))
    return InvariantCheckResult(tuple(violations))


async def _find_overdue(work: UnitOfWork) -> InvariantCheckResult:
    violations = []
    for row in await work.fetch_all(_SESSIONS):
        due = None if row["is_over"] else await _next_due_at(work, row["id"])
        if due is not None and due + _OVERDUE_TOLERANCE < row["now"]:
            late_s = round((row["now"] - due).total_seconds())
            violations.append(InvariantViolation(str(row["id"]), f"is {late_s} s late"))
    return InvariantCheckResult(tuple(violations))


async def _next_due_at(work: UnitOfWork, session_id: UUID) -> datetime | None:
    """Return the session's next deadline; None if it is over or cannot be replayed."""
    try:
        state = await _load_state(work, session_id)
    except (TransitionNotAllowedError, UnreadableEventError):
        return None
    return None if state is None else compute_next_deadline(state)


async def _load_state(work: UnitOfWork, session_id: UUID) -> Session | None:
    rows = await work.fetch_all(_LOG, {"session": session_id})
    return fold(_records(rows))


def _records(rows: list[Row]) -> Iterator[RecordedEvent]:
    """Yield the events without personal fields, which a fold does not read."""
    for row in rows:
        blank = erased_personal_fields(row["type"])
        stored = EncodedEvent(type=row["type"], v=row["v"], open=row["open"], personal=blank)
        yield RecordedEvent(row["seq"], row["at"], decode(stored))
