"""A question that the candidate did not hear: it is asked again, and words before it answer nothing. Pure."""

from __future__ import annotations

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import CandidateUtterance
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer.coverage import find_question
from vivavoce.live.domain.interviewer.utterance_classifier import detect_repeat_or_skip
from vivavoce.live.domain.session import Session

MIN_HEARD_SHARE = 2 / 3
"""Who heard so much of a question's own words can answer it."""
_FIRST_SENTENCE_SHARE = 2 / 5
"""A first sentence that is at least this part of a question stands for it."""
MAX_REASKS = 4
"""Asked again so often in vain, the sound is not to be relied on: words count as the answer."""
_ASKING = ("question", "follow_up", "repeat")


def find_unheard_question(
    state: Session, plan: InterviewPlan, speech: CandidateUtterance
) -> events.TurnCompleted | None:
    """Return the question to which ``heard`` seems to reply although it was not heard, or None.

    Nothing is known of a question that was never said aloud: it is on a page, and can be read.
    """
    asked = _open_question_turns(state)
    if not asked or state.count_unheard(asked[0].turn) >= MAX_REASKS:
        return None
    if state.transport == "voice" and asked[0].turn <= state.speech.last_turn_before_voice_ended:
        return None  # They come back to a page on which the question stands.
    uttered = [state.speech.playback_of(turn.turn) for turn in asked]
    if any(
        known is not None
        and (not known.is_interrupted or _is_heard_enough(turn, known.chars_heard, plan))
        for turn, known in zip(asked, uttered, strict=True)
    ):
        return None
    is_before_it = 0 < speech.after_turn < asked[0].turn
    return asked[0] if is_before_it or any(uttered) else None


def is_valid_request(state: Session, words: str, turn: events.TurnCompleted) -> bool:
    """Return whether ``words`` ask something of the interviewer that makes sense before ``turn`` was heard.

    Nobody leaves out a question of which they heard nothing: "let's go on" is no such wish then.
    """
    request = detect_repeat_or_skip(words)
    uttered = state.speech.playback_of(turn.turn)
    has_begun = uttered is not None and uttered.chars_heard > 0
    return request == "asks_again" or (request == "wants_to_skip" and has_begun)


def _open_question_turns(state: Session) -> list[events.TurnCompleted]:
    """Return what stands open: the question, and its repeats; nothing once it was answered."""
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
    own = find_question(plan, turn.question_id).text if turn.question_id is not None else turn.text
    start = turn.text.find(own)
    if start < 0:
        start, own = 0, turn.text
    heard = chars_heard - start
    if heard >= len(own.rstrip(".?! ")) * MIN_HEARD_SHARE:
        return True
    ends = [place for mark in ".?!" if (place := own.find(f"{mark} ")) >= 0]
    first = min(ends, default=len(own))
    return heard > first >= len(own) * _FIRST_SENTENCE_SHARE
