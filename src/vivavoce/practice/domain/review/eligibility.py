"""Whether there is enough to review, and if not, why: one fixed word for each reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vivavoce.contracts.plan import Plan
from vivavoce.contracts.story import SessionStory
from vivavoce.practice.domain.review.answers import spoken
from vivavoce.practice.domain.review.words import words_in

Reason = Literal["not_started", "too_short", "no_candidate_speech", "cancelled", "consent_declined"]

LEAST_WORDS = 40
LEAST_SPEECH_S = 30.0
_ENDINGS: Mapping[str, Reason] = {
    "no_show": "not_started",
    "expired": "not_started",
    "consent_timeout": "not_started",
    "consent_declined": "consent_declined",
    "no_answers": "no_candidate_speech",
    "connection_lost": "no_candidate_speech",
    "staff": "cancelled",
}
_CALLED_OFF = ("CANCELLED", "DELETED")


def ineligible(story: SessionStory, plan: Plan) -> Reason | None:
    """Return why a talk cannot be reviewed, or None.

    It can where a mandatory question was answered, with 40 words or 30 s of speech.
    """
    said = spoken(story)
    if not any(words_in(turn.text) for turn in said):
        return "no_candidate_speech"
    mandatory = {one.id for one in plan.questions if one.is_mandatory}
    if mandatory and not mandatory & set(story.answered):
        return "too_short"
    is_enough = (
        sum(len(words_in(turn.text)) for turn in said) >= LEAST_WORDS
        or sum(turn.speech_ms or 0 for turn in said) / 1000 >= LEAST_SPEECH_S
    )
    return None if is_enough else "too_short"


def why_over(cancel_reason: str | None, last_ending: str | None) -> Reason:
    """Return why an interview that was cancelled has no review.

    ``last_ending`` is how its last session ended, None where there was none.
    """
    if cancel_reason in _CALLED_OFF:
        return "cancelled"
    if last_ending is None:
        return "not_started"
    return _ENDINGS.get(last_ending, "cancelled")
