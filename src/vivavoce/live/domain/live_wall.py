"""The wall: what is shown of many sessions at once, and what changed since it was shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.ids import InterviewId, SessionId
from vivavoce.live.domain.codec import encode
from vivavoce.live.domain.events import Recorded, actor_of
from vivavoce.live.domain.live_card import Card, looks, read_time, shown_state, used_s

ENOUGH_FOR_A_RATE = 5
"""So many have to end before a share of them says anything."""
_BEFORE = frozenset({"created", "waiting"})
_TICKING = frozenset({"remainingSeconds"})
"""What moves by itself; nobody is told of it, a client counts down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How a session stood when its host last said so."""

    session_id: SessionId
    interview_id: InterviewId
    seq: int
    card: Card
    is_held: bool
    seen_at: datetime | None
    """When its worker last gave a sign of life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the wall of one organisation is made of."""

    at: datetime
    ended: int
    """Since midnight, UTC."""
    completed: int
    sessions: tuple[Kept, ...]


def shown(kept: Kept, now: datetime, *, initials: str | None) -> Json:
    """Return what is shown of a session at ``now``."""
    card = kept.card
    used = used_s(card, now)
    return {
        "sessionId": str(kept.session_id),
        "interviewId": str(kept.interview_id),
        "initials": initials,
        "position": card["position"],
        "profile": card["profile"],
        "channel": card["channel"],
        "transport": card.get("transport", "text"),
        "state": shown_state(card, is_held=kept.is_held),
        "since": card["since"],
        "startedAt": card["started_at"],
        "minute": int(used // 60),
        "question": {"index": card["index"], "of": card["of"]},
        "remainingSeconds": max(0, int(card["limit_s"] - used)),
        "turns": card["turns"],
        "lastTurnAt": card["last_turn_at"],
        "speaking": card["speaking"] if kept.is_held else "nobody",
        "replySeconds": card["reply_s"],
        "cost": None,
        "watchers": card["watchers"],
        "takenBy": card["taken_by"],
        "queuePosition": card["queue_position"],
        "strokes": card["strokes"],
        "needsALook": [
            {"kind": look.kind, "text": look.text, "since": look.since.isoformat()}
            for look in looks(card, now, is_held=kept.is_held, seen_at=kept.seen_at)
        ],
    }


def totals(board: Board, now: datetime) -> Json:
    """Return the counts of a board."""
    states = [str(kept.card["state"]) for kept in board.sessions]
    queued = [
        since
        for kept in board.sessions
        if kept.card["state"] == "queued" and (since := read_time(kept.card["since"])) is not None
    ]
    is_enough = board.ended >= ENOUGH_FOR_A_RATE
    return {
        "live": sum(state not in _BEFORE and state != "queued" for state in states),
        "waiting": sum(state in _BEFORE for state in states),
        "queued": len(queued),
        "longestQueuedSeconds": max(0, int((now - min(queued)).total_seconds())) if queued else 0,
        "endedToday": board.ended,
        "completedToday": board.completed,
        "completionRate": round(board.completed / board.ended, 3) if is_enough else None,
    }


def changed(before: Mapping[str, Json], after: Mapping[str, Json]) -> tuple[list[Json], list[str]]:
    """Return the cards that are new or differ in more than a countdown, and the ids that are gone."""
    cards = [card for id_, card in after.items() if _still(before.get(id_)) != _still(card)]
    return cards, [id_ for id_ in before if id_ not in after]


def initials_of(name: str | None) -> str | None:
    """Return the first letters of the first and the last part of a name, or None without one."""
    parts = [part for part in (name or "").split() if part[0].isalpha()]
    ends = parts[:1] + parts[1:][-1:]
    return "".join(part[0].upper() for part in ends) or None


def event_card(record: Recorded) -> Json:
    """Return one event of a log with its words, as staff are shown it."""
    stored = encode(record.event)
    return {
        "seq": record.seq,
        "at": record.at.isoformat(),
        "type": stored.type,
        "v": stored.v,
        "actor": actor_of(record.event),
        "payload": {**stored.open, **stored.personal},
    }


def pages(records: Sequence[Recorded], size: int) -> Iterable[list[Json]]:
    """Yield the events in order, ``size`` at a time."""
    for start in range(0, len(records), size):
        yield [event_card(record) for record in records[start : start + size]]


def _still(card: Json | None) -> Mapping[str, Any] | None:  # Any: JSON
    if card is None:
        return None
    return {name: value for name, value in card.items() if name not in _TICKING}
