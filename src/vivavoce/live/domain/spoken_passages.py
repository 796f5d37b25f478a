"""What a candidate said aloud, passage by passage, with its times on the media clocks of the connections."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.video import SpokenPassage
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session


def list_spoken_passages(
    records: Sequence[RecordedEvent], session: Session
) -> tuple[SpokenPassage, ...]:
    """Return the passages of a log in order; those of older logs, which name no connection, are left out.

    A passage is a segment of recognized speech. ``session`` is the log's state: a passage has its place in
    the text of its turn as that text is now.
    """
    texts = {turn.turn: turn.text for turn in session.turns}
    read_up_to: dict[int, int] = {}
    connections: dict[int, str] = {}
    passages = []
    for record in records:
        event = record.event
        if isinstance(event, events.SpeechStarted):
            connections[event.turn] = event.connection_id
        elif isinstance(event, events.SpeechRecognized) and connections.get(event.turn):
            text, start = texts.get(event.turn, ""), read_up_to.get(event.turn, 0)
            found = text.find(event.text, start) if event.text else -1
            span = (found, found + len(event.text)) if found >= 0 else None
            if span is not None:
                read_up_to[event.turn] = span[1]
            passages.append(
                SpokenPassage(
                    turn=event.turn,
                    connection_id=connections[event.turn],
                    start_ms=event.start_ms,
                    end_ms=event.end_ms,
                    span=span,
                )
            )
    return tuple(passages)
