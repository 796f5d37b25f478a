"""The transcript as a projection: what was said, over all attempts of one interview."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.transcript import Transcript, Turn
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
                text=said.text,
                question_id=said.question_id,
                is_cut=said.turn == cut,
            )
            for place, said in enumerate(session.turns, start=1)
        )
    return Transcript(language=attempts[-1].created.language, turns=tuple(turns))


def _cut_turn(session: Session) -> int | None:
    """Return the question that was put when the session ended and never got its answer."""
    if not session.is_over:
        return None
    for turn in reversed(session.turns):
        if turn.kind == "answer" or turn.reading == "wants_to_skip":
            return None
        if turn.kind in ("question", "follow_up"):
            thread = session.thread
            return None if thread is not None and thread.is_skipped else turn.turn
    return None
