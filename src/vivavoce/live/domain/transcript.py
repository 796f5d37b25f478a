"""Builds the transcript of an interview from the states of all its attempts, also with times.

The clock of the timed transcript stops in pauses and disconnects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.contracts.interview import InterviewTranscript, InterviewTranscriptTurn
from vivavoce.contracts.transcript import Transcript, TranscriptTurn
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent, SpeechRecognized, TurnCompleted
from vivavoce.live.domain.session import Session, apply_event
from vivavoce.live.domain.transitions import TERMINAL_EVENTS


def build_transcript(attempts: Sequence[Session]) -> Transcript:
    """Return the turns of ``attempts`` in order, numbered from 1 without gaps across attempts."""
    turns: list[TranscriptTurn] = []
    for session in attempts:
        cut, before = _unanswered_turn(session), len(turns)
        turns.extend(
            TranscriptTurn(
                turn=before + place,
                role=turn.role,
                text=heard_text(session, turn),
                question_id=turn.question_id,
                is_interrupted=turn.turn == cut,
                is_draft=turn.is_draft,
                is_heard_in_part=_is_partially_heard(session, turn),
                confidence=session.speech.confidence_of(turn.turn),
                answer_end=turn.answer_end,
                is_aside=turn.answer_end == 0,
                acts=turn.acts,
                is_dropped=turn.is_dropped,
            )
            for place, turn in enumerate(session.turns, start=1)
        )
    return Transcript(language=attempts[-1].created.language, turns=tuple(turns))


def add_stt_engines(transcript: Transcript, logs: Sequence[Sequence[RecordedEvent]]) -> Transcript:
    """Return ``transcript`` with the STT engine of each spoken turn, read from the attempts' logs."""
    engines: dict[int, str] = {}
    before = 0
    for log in logs:
        happened = [record.event for record in log]
        spoken = (event for event in happened if isinstance(event, SpeechRecognized))
        engines |= {before + event.turn: event.engine for event in spoken}
        before += sum(isinstance(event, TurnCompleted) for event in happened)
    turns = tuple(
        replace(turn, transcribed_by=_stt_engine_of(turn, engines)) for turn in transcript.turns
    )
    return replace(transcript, turns=turns)


def _stt_engine_of(turn: TranscriptTurn, engines: Mapping[int, str]) -> str | None:
    return engines.get(turn.turn) if turn.role == "candidate" else None


def _is_partially_heard(session: Session, turn: TurnCompleted) -> bool:
    uttered = session.speech.playback_of(turn.turn)
    return uttered is not None and uttered.is_interrupted and uttered.chars_heard < len(turn.text)


def heard_text(session: Session, turn: TurnCompleted) -> str:
    """Return the part of a turn's text that was played before an interruption, or all of it."""
    uttered = session.speech.playback_of(turn.turn)
    is_cut = uttered is not None and uttered.is_interrupted
    return turn.text[: uttered.chars_heard] if uttered is not None and is_cut else turn.text


def _unanswered_turn(session: Session) -> int | None:
    """Return the turn of the question that was still unanswered when the session ended, or None."""
    if not session.is_over:
        return None
    for turn in reversed(session.counted_turns):
        if turn.kind == "answer" or turn.intent == "wants_to_skip":
            return None
        if turn.kind in ("question", "follow_up"):
            thread = session.current_question
            return None if thread is not None and thread.is_skipped else turn.turn
    return None


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
    timelines: list[_AttemptTimeline] = []
    turns: list[InterviewTranscriptTurn] = []
    asked: list[str] = []
    elapsed_ms = 0
    for records in attempts:
        timeline = _read_attempt(records, turns_before=len(turns), ms_before=elapsed_ms)
        timelines.append(timeline)
        turns.extend(timeline.turns)
        asked.extend(
            question_id for question_id in timeline.asked_question_ids if question_id not in asked
        )
        elapsed_ms = timeline.elapsed_ms
    states = [timeline.state for timeline in timelines if timeline.state is not None]
    last, answered = states[-1], states[-1].answered_question_ids
    return InterviewTranscript(
        session_id=SessionId(UUID(last.created.session_id)),
        mode="voice" if last.speech.has_used_voice else _MODES.get(last.created.channel, "text"),
        started_at=next((state.started_at for state in states if state.started_at), None),
        ended_at=timelines[-1].ended_at,
        end_reason=timelines[-1].end_reason,
        duration_s=round(elapsed_ms / 1000),
        asked_question_ids=tuple(asked),
        answered_question_ids=tuple(
            question_id for question_id in asked if question_id in answered
        ),
        turns=tuple(turns),
    )


def _read_attempt(
    records: Sequence[RecordedEvent], *, turns_before: int, ms_before: int
) -> _AttemptTimeline:
    timeline = _AttemptTimeline(
        elapsed_ms=ms_before, agent_spoke_at_ms=ms_before, last_turn_end_ms=ms_before
    )
    for record in records:
        timeline.state = apply_event(timeline.state, record)
        used_ms = ms_before + round(
            timeline.state.time_used(timeline.state.at).total_seconds() * 1000
        )
        # A disconnect is noticed late and subtracts time; turns before it must keep their times.
        timeline.elapsed_ms = max(timeline.last_turn_end_ms, used_ms)
        event = record.event
        if isinstance(event, events.TurnCompleted):
            _add_turn(timeline, event, turn=turns_before + event.turn)
        elif isinstance(event, events.SpeechStarted):
            timeline.speech_started_ms = event.offset_ms
        elif isinstance(event, events.SpeechEnded):
            _add_speech_duration(timeline, event.turn, event.offset_ms - timeline.speech_started_ms)
        elif isinstance(event, events.UtteranceSpoken):
            _add_speech_duration(timeline, event.turn, event.spoken_ms)
        elif isinstance(event, TERMINAL_EVENTS):
            timeline.ended_at, timeline.end_reason = record.at, event.reason
    if timeline.state is not None:
        timeline.turns = [
            replace(
                timed_turn,
                text=heard_text(timeline.state, turn),
                kind=turn.kind,
                speech_ms=timeline.speech_ms.get(turn.turn),
                is_draft=turn.is_draft,
            )
            for timed_turn, turn in zip(timeline.turns, timeline.state.turns, strict=True)
        ]
    return timeline


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
