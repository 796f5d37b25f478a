"""How one session stands, for the wall: what a host keeps of it, and what is shown at a moment.

What a host keeps holds no words and no names, only kinds, numbers, times and ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from vivavoce.contracts.profiles import PROFILES
from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.mind.asking import asks_for_a_person
from vivavoce.live.domain.session import Session

Card = Mapping[str, Any]  # Any: JSON
Kind = Literal["reconnecting", "asked_for_human", "stuck", "errors", "slow", "taken_over", "flag"]
STROKES = 12
STUCK_AFTER_S = 180
SLOW_FROM_S = 5.0
MOST_FAILURES = 2
_TALKING = ("in_progress", "reconnecting", "wrapping_up")
_HELD_IN = ("connected", "consent_pending", *_TALKING)
"""States in which a worker holds the session; without one the candidate is waiting for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Why somebody should look at a session."""

    kind: Kind
    text: str
    since: datetime


def is_personal(created: events.SessionCreated) -> bool:
    """Return whether the session is for nobody's eyes but the person's own."""
    profile = PROFILES.get(created.profile)
    return profile is None or profile.visibility == "person"


def card_of(
    state: Session, log: Sequence[Recorded], *, reply_s: float | None = None
) -> dict[str, Any]:  # Any: JSON
    """Return what a host keeps of a session, from its state and its log.

    ``reply_s`` is what the last reply took where that was measured; else the log's own times count.
    """
    created = state.created
    said = [record for record in log if isinstance(record.event, events.TurnCompleted)]
    return {
        "position": created.position,
        "profile": created.profile,
        "channel": created.channel,
        "transport": state.transport,
        "state": "paused" if state.is_paused else state.status,
        "since": _iso(state.paused_at if state.is_paused else state.since),
        "started_at": _iso(state.started_at),
        "index": state.question_index,
        "of": created.question_count,
        "limit_s": created.time_limit_s,
        "ran_s": state.ran.total_seconds(),
        "running_since": _iso(state.running_since),
        "turns": len(state.turns),
        "last_turn_at": _iso(said[-1].at if said else None),
        "speaking": _speaking(state),
        "reply_s": _reply_s(log) if reply_s is None else reply_s,
        "watchers": len(state.watchers),
        "taken_by": state.taken_by,
        "taken_at": _iso(_taken_at(state, log)),
        "queue_position": state.queue_position,
        "strokes": _strokes(state, said),
        "asked_at": _iso(_asked_at(log)),
        "failed_at": _iso(_failed_at(log)),
    }


def used_s(card: Card, now: datetime) -> float:
    """Return the interview time that was used until ``now``."""
    since = read_time(card["running_since"])
    ran = float(card["ran_s"])
    return ran if since is None else ran + max(0.0, (now - since).total_seconds())


def shown_state(card: Card, *, is_held: bool) -> str:
    """Return the state; a talk whose worker is gone is reconnecting, whatever was kept last."""
    state = str(card["state"])
    is_lost = not is_held and (state in _HELD_IN or state == "paused")
    return "reconnecting" if is_lost else state


def looks(card: Card, now: datetime, *, is_held: bool, seen_at: datetime | None) -> list[Look]:
    """Return why somebody should look at the session now, the most urgent first."""
    return [
        *_lost(card, is_held=is_held, seen_at=seen_at),
        *_noted(card, "asked_at", "asked_for_human", "The candidate asked for a person."),
        *_stuck(card, now),
        *_noted(card, "failed_at", "errors", "The model failed several times in a row."),
        *_slow(card),
        *_noted(card, "taken_at", "taken_over", "A person has taken over."),
    ]


def read_time(kept: str | None) -> datetime | None:
    """Return a kept time."""
    return None if kept is None else datetime.fromisoformat(kept)


def _lost(card: Card, *, is_held: bool, seen_at: datetime | None) -> list[Look]:
    since = read_time(card["since"])
    if shown_state(card, is_held=is_held) != "reconnecting" or since is None:
        return []
    if card["state"] == "reconnecting":
        return [Look(kind="reconnecting", text="The candidate's connection is lost.", since=since)]
    text = "The process that held this talk is gone; the candidate is being brought back."
    return [Look(kind="reconnecting", text=text, since=seen_at or since)]


def _noted(card: Card, when: str, kind: Kind, text: str) -> list[Look]:
    since = read_time(card[when])
    return [] if since is None else [Look(kind=kind, text=text, since=since)]


def _stuck(card: Card, now: datetime) -> list[Look]:
    last = read_time(card["last_turn_at"])
    if card["state"] != "in_progress" or last is None:
        return []
    if now - last < timedelta(seconds=STUCK_AFTER_S):
        return []
    return [Look(kind="stuck", text="Nobody has said anything for three minutes.", since=last)]


def _slow(card: Card) -> list[Look]:
    reply_s, since = card["reply_s"], read_time(card["last_turn_at"])
    if reply_s is None or reply_s < SLOW_FROM_S or since is None or card["state"] not in _TALKING:
        return []
    return [Look(kind="slow", text="The last reply took long.", since=since)]


def _speaking(state: Session) -> Literal["agent", "candidate", "nobody"]:
    """Return who has the word."""
    if state.status != "in_progress" or state.is_paused or state.last_turn is None:
        return "nobody"
    if state.thinking is not None or state.last_turn.role == "candidate":
        return "agent"
    return "candidate"


def _reply_s(log: Sequence[Recorded]) -> float | None:
    """Return how long the interviewer's last reply took; None before the first.

    Time in which a person spoke, the line was lost or the clock stood is nobody's slowness.
    """
    answered_at, took = None, None
    for record in log:
        match record.event:
            case events.TurnCompleted(role="candidate"):
                answered_at = record.at
            case events.TurnCompleted():
                if answered_at is not None:
                    took = round((record.at - answered_at).total_seconds(), 3)
                answered_at = None
            case events.ConnectionLost() | events.ClockPaused():
                answered_at = None
            case events.StaffIntervened(action="take_over" | "say" | "hand_back"):
                answered_at = None
            case _:
                pass
    return took


def _strokes(state: Session, said: Sequence[Recorded]) -> list[dict[str, object]]:
    """Return who had the word how long, for the last turns: each lasts from the turn before it."""
    first = state.started_at
    before = [first or (said[0].at if said else None), *(record.at for record in said)]
    strokes: list[dict[str, object]] = [
        {"role": _role(record), "seconds": round(max(0.0, (record.at - began).total_seconds()), 1)}
        for began, record in zip(before, said, strict=False)
        if began is not None
    ]
    return strokes[-STROKES:]


def _role(record: Recorded) -> str:
    event = record.event
    return event.role if isinstance(event, events.TurnCompleted) else ""


def _taken_at(state: Session, log: Sequence[Recorded]) -> datetime | None:
    if state.taken_by is None:
        return None
    return next((r.at for r in reversed(log) if _action(r) == "take_over"), None)


def _asked_at(log: Sequence[Recorded]) -> datetime | None:
    """Return when the candidate asked for a person and nobody has come since."""
    for record in reversed(log):
        if _action(record) in ("take_over", "say"):
            return None
        if _has_asked(record):
            return record.at
    return None


def _has_asked(record: Recorded) -> bool:
    match record.event:
        case events.TurnCompleted(role="candidate", text=text) | events.TurnAmended(text=text):
            return asks_for_a_person(text)
        case _:
            return False


def _failed_at(log: Sequence[Recorded]) -> datetime | None:
    """Return when a row of failures of the model began that is long enough and has not ended."""
    failures = []
    for record in reversed(log):
        if isinstance(record.event, events.ModelAnswered):
            break
        if isinstance(record.event, events.ModelFailed):
            failures.append(record.at)
    return failures[-1] if len(failures) >= MOST_FAILURES else None


def _action(record: Recorded) -> str | None:
    return record.event.action if isinstance(record.event, events.StaffIntervened) else None


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
