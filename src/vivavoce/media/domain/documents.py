"""Artifacts built from a session's log: the transcript and the events, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from vivavoce.contracts.transcript import Transcript


def serialize_transcript(practice_session_id: str, transcript: Transcript) -> bytes:
    """Return a transcript as JSON in the format that ``vivavoce score`` reads, with its session's id."""
    turns = [
        {
            "turn": turn.turn,
            "role": turn.role,
            "text": turn.text,
            **({} if turn.question_id is None else {"questionId": turn.question_id}),
            **({"isInterrupted": True} if turn.is_interrupted else {}),
        }
        for turn in transcript.turns
    ]
    return _to_json(
        {"session_id": practice_session_id, "language": transcript.language, "turns": turns}
    )


def serialize_session_events(
    practice_session_id: str, events: Sequence[dict[str, Any]]
) -> bytes:  # Any: JSON
    """Return a session's events, in order, as JSON."""
    return _to_json({"session_id": practice_session_id, "events": list(events)})


def _to_json(document: dict[str, Any]) -> bytes:  # Any: JSON
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
