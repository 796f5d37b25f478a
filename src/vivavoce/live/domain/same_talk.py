"""What two talks have in common that were held by different ways: in writing, aloud, by telephone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded, SessionEvent

_OF_THE_WAY = (
    "agent.utterance.",
    "call.",
    "candidate.speech.",
    "circuit.",
    "clock.",
    "connection.",
    "pace.",
    "participant.",
    "provider.",
    "recording.",
    "stt.",
    "tts.",
    "worker.",
)
"""Events of connections, sound, engines and clocks: how it was held, not what was said."""


@dataclass(frozen=True, slots=True)
class Said:
    """What of an event is the same, whichever way the talk is held."""

    type: str
    question_id: str | None = None
    text: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Placed:
    said: Said
    turn: int | None = None
    """The turn that the candidate said here."""


def same_talk(records: Iterable[Recorded | SessionEvent]) -> tuple[Said, ...]:
    """Return a log without the way it was held: equal talks give equal results.

    An answer that was taken too early counts as if it had been taken whole, and what was replied to
    its first half as if it had never been.
    """
    told: list[_Placed] = []
    for record in records:
        event = record.event if isinstance(record, Recorded) else record
        if isinstance(event, events.TurnAmended):
            told = _amended(told, event)
        elif not event.type.startswith(_OF_THE_WAY):
            is_answer = isinstance(event, events.TurnCompleted) and event.role == "candidate"
            turn = event.turn if is_answer and isinstance(event, events.TurnCompleted) else None
            told.append(_Placed(_said(event), turn))
    return tuple(placed.said for placed in told)


def _amended(told: list[_Placed], event: events.TurnAmended) -> list[_Placed]:
    place = next((i for i, placed in enumerate(told) if placed.turn == event.turn), None)
    if place is None:
        return told
    whole = replace(told[place], said=replace(told[place].said, text=event.text))
    after = [] if event.reason == "went_on" else told[place + 1 :]
    return [*told[:place], whole, *after]


def _said(event: SessionEvent) -> Said:
    return Said(
        type=event.type,
        question_id=getattr(event, "question_id", None),
        text=_text(event),
        reason=getattr(event, "reason", None) or getattr(event, "request", None),
    )


def _text(event: SessionEvent) -> str | None:
    return event.text if isinstance(event, events.TurnCompleted | events.ConsentRequested) else None
