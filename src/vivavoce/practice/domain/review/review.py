"""The life cycle of a review: processing, then completed, failed (and possibly retried) or not eligible.

An interview that cannot be reviewed has a reason code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from vivavoce.contracts.interview import InterviewTranscript
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.ids import AssessmentId, InterviewId, PersonId, SessionId
from vivavoce.practice.domain.review.answers import list_candidate_answers, split_words

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
    transcript: InterviewTranscript, plan: InterviewPlan
) -> IneligibilityReason | None:
    """Return why an interview cannot be reviewed, or None if it can.

    It can be reviewed if a mandatory question was answered (where the plan has any) and the answers have
    at least ``MIN_WORDS`` words or ``MIN_SPEECH_S`` seconds of speech.
    """
    candidate_answers = list_candidate_answers(transcript)
    if not any(split_words(turn.text) for turn in candidate_answers):
        return "no_candidate_speech"
    mandatory = {question.id for question in plan.questions if question.is_mandatory}
    if mandatory and not mandatory & set(transcript.answered_question_ids):
        return "too_short"
    is_enough = (
        sum(len(split_words(turn.text)) for turn in candidate_answers) >= MIN_WORDS
        or sum(turn.speech_ms or 0 for turn in candidate_answers) / 1000 >= MIN_SPEECH_S
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


ReviewStatus = Literal["processing", "completed", "failed", "not_eligible"]
ReviewStage = Literal["queued", "transcribing", "scoring", "comparing"]
ReviewFailureCode = Literal["assessment_failed", "review_failed", "words_erased"]
FAILURE_MESSAGES: dict[ReviewFailureCode, str] = {
    "assessment_failed": "Your answers could not be scored. They are saved; try again.",
    "review_failed": "The review could not be completed. Your answers are saved; try again.",
    "words_erased": "The answers of this session were erased, so there is nothing to review.",
}
_PERMANENT_FAILURES: tuple[ReviewFailureCode, ...] = ("words_erased",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The status of a review, without its text."""

    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    status: ReviewStatus
    created_at: datetime
    updated_at: datetime
    session_id: SessionId | None = None
    stage: ReviewStage | None = None
    ending: str | None = None
    reason: IneligibilityReason | None = None
    failure_code: ReviewFailureCode | None = None
    is_retryable: bool = False
    attempts: int = 0
    version: int = 0
    interview_type: str | None = None
    difficulty: str | None = None
    assessment_id: AssessmentId | None = None
    completed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the review is still being processed."""
        return self.status == "processing"

    @property
    def is_ready_to_compose(self) -> bool:
        """Whether the review is open and its session has ended with answers."""
        return self.is_open and self.session_id is not None

    def at_stage(self, stage: ReviewStage, at: datetime) -> Review:
        """Return the review as ``processing`` at ``stage``."""
        return replace(
            self,
            status="processing",
            stage=stage,
            failure_code=None,
            is_retryable=False,
            updated_at=at,
        )

    def as_failed(self, code: ReviewFailureCode, at: datetime) -> Review:
        """Return the review as failed, with one more attempt counted."""
        return replace(
            self,
            status="failed",
            stage=None,
            failure_code=code,
            is_retryable=code not in _PERMANENT_FAILURES,
            attempts=self.attempts + 1,
            updated_at=at,
        )

    def as_not_eligible(self, reason: IneligibilityReason, at: datetime) -> Review:
        """Return the review as not eligible."""
        return replace(self, status="not_eligible", stage=None, reason=reason, updated_at=at)

    def as_completed(self, assessment_id: AssessmentId, at: datetime) -> Review:
        """Return the review as completed, in its next version; the first completion time is kept."""
        return replace(
            self,
            status="completed",
            stage=None,
            version=self.version + 1,
            assessment_id=assessment_id,
            updated_at=at,
            completed_at=self.completed_at or at,
        )
