"""Detects questions that the candidate did not hear: they are asked again. Pure."""

from __future__ import annotations

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import CandidateUtterance
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.coverage import get_question
from vivavoce.live.domain.interviewer.utterance_classifier import detect_repeat_or_skip
from vivavoce.live.domain.session import Session

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
    request = detect_repeat_or_skip(words)
    uttered = state.speech.playback_of(turn.turn)
    has_begun = uttered is not None and uttered.chars_heard > 0
    return request == "asks_again" or (request == "wants_to_skip" and has_begun)


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
    heard = chars_heard - start
    if heard >= len(own.rstrip(".?! ")) * MIN_HEARD_SHARE:
        return True
    ends = [place for mark in ".?!" if (place := own.find(f"{mark} ")) >= 0]
    first = min(ends, default=len(own))
    return heard > first >= len(own) * _FIRST_SENTENCE_SHARE
