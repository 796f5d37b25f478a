"""Whether an interview can be reviewed, and if not, the reason code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vivavoce.contracts.interview_transcript import InterviewTranscript
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.practice.domain.review.answers import list_candidate_answers
from vivavoce.practice.domain.review.text import split_words

IneligibilityReason = Literal[
    "not_started", "too_short", "no_candidate_speech", "cancelled", "consent_declined"
]

MIN_WORDS = 40
MIN_SPEECH_S = 30.0
_REASON_BY_END_REASON: Mapping[str, IneligibilityReason] = {
    "no_show": "not_started",
    "expired": "not_started",
    "consent_timeout": "not_started",
    "consent_declined": "consent_declined",
    "no_answers": "no_candidate_speech",
    "connection_lost": "no_candidate_speech",
    "staff": "cancelled",
}
_CANCELLATION_REASONS = ("CANCELLED", "DELETED")


def find_ineligibility_reason(
    story: InterviewTranscript, plan: InterviewPlan
) -> IneligibilityReason | None:
    """Return why an interview cannot be reviewed, or None if it can.

    It can be reviewed if a mandatory question was answered (where the plan has any) and the answers have
    at least ``MIN_WORDS`` words or ``MIN_SPEECH_S`` seconds of speech.
    """
    said = list_candidate_answers(story)
    if not any(split_words(turn.text) for turn in said):
        return "no_candidate_speech"
    mandatory = {one.id for one in plan.questions if one.is_mandatory}
    if mandatory and not mandatory & set(story.answered_question_ids):
        return "too_short"
    is_enough = (
        sum(len(split_words(turn.text)) for turn in said) >= MIN_WORDS
        or sum(turn.speech_ms or 0 for turn in said) / 1000 >= MIN_SPEECH_S
    )
    return None if is_enough else "too_short"


def determine_ended_interview_ineligibility(
    cancel_reason: str | None, last_end_reason: str | None
) -> IneligibilityReason:
    """Return why a cancelled interview has no review.

    ``last_end_reason`` is how its last session ended, or None if there was no session.
    """
    if cancel_reason in _CANCELLATION_REASONS:
        return "cancelled"
    if last_end_reason is None:
        return "not_started"
    return _REASON_BY_END_REASON.get(last_end_reason, "cancelled")
