"""Builds the transcript of an interview from the states of all its attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vivavoce.contracts.transcript import Transcript, TranscriptTurn
from vivavoce.live.domain.events import RecordedEvent, SpeechRecognized, TurnCompleted
from vivavoce.live.domain.session import Session


def build_transcript(attempts: Sequence[Session]) -> Transcript:
    """Return the turns of ``attempts`` in order, numbered from 1 without gaps across attempts."""
    turns: list[TranscriptTurn] = []
    for session in attempts:
        cut, before = _unanswered_turn(session), len(turns)
        turns.extend(
            TranscriptTurn(
                turn=before + place,
                role=said.role,
                text=heard_text(session, said),
                question_id=said.question_id,
                is_interrupted=said.turn == cut,
                is_draft=said.is_draft,
                is_heard_in_part=_is_partially_heard(session, said),
                confidence=session.speech.confidence_of(said.turn),
                answer_end=said.answer_end,
                is_aside=said.answer_end == 0,
                is_dropped=said.is_dropped,
            )
            for place, said in enumerate(session.turns, start=1)
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
