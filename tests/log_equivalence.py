"""Log equivalence: compares sessions over different transports (text, voice, telephone) by content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent, SessionEvent

_TRANSPORT_EVENT_PREFIXES = (
    "agent.utterance.",
    "call.",
    "candidate.speech.",
    "circuit.",
    "clock.",
    "connection.",
    "endpointing_mode.",
    "participant.",
    "provider.",
    "recording.",
    "stt.",
    "transport.",
    "tts.",
    "worker.",
)
"""Events of connections, media, engines and clocks: they depend on the transport, not on the content."""


@dataclass(frozen=True, slots=True)
class ComparableEvent:
    """The parts of an event that do not depend on the transport."""

    type: str
    question_id: str | None = None
    text: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _PlacedEvent:
    event: ComparableEvent
    turn: int | None = None
    """The candidate's turn number, if the event is a candidate turn."""


def normalize_log(records: Iterable[RecordedEvent | SessionEvent]) -> tuple[ComparableEvent, ...]:
    """Return a log without its transport-specific parts: equal conversations give equal results.

    An amended answer counts as if it had been complete at first; replies to its first part are left out.
    """
    placed_events: list[_PlacedEvent] = []
    for record in records:
        event = record.event if isinstance(record, RecordedEvent) else record
        if isinstance(event, events.TurnAmended):
            placed_events = _apply_amendment(placed_events, event)
        elif not event.type.startswith(_TRANSPORT_EVENT_PREFIXES):
            is_answer = isinstance(event, events.TurnCompleted) and event.role == "candidate"
            turn = event.turn if is_answer and isinstance(event, events.TurnCompleted) else None
            placed_events.append(_PlacedEvent(_comparable_event(event), turn))
    return tuple(placed.event for placed in placed_events)


def _apply_amendment(
    placed_events: list[_PlacedEvent], event: events.TurnAmended
) -> list[_PlacedEvent]:
    place = next((i for i, placed in enumerate(placed_events) if placed.turn == event.turn), None)
    if place is None:
        return placed_events
    amended = replace(
        placed_events[place], event=replace(placed_events[place].event, text=event.text)
    )
    after = [] if event.reason == "went_on" else placed_events[place + 1 :]
    return [*placed_events[:place], amended, *after]


def _comparable_event(event: SessionEvent) -> ComparableEvent:
    return ComparableEvent(
        type=event.type,
        question_id=getattr(event, "question_id", None),
        text=_event_text(event),
        reason=getattr(event, "reason", None) or getattr(event, "request", None),
    )


def _event_text(event: SessionEvent) -> str | None:
    return event.text if isinstance(event, events.TurnCompleted | events.ConsentRequested) else None
