"""The states of a session, and the table of allowed transitions."""

from __future__ import annotations

from typing import Literal

from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain import events
from vivavoce.live.domain.events import SessionEvent

SessionStatus = Literal[
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
TERMINAL_STATUSES: frozenset[SessionStatus] = frozenset(
    {"completed", "abandoned", "no_show", "expired", "cancelled", "failed"}
)
TERMINAL_EVENTS = (
    events.SessionCompleted,
    events.SessionAbandoned,
    events.SessionMarkedNoShow,
    events.SessionExpired,
    events.SessionCancelled,
    events.SessionFailed,
)
"""Events that end a session."""


class TransitionNotAllowedError(ConflictError):
    """The session's state does not allow this event."""

    code = "session_transition_not_allowed"


def _stay(*statuses: SessionStatus) -> dict[SessionStatus, SessionStatus]:
    return {status: status for status in statuses}


def _to(target: SessionStatus, *statuses: SessionStatus) -> dict[SessionStatus, SessionStatus]:
    return dict.fromkeys(statuses, target)


_BEFORE_CONNECTION: tuple[SessionStatus, ...] = ("created", "scheduled", "dialing")
_BEFORE_FIRST_QUESTION: tuple[SessionStatus, ...] = (
    "waiting",
    "queued",
    "connected",
    "consent_pending",
)
_BEFORE_INTERVIEW: tuple[SessionStatus, ...] = (*_BEFORE_CONNECTION, *_BEFORE_FIRST_QUESTION)
_IN_INTERVIEW: tuple[SessionStatus, ...] = ("in_progress", "reconnecting", "wrapping_up")
_NOT_TERMINAL: tuple[SessionStatus, ...] = (
    *_BEFORE_INTERVIEW,
    "in_progress",
    "reconnecting",
    "wrapping_up",
)
_CLOSING = "turn.completed:closing"
_REMARK = "turn.completed:aside"
_ANSWER_EXTENDED = "turn.amended:went_on"

TRANSITIONS: dict[str, dict[SessionStatus, SessionStatus]] = {
    "worker.attached": {**_stay(*_NOT_TERMINAL), "created": "waiting"},
    "worker.detached": _stay(*_NOT_TERMINAL),
    "participant.joined": {
        **_stay("queued", "connected", "consent_pending", *_IN_INTERVIEW),
        **_to("connected", "waiting", "dialing"),
    },
    "participant.left": {
        **_stay("queued", "in_progress", "reconnecting", "wrapping_up"),
        **_to("waiting", "connected", "consent_pending"),
    },
    "transport.switched": _stay("queued", "connected", "consent_pending", *_IN_INTERVIEW),
    "endpointing_mode.changed": _stay(*_NOT_TERMINAL),
    "candidate.speech.started": _stay("in_progress", "wrapping_up"),
    "candidate.speech.ended": _stay("in_progress", "wrapping_up"),
    "stt.final": _stay("in_progress", "wrapping_up"),
    "stt.partial_answer": _stay("in_progress", "wrapping_up"),
    "stt.discarded": _stay(*_NOT_TERMINAL),
    "turn.amended": _stay("in_progress", "wrapping_up"),
    _ANSWER_EXTENDED: _to("in_progress", "in_progress", "wrapping_up"),
    "agent.utterance.spoken": _stay(*_IN_INTERVIEW),
    "tts.synthesized": _stay(*_IN_INTERVIEW),
    "tts.failed": _stay(*_IN_INTERVIEW),
    "provider.failed_over": _stay(*_NOT_TERMINAL),
    "circuit.opened": _stay(*_NOT_TERMINAL),
    "circuit.closed": _stay(*_NOT_TERMINAL),
    "call.dialing": {
        **_to("dialing", "created", "scheduled", "waiting", "dialing"),
        "reconnecting": "reconnecting",
    },
    "call.ringing": _stay("dialing", "reconnecting"),
    "call.answered": _stay("dialing", "reconnecting"),
    "call.failed": {**_to("scheduled", "dialing"), "reconnecting": "reconnecting"},
    **dict.fromkeys(
        ("recording.started", "recording.stopped", "recording.chunk_stored"),
        _stay(*_BEFORE_FIRST_QUESTION, *_IN_INTERVIEW),
    ),
    "consent.requested": _to("consent_pending", "connected", "consent_pending"),
    "consent.granted": {
        **_stay("created", "waiting", "queued", "connected"),
        "consent_pending": "in_progress",
    },
    "consent.declined": _stay("consent_pending"),
    "interview.started": _to("in_progress", "connected", "in_progress"),
    "turn.completed": _stay("in_progress"),
    _CLOSING: _to("wrapping_up", "in_progress"),
    _REMARK: _stay("in_progress", "wrapping_up"),
    "candidate.requested": _stay("consent_pending", "in_progress"),
    "followup.proposed": _stay(*_IN_INTERVIEW),
    "followup.chosen": _stay("in_progress"),
    "evaluation.generated": _stay(*_IN_INTERVIEW),
    "perspective.generated": _stay(*_IN_INTERVIEW),
    "llm.request": _stay("in_progress"),
    "llm.response": _stay("in_progress", "reconnecting"),
    "llm.failed": _stay("in_progress", "reconnecting"),
    "llm.discarded": _stay(*_IN_INTERVIEW),
    "agent.delay_acknowledged": _stay("in_progress"),
    "staff.observed": _stay(*_NOT_TERMINAL),
    "staff.intervened": _stay(*_NOT_TERMINAL),
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
    "session.abandoned": _to("abandoned", *_BEFORE_INTERVIEW, "reconnecting", "wrapping_up"),
    "session.no_show": _to("no_show", *_BEFORE_CONNECTION, "waiting", "connected"),
    "session.expired": _to("expired", "queued"),
    "session.cancelled": _to("cancelled", *_NOT_TERMINAL),
    "session.failed": _to("failed", *_NOT_TERMINAL),
}
"""Maps each event to {state before: state after}; an event not listed for a state is rejected."""


def next_status(event: SessionEvent, status: SessionStatus) -> SessionStatus | None:
    """Return the state after ``event``, or None if ``status`` does not allow it."""
    return TRANSITIONS.get(_transition_key(event), {}).get(status)


def _transition_key(event: SessionEvent) -> str:
    match event:
        case events.TurnCompleted(kind="closing"):
            return _CLOSING
        case events.TurnCompleted(role="candidate", kind="remark", question_id=None):
            return _REMARK
        case events.TurnAmended(reason="went_on"):
            return _ANSWER_EXTENDED
        case _:
            return event.type
