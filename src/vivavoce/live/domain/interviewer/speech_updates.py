"""Applies reports of the voice pipeline: playback, engine failures, interim transcripts. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import (
    CircuitStateReport,
    EngineFailoverReport,
    InterimTranscriptReport,
    PlaybackReport,
    SpeechFailureReport,
    UnusedTranscriptionReport,
    VoiceReport,
)
from vivavoce.live.domain import events
from vivavoce.live.domain.events import SessionEvent
from vivavoce.live.domain.interviewer.interview_flow import finish_session
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.speech_state import clean_text
from vivavoce.live.domain.transitions import next_status


def apply_speech_update(pending: PendingEvents, plan: InterviewPlan, update: VoiceReport) -> None:
    """Apply a report of the voice pipeline; ignore events that the session's state no longer allows."""
    told = [
        event
        for event in _events_for(pending.state, update)
        if next_status(event, pending.state.status)
    ]
    pending.add(*told)
    if told and pending.state.status == "wrapping_up" and _is_closing_played(pending.state, update):
        finish_session(pending, plan)


def _events_for(state: Session, update: VoiceReport) -> Sequence[SessionEvent]:
    match update:
        case PlaybackReport():
            return _playback_events(update) if _is_agent_turn(state, update.turn) else ()
        case SpeechFailureReport():
            failed = events.SpeechSynthesisFailed(turn=update.turn, reason=update.reason)
            return (failed,) if _is_agent_turn(state, update.turn) else ()
        case EngineFailoverReport():
            return (
                events.ProviderFailedOver(
                    stage=update.stage,
                    failed_provider=update.failed_engine,
                    failed_over_to=update.engine,
                    reason=update.reason,
                ),
            )
        case InterimTranscriptReport():
            return () if state.is_paused else _partial_answer_events(update)
        case UnusedTranscriptionReport():
            return (
                events.RedundantTranscriptionDiscarded(
                    engine=update.engine, model=update.model, duration_ms=update.duration_ms
                ),
            )
        case CircuitStateReport():
            moved = events.CircuitOpened if update.is_open else events.CircuitClosed
            return (moved(stage=update.stage, provider=update.engine),)


def _playback_events(update: PlaybackReport) -> Sequence[SessionEvent]:
    return (
        events.SpeechSynthesized(
            turn=update.turn,
            chars=update.chars,
            first_chunk_ms=update.first_chunk_ms,
            engine=update.engine,
            model=update.model,
            is_cached=update.is_cached,
        ),
        events.UtteranceSpoken(
            turn=update.turn,
            spoken_ms=update.played_ms,
            chars_heard=min(update.chars_heard, update.chars),
            is_interrupted=update.is_interrupted,
            is_estimated=update.is_estimated,
            voice=update.voice,
            waited_ms=update.response_latency_ms,
        ),
    )


def _partial_answer_events(update: InterimTranscriptReport) -> Sequence[SessionEvent]:
    piece, words = update.segment, clean_text(update.segment.text)
    if not words:
        return ()
    return (
        events.PartialAnswerRecognized(
            text=words,
            start_ms=piece.start_ms,
            end_ms=piece.end_ms,
            engine=piece.engine,
            model=piece.model,
            latency_ms=piece.latency_ms,
            confidence=piece.confidence,
            after_turn=update.after_turn,
            is_draft=update.is_draft,
        ),
    )


def _is_agent_turn(state: Session, turn: int) -> bool:
    return 0 < turn <= len(state.turns) and state.turns[turn - 1].role == "agent"


def _is_closing_played(state: Session, update: VoiceReport) -> bool:
    """Whether the closing turn was played to its end or could not be played; False if interrupted."""
    if not isinstance(update, PlaybackReport | SpeechFailureReport):
        return False
    turn, is_cut = (
        state.turns[update.turn - 1],
        isinstance(update, PlaybackReport) and update.is_interrupted,
    )
    return turn.kind == "closing" and not turn.is_dropped and not is_cut
