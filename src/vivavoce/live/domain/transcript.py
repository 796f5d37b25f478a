"""The transcript as a projection: what was said, over all attempts of one interview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vivavoce.contracts.transcript import Transcript, Turn
from vivavoce.live.domain.events import Recorded, SpeechRecognised, TurnCompleted
from vivavoce.live.domain.session import Session


def transcript_of(attempts: Sequence[Session]) -> Transcript:
    """Return the turns of ``attempts`` in order, counted from 1 without gaps."""
    turns: list[Turn] = []
    for session in attempts:
        cut, before = _cut_turn(session), len(turns)
        turns.extend(
            Turn(
                turn=before + place,
                role=said.role,
                text=heard_of(session, said),
                question_id=said.question_id,
                is_cut=said.turn == cut,
                is_draft=said.is_draft,
                is_heard_in_part=_is_heard_in_part(session, said),
                confidence=session.aloud.sureness_of(said.turn),
                answer_end=said.answer_end,
                is_aside=said.answer_end == 0,
                is_dropped=said.is_dropped,
            )
            for place, said in enumerate(session.turns, start=1)
        )
    return Transcript(language=attempts[-1].created.language, turns=tuple(turns))


def with_engines(transcript: Transcript, logs: Sequence[Sequence[Recorded]]) -> Transcript:
    """Return ``transcript`` with the engine that wrote down each spoken turn, from the attempts' logs."""
    engines: dict[int, str] = {}
    before = 0
    for log in logs:
        happened = [record.event for record in log]
        spoken = (event for event in happened if isinstance(event, SpeechRecognised))
        engines |= {before + event.turn: event.engine for event in spoken}
        before += sum(isinstance(event, TurnCompleted) for event in happened)
    turns = tuple(replace(turn, heard_by=_ears(turn, engines)) for turn in transcript.turns)
    return replace(transcript, turns=turns)


def _ears(turn: Turn, engines: Mapping[int, str]) -> str | None:
    return engines.get(turn.turn) if turn.role == "candidate" else None


def _is_heard_in_part(session: Session, turn: TurnCompleted) -> bool:
    uttered = session.aloud.uttered_of(turn.turn)
    return uttered is not None and uttered.is_cut and uttered.chars_heard < len(turn.text)


def heard_of(session: Session, turn: TurnCompleted) -> str:
    """Return what was heard of a turn: the log keeps what was planned as well."""
    uttered = session.aloud.uttered_of(turn.turn)
    is_cut = uttered is not None and uttered.is_cut
    return turn.text[: uttered.chars_heard] if uttered is not None and is_cut else turn.text


def _cut_turn(session: Session) -> int | None:
    """Return the question that was put when the session ended and never got its answer."""
    if not session.is_over:
        return None
    for turn in reversed(session.counted):
        if turn.kind == "answer" or turn.reading == "wants_to_skip":
            return None
        if turn.kind in ("question", "follow_up"):
            thread = session.thread
            return None if thread is not None and thread.is_skipped else turn.turn
    return None
