"""The states of a session, and the table of which event may follow which of them."""

from __future__ import annotations

from typing import Literal

from vivavoce.kernel.errors import Refused
from vivavoce.live.domain import events
from vivavoce.live.domain.events import SessionEvent

Status = Literal[
    "created",
    "scheduled",
    "dialing",
    "waiting",
    "queued",
    "connected",
    "consent_pending",
    "in_progress",
    "reconnecting",
    "wrapping_up",
    "completed",
    "abandoned",
    "no_show",
    "expired",
    "cancelled",
    "failed",
]
TERMINAL: frozenset[Status] = frozenset(
    {"completed", "abandoned", "no_show", "expired", "cancelled", "failed"}
)
ENDINGS = (
    events.SessionCompleted,
    events.SessionAbandoned,
    events.SessionNoShow,
    events.SessionExpired,
    events.SessionCancelled,
    events.SessionFailed,
)
"""The events after which there is nothing more."""


class TransitionNotAllowed(Refused):
    """The session's state does not allow this event."""

    code = "session_transition_not_allowed"


def _stay(*statuses: Status) -> dict[Status, Status]:
    return {status: status for status in statuses}


def _to(target: Status, *statuses: Status) -> dict[Status, Status]:
    return dict.fromkeys(statuses, target)


_BEFORE: tuple[Status, ...] = ("created", "scheduled", "dialing")
_EARLY: tuple[Status, ...] = (*_BEFORE, "waiting", "queued", "connected", "consent_pending")
_TALKING: tuple[Status, ...] = ("in_progress", "reconnecting", "wrapping_up")
_ALIVE: tuple[Status, ...] = (*_EARLY, "in_progress", "reconnecting", "wrapping_up")
_CLOSING = "turn.completed:closing"
_ASIDE = "turn.completed:aside"
_WENT_ON = "turn.amended:went_on"

TRANSITIONS: dict[str, dict[Status, Status]] = {
    "worker.attached": {**_stay(*_ALIVE), "created": "waiting"},
    "worker.detached": _stay(*_ALIVE),
    "participant.joined": {
        **_stay("queued", "connected", "consent_pending", *_TALKING),
        **_to("connected", "waiting", "dialing"),
    },
    "participant.left": {
        **_stay("queued", "in_progress", "reconnecting", "wrapping_up"),
        **_to("waiting", "connected", "consent_pending"),
    },
    "participant.switched": _stay("queued", "connected", "consent_pending", *_TALKING),
    "pace.changed": _stay(*_ALIVE),
    "candidate.speech.started": _stay("in_progress", "wrapping_up"),
    "candidate.speech.ended": _stay("in_progress", "wrapping_up"),
    "stt.final": _stay("in_progress", "wrapping_up"),
    "stt.understood": _stay("in_progress", "wrapping_up"),
    "stt.in_vain": _stay(*_ALIVE),
    "turn.amended": _stay("in_progress", "wrapping_up"),
    _WENT_ON: _to("in_progress", "in_progress", "wrapping_up"),
    "agent.utterance.spoken": _stay(*_TALKING),
    "tts.response": _stay(*_TALKING),
    "tts.failed": _stay(*_TALKING),
    "provider.fallback": _stay(*_ALIVE),
    "circuit.opened": _stay(*_ALIVE),
    "circuit.closed": _stay(*_ALIVE),
    "call.dialing": {
        **_to("dialing", "created", "scheduled", "waiting", "dialing"),
        "reconnecting": "reconnecting",
    },
    "call.ringing": _stay("dialing", "reconnecting"),
    "call.answered": _stay("dialing", "reconnecting"),
    "call.failed": {**_to("scheduled", "dialing"), "reconnecting": "reconnecting"},
    "recording.started": _stay("consent_pending", *_TALKING),
    "recording.stopped": _stay(*_TALKING),
    "recording.chunk_stored": _stay(*_TALKING),
    "consent.requested": _to("consent_pending", "connected", "consent_pending"),
    "consent.granted": {
        **_stay("created", "waiting", "queued", "connected"),
        "consent_pending": "in_progress",
    },
    "consent.declined": _stay("consent_pending"),
    "interview.started": _to("in_progress", "connected", "in_progress"),
    "turn.completed": _stay("in_progress"),
    _CLOSING: _to("wrapping_up", "in_progress"),
    _ASIDE: _stay("in_progress", "wrapping_up"),
    "candidate.requested": _stay("consent_pending", "in_progress"),
    "followup.proposed": _stay(*_TALKING),
    "followup.chosen": _stay("in_progress"),
    "evaluation.generated": _stay(*_TALKING),
    "perspective.generated": _stay(*_TALKING),
    "llm.request": _stay("in_progress"),
    "llm.response": _stay("in_progress", "reconnecting"),
    "llm.failed": _stay("in_progress", "reconnecting"),
    "agent.acknowledged": _stay("in_progress"),
    "staff.observed": _stay(*_ALIVE),
    "staff.intervened": _stay(*_ALIVE),
    "session.queued": _to("queued", "connected", "queued"),
    "session.dequeued": _to("connected", "queued"),
    "question.skipped": _stay("in_progress"),
    "question.repeated": _stay("in_progress"),
    "question.not_heard": _stay("in_progress"),
    "clock.paused": _stay("in_progress"),
    "clock.resumed": _stay("in_progress"),
    "connection.lost": _to("reconnecting", "in_progress"),
    "connection.resumed": _to("in_progress", "reconnecting"),
    "timer.warning": _stay("in_progress"),
    "timer.expired": _stay("in_progress"),
    "session.completed": _to("completed", "wrapping_up", "reconnecting"),
    "session.abandoned": _to("abandoned", *_EARLY, "reconnecting", "wrapping_up"),
    "session.no_show": _to("no_show", *_BEFORE, "waiting", "connected"),
    "session.expired": _to("expired", "queued"),
    "session.cancelled": _to("cancelled", *_ALIVE),
    "session.failed": _to("failed", *_ALIVE),
}
"""Event, state before, state after. What is not in the table is rejected."""


def target_of(event: SessionEvent, status: Status) -> Status | None:
    """Return the state after ``event``, or None where it cannot happen."""
    return TRANSITIONS.get(_row(event), {}).get(status)


def _row(event: SessionEvent) -> str:
    match event:
        case events.TurnCompleted(kind="closing"):
            return _CLOSING
        case events.TurnCompleted(role="candidate", kind="remark", question_id=None):
            return _ASIDE
        case events.TurnAmended(reason="went_on"):
            return _WENT_ON
        case _:
            return event.type
