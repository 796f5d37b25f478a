"""Applies reports of the voice pipeline, and detects questions that the candidate did not hear. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import (
    CandidateUtterance,
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
from vivavoce.live.domain.interviewer.coverage import get_question
from vivavoce.live.domain.interviewer.interview_flow import finish_session
from vivavoce.live.domain.interviewer.understanding.detection import understand
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.speech_state import clean_text
from vivavoce.live.domain.transitions import next_status


def apply_speech_update(pending: PendingEvents, plan: InterviewPlan, update: VoiceReport) -> None:
    """Apply a report of the voice pipeline; ignore events that the session's state no longer allows."""
    speech_events = [
        event
        for event in _events_for(pending.state, update)
        if next_status(event, pending.state.status)
    ]
    pending.add(*speech_events)
    if (
        speech_events
        and pending.state.status == "wrapping_up"
        and _is_closing_played(pending.state, update)
    ):
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
            event_type = events.CircuitOpened if update.is_open else events.CircuitClosed
            return (event_type(stage=update.stage, provider=update.engine),)


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


MIN_HEARD_SHARE = 2 / 3
"""Share of a question's text that must be heard before speech counts as an answer to it."""
_FIRST_SENTENCE_SHARE = 2 / 5
"""A heard first sentence with at least this share of a question's text counts as the whole question."""
MAX_REASKS = 4
"""After this many repeats the playback data is considered unreliable and speech counts as the answer."""
_ASKING = ("question", "follow_up", "repeat")


def find_unheard_question(
    state: Session, plan: InterviewPlan, speech: CandidateUtterance
) -> events.TurnCompleted | None:
    """Return the open question that was not heard before ``speech``, or None.

    A question that was never spoken counts as heard, because the candidate can read it on the page.
    """
    asked = _open_question_turns(state)
    if not asked or state.count_unheard(asked[0].turn) >= MAX_REASKS:
        return None
    if state.transport == "voice" and asked[0].turn <= state.speech.last_turn_before_voice_ended:
        return None  # After a reconnect the page shows the question.
    uttered = [state.speech.playback_of(turn.turn) for turn in asked]
    if any(
        known is not None
        and (not known.is_interrupted or _is_heard_enough(turn, known.chars_heard, plan))
        for turn, known in zip(asked, uttered, strict=True)
    ):
        return None
    is_before_it = 0 < speech.after_turn < asked[0].turn
    return asked[0] if is_before_it or any(uttered) else None


def is_plausible_repeat_or_skip(state: Session, words: str, turn: events.TurnCompleted) -> bool:
    """Return whether ``words`` are a repeat or skip request that is plausible before ``turn`` was heard.

    A skip request counts only if at least the beginning of the question was heard.
    """
    act = understand(words, question=turn.text, language=state.created.spoken_language).main_act
    uttered = state.speech.playback_of(turn.turn)
    has_begun = uttered is not None and uttered.chars_heard > 0
    return act == "wants_repeat" or (act == "wants_skip" and has_begun)


def _open_question_turns(state: Session) -> list[events.TurnCompleted]:
    """Return the open question's turn and its repeats; an empty list once it was answered."""
    asked: list[events.TurnCompleted] = []
    for turn in reversed(state.counted_turns):
        if turn.kind == "answer":
            return []
        if turn.kind in _ASKING:
            asked.insert(0, turn)
        if turn.kind in ("question", "follow_up"):
            return asked
    return []


def _is_heard_enough(turn: events.TurnCompleted, chars_heard: int, plan: InterviewPlan) -> bool:
    own = get_question(plan, turn.question_id).text if turn.question_id is not None else turn.text
    start = turn.text.find(own)
    if start < 0:
        start, own = 0, turn.text
    chars_of_question = chars_heard - start
    if chars_of_question >= len(own.rstrip(".?! ")) * MIN_HEARD_SHARE:
        return True
    ends = [place for mark in ".?!" if (place := own.find(f"{mark} ")) >= 0]
    first = min(ends, default=len(own))
    return chars_of_question > first >= len(own) * _FIRST_SENTENCE_SHARE
