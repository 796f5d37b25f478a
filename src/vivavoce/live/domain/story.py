"""The story as a projection: who said what when, on the clock that stands in pauses and drops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.contracts.story import SessionStory, StoryTurn
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.session import Session, apply
from vivavoce.live.domain.transcript import heard_of
from vivavoce.live.domain.transitions import ENDINGS

Mode = Literal["text", "voice", "video"]
_MODES: dict[str, Mode] = {"text": "text", "voice": "voice", "video": "video"}


@dataclass(slots=True)
class _Attempt:
    """What one session adds to the story; times count from the first session's start."""

    state: Session | None = None
    turns: list[StoryTurn] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    talked_ms: int = 0
    asked_ms: int = 0
    """When the agent last spoke: from then on the candidate had the word."""
    placed_ms: int = 0
    """When the last turn of either side ended."""
    speech_ms: dict[int, int] = field(default_factory=dict)
    """Turn → how long it sounded, by the connection's media clock."""
    began_ms: int = 0
    ended_at: datetime | None = None
    end_reason: str | None = None


def story_of(attempts: Sequence[Sequence[Recorded]]) -> SessionStory:
    """Return the story of an interview from the logs of its sessions, oldest first.

    The numbers of the turns are those of ``transcript_of`` over the same sessions.
    """
    told: list[_Attempt] = []
    turns: list[StoryTurn] = []
    asked: list[str] = []
    talked_ms = 0
    for records in attempts:
        attempt = _tell(records, turns_before=len(turns), ms_before=talked_ms)
        told.append(attempt)
        turns.extend(attempt.turns)
        asked.extend(each for each in attempt.asked if each not in asked)
        talked_ms = attempt.talked_ms
    states = [attempt.state for attempt in told if attempt.state is not None]
    last, answered = states[-1], states[-1].answered
    return SessionStory(
        session_id=SessionId(UUID(last.created.session_id)),
        mode="voice" if last.aloud.has_been else _MODES.get(last.created.channel, "text"),
        started_at=next((each.started_at for each in states if each.started_at), None),
        ended_at=told[-1].ended_at,
        end_reason=told[-1].end_reason,
        talked_s=round(talked_ms / 1000),
        asked=tuple(asked),
        answered=tuple(each for each in asked if each in answered),
        turns=tuple(turns),
    )


def _tell(records: Sequence[Recorded], *, turns_before: int, ms_before: int) -> _Attempt:
    told = _Attempt(talked_ms=ms_before, asked_ms=ms_before, placed_ms=ms_before)
    for record in records:
        told.state = apply(told.state, record)
        used_ms = ms_before + round(told.state.used(told.state.at).total_seconds() * 1000)
        # A drop is noticed late and takes time back; what was said before it keeps its place.
        told.talked_ms = max(told.placed_ms, used_ms)
        event = record.event
        if isinstance(event, events.TurnCompleted):
            _add(told, event, turn=turns_before + event.turn)
        elif isinstance(event, events.SpeechStarted):
            told.began_ms = event.offset_ms
        elif isinstance(event, events.SpeechEnded):
            _sounded(told, event.turn, event.offset_ms - told.began_ms)
        elif isinstance(event, events.UtteranceSpoken):
            _sounded(told, event.turn, event.ms_spoken)
        elif isinstance(event, ENDINGS):
            told.ended_at, told.end_reason = record.at, event.reason
    if told.state is not None:
        told.turns = [
            replace(
                one,
                text=heard_of(told.state, now),
                kind=now.kind,
                speech_ms=told.speech_ms.get(now.turn),
                is_draft=now.is_draft,
            )
            for one, now in zip(told.turns, told.state.turns, strict=True)
        ]
    return told


def _sounded(told: _Attempt, turn: int, ms: int) -> None:
    """Count a stretch of sound: an answer that went on, and a question said again, have several."""
    told.speech_ms[turn] = told.speech_ms.get(turn, 0) + max(0, ms)


def _add(told: _Attempt, said: events.TurnCompleted, *, turn: int) -> None:
    is_agent = said.role == "agent"
    told.turns.append(
        StoryTurn(
            turn=turn,
            role=said.role,
            kind=said.kind,
            text=said.text,
            question_id=said.question_id,
            start_ms=told.talked_ms if is_agent else told.asked_ms,
            end_ms=told.talked_ms,
        )
    )
    told.placed_ms = told.talked_ms
    if is_agent:
        told.asked_ms = told.talked_ms
    if said.kind == "question" and said.question_id and said.question_id not in told.asked:
        told.asked.append(said.question_id)
