"""The view of one session for the live dashboard: what the worker stores, and what is shown at a moment.

A stored view contains no names and nothing that people said, only kinds, numbers, times and ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

from vivavoce.contracts.profiles import PROFILES
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session

LiveSessionView = Mapping[str, Any]  # Any: JSON
AttentionReason = Literal[
    "reconnecting", "asked_for_human", "stuck", "errors", "slow", "taken_over", "flag"
]
SHOWN_TURN_DURATIONS = 12
STORED_REPLIES = 50
STUCK_THRESHOLD_S = 180
SLOW_REPLY_THRESHOLD_S = 5.0
REPEATED_FAILURES = 2
TURN_ERRORS = (events.ModelRequestFailed, events.SpeechSynthesisFailed)
"""Events of a turn that failed on our side, as the metric of turn errors counts them."""
_NONE_MEASURED: Mapping[int, float] = MappingProxyType({})
_INTERVIEW_STATUSES = ("in_progress", "reconnecting", "wrapping_up")
_WORKER_STATUSES = ("connected", "consent_pending", *_INTERVIEW_STATUSES)
"""States that need a worker; without one the candidate is waiting for a new worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionItem:
    """A reason why staff should look at a session, and since when it applies."""

    kind: AttentionReason
    text: str
    since: datetime


def is_private_session(created: events.SessionCreated) -> bool:
    """Return whether only the candidate may see the session, by the visibility of its profile."""
    profile = PROFILES.get(created.profile)
    return profile is None or profile.visibility == "person"


def build_session_view(
    state: Session,
    log: Sequence[RecordedEvent],
    *,
    measured_s: Mapping[int, float] = _NONE_MEASURED,
) -> dict[str, Any]:  # Any: JSON
    """Return the stored view of a session as JSON, from its state and its log.

    ``measured_s`` holds the measured durations of replies in seconds, by turn. For other replies the log's
    times are used; a reply that was logged together with its answer has none.
    """
    created = state.created
    turn_records = [record for record in log if isinstance(record.event, events.TurnCompleted)]
    replies_s = _replies_s(log, measured_s)
    known_s = [seconds for seconds in replies_s if seconds is not None]
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
        "ran_s": state.accumulated_time.total_seconds(),
        "running_since": _iso(state.running_since),
        "turns": len(state.turns),
        "last_turn_at": _iso(turn_records[-1].at if turn_records else None),
        "speaking": _speaking(state),
        "reply_s": replies_s[-1] if replies_s else None,
        "replies_s": known_s[-STORED_REPLIES:],
        "answered_at": _latest_iso(log, lambda record: _is_answer(record.event)),
        "turn_errors_at": _latest_iso(log, lambda record: isinstance(record.event, TURN_ERRORS)),
        "observers": len(state.observers),
        "taken_over_by": state.taken_over_by,
        "taken_at": _iso(_taken_over_at(state, log)),
        "queue_position": state.queue_position,
        "turn_durations": _turn_durations(state, turn_records),
        "asked_at": _iso(_person_requested_at(log)),
        "failed_at": _iso(_model_failing_since(log)),
    }


def time_used_s(view: LiveSessionView, now: datetime) -> float:
    """Return the interview time used until ``now``, in seconds."""
    since = parse_time(view["running_since"])
    ran = float(view["ran_s"])
    return ran if since is None else ran + max(0.0, (now - since).total_seconds())


def derive_displayed_state(view: LiveSessionView, *, has_worker: bool) -> str:
    """Return the state to show: 'reconnecting' if a running session has lost its worker."""
    state = str(view["state"])
    is_lost = not has_worker and (state in _WORKER_STATUSES or state == "paused")
    return "reconnecting" if is_lost else state


def attention_items(
    view: LiveSessionView, now: datetime, *, has_worker: bool, heartbeat_at: datetime | None
) -> list[AttentionItem]:
    """Return the reasons why staff should look at the session now, most urgent first."""
    return [
        *_connection_items(view, has_worker=has_worker, heartbeat_at=heartbeat_at),
        *_time_items(
            view, "asked_at", "asked_for_human", "The candidate needs to talk with a person."
        ),
        *_stuck_items(view, now),
        *_time_items(view, "failed_at", "errors", "The model failed several times in a row."),
        *_slow_reply_items(view),
        *_time_items(view, "taken_at", "taken_over", "A team member has taken over."),
    ]


def parse_time(value: str | None) -> datetime | None:
    """Return a stored ISO 8601 time as a datetime, or None."""
    return None if value is None else datetime.fromisoformat(value)


def _connection_items(
    view: LiveSessionView, *, has_worker: bool, heartbeat_at: datetime | None
) -> list[AttentionItem]:
    since = parse_time(view["since"])
    if derive_displayed_state(view, has_worker=has_worker) != "reconnecting" or since is None:
        return []
    if view["state"] == "reconnecting":
        return [
            AttentionItem(kind="reconnecting", text="The candidate is disconnected.", since=since)
        ]
    text = "The worker of this session stopped. The candidate is being reconnected."
    return [AttentionItem(kind="reconnecting", text=text, since=heartbeat_at or since)]


