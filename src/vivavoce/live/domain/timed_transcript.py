"""Builds the timed transcript of an interview, on a clock that stops in pauses and disconnects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.contracts.interview_transcript import InterviewTranscript, InterviewTranscriptTurn
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session, apply_event
from vivavoce.live.domain.transcript import heard_text
from vivavoce.live.domain.transitions import TERMINAL_EVENTS

InterviewMode = Literal["text", "voice", "video"]
_MODES: dict[str, InterviewMode] = {"text": "text", "voice": "voice", "video": "video"}


@dataclass(slots=True)
class _AttemptTimeline:
    """The turns and times of one session; times count from the first session's start."""

    state: Session | None = None
    turns: list[InterviewTranscriptTurn] = field(default_factory=list)
    asked_question_ids: list[str] = field(default_factory=list)
    elapsed_ms: int = 0
    agent_spoke_at_ms: int = 0
    """When the agent last spoke; the candidate's turn starts there."""
    last_turn_end_ms: int = 0
    """When the last turn of either side ended."""
    speech_ms: dict[int, int] = field(default_factory=dict)
    """Duration of speech by turn, on the connection's media clock."""
    speech_started_ms: int = 0
    ended_at: datetime | None = None
    end_reason: str | None = None


def build_timed_transcript(attempts: Sequence[Sequence[RecordedEvent]]) -> InterviewTranscript:
    """Return the transcript of an interview with times, from the logs of its sessions, oldest first.

    Turns are numbered as in ``build_transcript``.
    """
    told: list[_AttemptTimeline] = []
    turns: list[InterviewTranscriptTurn] = []
    asked: list[str] = []
    talked_ms = 0
    for records in attempts:
        attempt = _read_attempt(records, turns_before=len(turns), ms_before=talked_ms)
        told.append(attempt)
        turns.extend(attempt.turns)
        asked.extend(each for each in attempt.asked_question_ids if each not in asked)
        talked_ms = attempt.elapsed_ms
    states = [attempt.state for attempt in told if attempt.state is not None]
    last, answered = states[-1], states[-1].answered_question_ids
    return InterviewTranscript(
        session_id=SessionId(UUID(last.created.session_id)),
        mode="voice" if last.speech.has_used_voice else _MODES.get(last.created.channel, "text"),
        started_at=next((each.started_at for each in states if each.started_at), None),
        ended_at=told[-1].ended_at,
        end_reason=told[-1].end_reason,
        duration_s=round(talked_ms / 1000),
        asked_question_ids=tuple(asked),
        answered_question_ids=tuple(each for each in asked if each in answered),
        turns=tuple(turns),
    )


def _read_attempt(
    records: Sequence[RecordedEvent], *, turns_before: int, ms_before: int
) -> _AttemptTimeline:
    told = _AttemptTimeline(
        elapsed_ms=ms_before, agent_spoke_at_ms=ms_before, last_turn_end_ms=ms_before
    )
    for record in records:
        told.state = apply_event(told.state, record)
        used_ms = ms_before + round(told.state.time_used(told.state.at).total_seconds() * 1000)
        # A disconnect is noticed late and subtracts time; turns before it must keep their times.
        told.elapsed_ms = max(told.last_turn_end_ms, used_ms)
        event = record.event
        if isinstance(event, events.TurnCompleted):
            _add_turn(told, event, turn=turns_before + event.turn)
        elif isinstance(event, events.SpeechStarted):
            told.speech_started_ms = event.offset_ms
        elif isinstance(event, events.SpeechEnded):
            _add_speech_duration(told, event.turn, event.offset_ms - told.speech_started_ms)
        elif isinstance(event, events.UtteranceSpoken):
            _add_speech_duration(told, event.turn, event.spoken_ms)
        elif isinstance(event, TERMINAL_EVENTS):
            told.ended_at, told.end_reason = record.at, event.reason
    if told.state is not None:
        told.turns = [
            replace(
                one,
                text=heard_text(told.state, now),
                kind=now.kind,
                speech_ms=told.speech_ms.get(now.turn),
                is_draft=now.is_draft,
            )
            for one, now in zip(told.turns, told.state.turns, strict=True)
        ]
    return told


def _add_speech_duration(timeline: _AttemptTimeline, turn: int, ms: int) -> None:
    """Add speech time to a turn; continued answers and repeated questions have several parts."""
    timeline.speech_ms[turn] = timeline.speech_ms.get(turn, 0) + max(0, ms)


def _add_turn(timeline: _AttemptTimeline, event: events.TurnCompleted, *, turn: int) -> None:
    is_agent = event.role == "agent"
    timeline.turns.append(
        InterviewTranscriptTurn(
            turn=turn,
            role=event.role,
            kind=event.kind,
            text=event.text,
            question_id=event.question_id,
            start_ms=timeline.elapsed_ms if is_agent else timeline.agent_spoke_at_ms,
            end_ms=timeline.elapsed_ms,
        )
    )
    timeline.last_turn_end_ms = timeline.elapsed_ms
    if is_agent:
        timeline.agent_spoke_at_ms = timeline.elapsed_ms
    if (
        event.kind == "question"
        and event.question_id
        and event.question_id not in timeline.asked_question_ids
    ):
        timeline.asked_question_ids.append(event.question_id)
