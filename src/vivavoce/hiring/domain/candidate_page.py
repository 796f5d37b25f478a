"""What a candidate may see and do on their own page, decided from the interview and the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from vivavoce.contracts.candidate_page import (
    AreaImpression,
    CandidateAction,
    CandidateMessages,
    CandidateStage,
    ExplainedArea,
    ResultExplanation,
)
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import CancelReason
from vivavoce.hiring.domain.hiring_decision import REJECTIONS, HiringDecision
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError, NotFoundError
from vivavoce.kernel.translation import translatable

CANCEL_REASON_WITHDRAWN: CancelReason = "WITHDRAWN"
CANCEL_REASON_ASSESSMENT_REJECTED: CancelReason = "ASSESSMENT_REJECTED"
"""A person refused the assessment, which ended the interview."""
MAX_MESSAGE_LENGTH = 2_000
MIN_NOTICE = timedelta(minutes=15)
"""A candidate can choose a time from here on."""
MAX_DELAY = timedelta(days=14)
"""A candidate can choose a time up to here, counted from now."""

S = InterviewState
_STAGES: Mapping[InterviewState | None, CandidateStage] = {
    S.APPROVED: "ready",
    S.SCHEDULED: "scheduled",
    S.IN_PROGRESS: "in_progress",
    S.COMPLETED: "in_review",
    S.ASSESSMENT_PENDING: "in_review",
    S.ASSESSMENT_APPROVED: "decided",
    S.REJECTED: "closed",
    S.CANCELLED: "closed",
}
_STAGES_BY_CANCEL_REASON: Mapping[str | None, CandidateStage] = {
    CANCEL_REASON_WITHDRAWN: "withdrawn",
    CANCEL_REASON_ASSESSMENT_REJECTED: "decided",
}
_OPEN_STAGES: frozenset[CandidateStage] = frozenset(
    {"preparing", "ready", "scheduled", "in_progress", "in_review"}
)
_STAGES_AFTER: frozenset[CandidateStage] = frozenset({"in_review", "decided"})


class CandidateActionNotAvailableError(ConflictError):
    """This is not possible at this point of your application."""

    code = "candidate_action_not_available"


class MessageTooLongError(InvalidRequestError):
    """Write at least one word and at most 2000 characters."""

    code = "message_length"


class ReviewAnsweredError(ConflictError):
    """This request for a review has already been answered."""

    code = "review_already_answered"


class ReviewNotFoundError(NotFoundError):
    """The candidate of this interview did not ask for a review."""

    code = "review_not_found"


class TimeNotOfferedError(InvalidRequestError):
    """Choose a time between 15 minutes and 14 days from now."""

    code = "time_not_offered"


def find_stage(interview: Interview, decision: HiringDecision | None) -> CandidateStage:
    """Return where the interview stands; a decision counts only once it is final."""
    if interview.state is S.CANCELLED and interview.cancel_reason in _STAGES_BY_CANCEL_REASON:
        return _STAGES_BY_CANCEL_REASON[interview.cancel_reason]
    if decision is not None and interview.state is S.ASSESSMENT_PENDING:
        return "decided"
    return _STAGES.get(interview.state, "preparing")


def list_actions(
    interview: Interview,
    stage: CandidateStage,
    messages: CandidateMessages,
    *,
    is_review_allowed: bool,
    has_voluntary_questions: bool = False,
) -> frozenset[CandidateAction]:
    """Return what the candidate can do now."""
    actions: set[CandidateAction] = set()
    if stage == "scheduled":
        actions.add("reschedule")
    if stage in _OPEN_STAGES:
        actions.add("withdraw")
    if interview.profile.can_request_human and stage != "closed":
        actions.add("request_person")
    if stage in _STAGES_AFTER:
        actions |= {"correct", "give_feedback"}
        if has_voluntary_questions:
            actions.add("answer_voluntary_questions")
    is_answered = messages.review is not None and messages.review.answered_at is not None
    if stage == "decided" and is_review_allowed and not is_answered:
        actions.add("request_review")
    if interview.is_erased:
        actions -= {"correct", "give_feedback", "request_review", "request_person"}
        actions -= {"answer_voluntary_questions"}
    return frozenset(actions)


def check_message(text: str, field: str = "text") -> str:
    """Return ``text`` without outer blanks, or raise ``MessageTooLongError``."""
    cleaned = text.strip()
    if cleaned and len(cleaned) <= MAX_MESSAGE_LENGTH:
        return cleaned
    message = translatable(
        "Write at least one word and at most {count} characters.", count=MAX_MESSAGE_LENGTH
    )
    raise MessageTooLongError(message, errors=[FieldError(field, "length", message)])


def check_new_time(at: datetime, now: datetime) -> None:
    """Raise ``TimeNotOfferedError`` unless a candidate may move their appointment to ``at``."""
    if not now + MIN_NOTICE <= at <= now + MAX_DELAY:
        message = translatable(
            "Choose a time between {minutes} minutes and {days} days from now.",
            minutes=MIN_NOTICE // timedelta(minutes=1),
            days=MAX_DELAY.days,
        )
        raise TimeNotOfferedError(message, errors=[FieldError("startsAt", "not_offered", message)])


def explain(decision: HiringDecision, assessment: Json | None) -> ResultExplanation:
    """Return what was decided and how clearly each area was shown; the person's own levels count first."""
    own = {level.competency: level.level for level in decision.levels}
    scorecard: Mapping[str, Any] = (assessment or {}).get("scorecard") or {}  # Any: JSON
    competencies: Sequence[Mapping[str, Any]] = scorecard.get("competencies") or ()  # Any: JSON
    return ResultExplanation(
        goes_on=decision.outcome not in REJECTIONS,
        decided_at=decision.final_at or decision.decided_at,
        areas=tuple(
            ExplainedArea(
                name=str(each["name"]),
                impression=_impression(own.get(str(each["name"]), each.get("score"))),
            )
            for each in competencies
        ),
    )


def _impression(level: float | None) -> AreaImpression:
    if level is None:
        return "not_assessed"
    if level >= 3.5:
        return "clear"
    return "partial" if level >= 2.5 else "little"