def _time_items(
    view: LiveSessionView, key: str, kind: AttentionReason, text: str
) -> list[AttentionItem]:
    since = parse_time(view[key])
    return [] if since is None else [AttentionItem(kind=kind, text=text, since=since)]


def _stuck_items(view: LiveSessionView, now: datetime) -> list[AttentionItem]:
    last = parse_time(view["last_turn_at"])
    if view["state"] != "in_progress" or last is None:
        return []
    if now - last < timedelta(seconds=STUCK_THRESHOLD_S):
        return []
    return [AttentionItem(kind="stuck", text="No one has spoken for three minutes.", since=last)]


def _slow_reply_items(view: LiveSessionView) -> list[AttentionItem]:
    reply_s, since = view["reply_s"], parse_time(view["last_turn_at"])
    if (
        reply_s is None
        or reply_s < SLOW_REPLY_THRESHOLD_S
        or since is None
        or view["state"] not in _INTERVIEW_STATUSES
    ):
        return []
    return [AttentionItem(kind="slow", text="The last reply was slow.", since=since)]


def _speaking(state: Session) -> Literal["agent", "candidate", "nobody"]:
    """Return whose turn it is to speak."""
    if state.status != "in_progress" or state.is_paused or state.last_turn is None:
        return "nobody"
    if state.pending_model_request is not None or state.last_turn.role == "candidate":
        return "agent"
    return "candidate"


def _replies_s(log: Sequence[RecordedEvent], measured_s: Mapping[int, float]) -> list[float | None]:
    """Return how many seconds each of the interviewer's replies took, in their order; None if unknown.

    Replies during a staff intervention, a disconnect or a pause are left out.
    """
    answered_at: datetime | None = None
    durations: list[float | None] = []
    for record in log:
        match record.event:
            case events.TurnCompleted(role="candidate"):
                answered_at = record.at
            case events.TurnCompleted(turn=turn):
                if answered_at is not None:
                    logged_s = round((record.at - answered_at).total_seconds(), 3)
                    durations.append(measured_s.get(turn, logged_s or None))
                answered_at = None
            case events.ConnectionLost() | events.ClockPaused():
                answered_at = None
            case events.StaffIntervened(action="take_over" | "say" | "hand_back"):
                answered_at = None
            case _:
                pass
    return durations


def _turn_durations(state: Session, turns: Sequence[RecordedEvent]) -> list[dict[str, object]]:
    """Return role and seconds of the latest turns; each lasts from the end of the turn before it."""
    first = state.started_at
    before = [first or (turns[0].at if turns else None), *(record.at for record in turns)]
    strokes: list[dict[str, object]] = [
        {"role": _role(record), "seconds": round(max(0.0, (record.at - began).total_seconds()), 1)}
        for began, record in zip(before, turns, strict=False)
        if began is not None
    ]
    return strokes[-SHOWN_TURN_DURATIONS:]


def _role(record: RecordedEvent) -> str:
    event = record.event
    return event.role if isinstance(event, events.TurnCompleted) else ""


def _taken_over_at(state: Session, log: Sequence[RecordedEvent]) -> datetime | None:
    if state.taken_over_by is None:
        return None
    return next((r.at for r in reversed(log) if _staff_action(r) == "take_over"), None)


def _person_requested_at(log: Sequence[RecordedEvent]) -> datetime | None:
    """Return when the candidate last needed a person, or None if staff have spoken since."""
    for record in reversed(log):
        if _staff_action(record) in ("take_over", "say"):
            return None
        if _requests_person(record):
            return record.at
    return None


def _requests_person(record: RecordedEvent) -> bool:
    event = record.event
    return isinstance(event, events.CandidateRequested) and event.request in events.STAFF_REQUESTS


def _model_failing_since(log: Sequence[RecordedEvent]) -> datetime | None:
    """Return when the current series of model failures began; None if it is too short or has ended."""
    failures = []
    for record in reversed(log):
        if isinstance(record.event, events.ModelResponded):
            break
        if isinstance(record.event, events.ModelRequestFailed):
            failures.append(record.at)
    return failures[-1] if len(failures) >= REPEATED_FAILURES else None


def _staff_action(record: RecordedEvent) -> str | None:
    return record.event.action if isinstance(record.event, events.StaffIntervened) else None


def _is_answer(event: events.SessionEvent) -> bool:
    return isinstance(event, events.TurnCompleted) and event.role == "candidate"


def _latest_iso(
    log: Sequence[RecordedEvent], is_counted: Callable[[RecordedEvent], bool]
) -> list[str]:
    """Return when the latest of these events happened, at most ``STORED_REPLIES``."""
    return [record.at.isoformat() for record in log if is_counted(record)][-STORED_REPLIES:]


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
