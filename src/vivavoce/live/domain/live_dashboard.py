"""The live dashboard: what is shown of many sessions at once, and what changed since the last update."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.ids import InterviewId, SessionId
from vivavoce.live.domain.event_codec import encode
from vivavoce.live.domain.events import RecordedEvent, get_event_actor
from vivavoce.live.domain.live_session_view import (
    LiveSessionView,
    attention_items,
    derive_displayed_state,
    parse_time,
    time_used_s,
)

MIN_ENDED_FOR_RATE = 5
"""Minimum number of ended sessions before a completion rate is shown."""
MIN_REPLIES_FOR_P95 = 5
"""Minimum number of replies before their 95th percentile is shown, as in analytics."""
RECENT = timedelta(minutes=5)
"""The time over which turns and their errors are counted, as the alert on turn errors does."""
_WAITING_STATUSES = frozenset({"created", "waiting"})
NOT_LIVE_STATUSES = _WAITING_STATUSES | {"queued"}
"""Statuses of an open session in which no interview is being held yet."""
_COUNTDOWN_FIELDS = frozenset({"remainingSeconds"})
"""Fields that change with time alone; clients count down themselves, so changes are not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSessionView:
    """The view of a session as its worker last stored it."""

    session_id: SessionId
    interview_id: InterviewId
    seq: int
    view: LiveSessionView
    has_worker: bool
    heartbeat_at: datetime | None
    """The last heartbeat of the session's worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveDashboard:
    """The data of one organization's live dashboard."""

    at: datetime
    ended: int
    """Sessions that ended since midnight, UTC."""
    completed: int
    sessions: tuple[StoredSessionView, ...]


def render_session(stored_view: StoredSessionView, now: datetime, *, initials: str | None) -> Json:
    """Return a session as JSON for the dashboard, as of ``now``."""
    card = stored_view.view
    used = time_used_s(card, now)
    return {
        "sessionId": str(stored_view.session_id),
        "interviewId": str(stored_view.interview_id),
        "initials": initials,
        "position": card["position"],
        "profile": card["profile"],
        "channel": card["channel"],
        "transport": card.get("transport", "text"),
        "state": derive_displayed_state(card, has_worker=stored_view.has_worker),
        "since": card["since"],
        "startedAt": card["started_at"],
        "minute": int(used // 60),
        "question": {"index": card["index"], "of": card["of"]},
        "remainingSeconds": max(0, int(card["limit_s"] - used)),
        "turns": card["turns"],
        "lastTurnAt": card["last_turn_at"],
        "speaking": card["speaking"] if stored_view.has_worker else "nobody",
        "replySeconds": card["reply_s"],
        "cost": None,
        "observers": card["observers"],
        "takenOverBy": card["taken_over_by"],
        "queuePosition": card["queue_position"],
        "turnDurations": card["turn_durations"],
        "attention": [
            {"kind": item.kind, "text": item.text, "since": item.since.isoformat()}
            for item in attention_items(
                card, now, has_worker=stored_view.has_worker, heartbeat_at=stored_view.heartbeat_at
            )
        ],
    }


def render_totals(dashboard: LiveDashboard, now: datetime) -> Json:
    """Return the dashboard's counts as JSON."""
    states = [str(session.view["state"]) for session in dashboard.sessions]
    queued = [
        since
        for session in dashboard.sessions
        if session.view["state"] == "queued"
        and (since := parse_time(session.view["since"])) is not None
    ]
    is_enough = dashboard.ended >= MIN_ENDED_FOR_RATE
    replies = sorted(
        float(seconds)
        for session in dashboard.sessions
        for seconds in session.view.get("replies_s", ())
    )
    return {
        "live": sum(state not in NOT_LIVE_STATUSES for state in states),
        "waiting": sum(state in _WAITING_STATUSES for state in states),
        "queued": len(queued),
        "longestQueuedSeconds": max(0, int((now - min(queued)).total_seconds())) if queued else 0,
        "endedToday": dashboard.ended,
        "completedToday": dashboard.completed,
        "completionRate": round(dashboard.completed / dashboard.ended, 3) if is_enough else None,
        "replies": len(replies),
        "replyP95Seconds": _p95(replies) if len(replies) >= MIN_REPLIES_FOR_P95 else None,
        "recentTurns": _count_recent(dashboard, "answered_at", now),
        "recentTurnErrors": _count_recent(dashboard, "turn_errors_at", now),
    }


def diff_sessions(
    before: Mapping[str, Json], after: Mapping[str, Json]
) -> tuple[list[Json], list[str]]:
    """Return the sessions that are new or differ in more than a countdown, and the ids that are gone."""
    cards = [
        card
        for id_, card in after.items()
        if _without_countdown(before.get(id_)) != _without_countdown(card)
    ]
    return cards, [id_ for id_ in before if id_ not in after]


def initials_of(name: str | None) -> str | None:
    """Return the initials of the first and last part of a name, or None without a name."""
    parts = [part for part in (name or "").split() if part[0].isalpha()]
    ends = parts[:1] + parts[1:][-1:]
    return "".join(part[0].upper() for part in ends) or None


def serialize_event_for_staff(record: RecordedEvent) -> Json:
    """Return one event of a log as JSON for staff, personal fields included."""
    stored = encode(record.event)
    return {
        "seq": record.seq,
        "at": record.at.isoformat(),
        "type": stored.type,
        "v": stored.v,
        "actor": get_event_actor(record.event),
        "payload": {**stored.open, **stored.personal},
    }


def paginate_events(records: Sequence[RecordedEvent], size: int) -> Iterable[list[Json]]:
    """Yield the events in order, ``size`` at a time."""
    for start in range(0, len(records), size):
        yield [serialize_event_for_staff(record) for record in records[start : start + size]]


def _count_recent(dashboard: LiveDashboard, key: str, now: datetime) -> int:
    """Return how many of the stored times lie within ``RECENT``; 0 for the view of an older worker."""
    return sum(
        now - datetime.fromisoformat(at) <= RECENT
        for session in dashboard.sessions
        for at in session.view.get(key, ())
    )


def _p95(ordered: Sequence[float]) -> float:
    """Return the 95th percentile by the nearest-rank method, which always gives an observed value."""
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


def _without_countdown(session: Json | None) -> Mapping[str, Any] | None:  # Any: JSON
    if session is None:
        return None
    return {name: value for name, value in session.items() if name not in _COUNTDOWN_FIELDS}
