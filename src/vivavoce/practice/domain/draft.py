"""A practice session from draft to end: its status, what the seeker sees of it, and its errors.

Summaries of earlier practice help to plan the next session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import CancelReason, InterviewSnapshot, format_practice_session_id
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.kernel.errors import ConflictError, GoneError, UnavailableError
from vivavoce.practice.domain.setup import SetupAdjustment


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """The status of a review, and its score (0-100) if it has one."""

    status: str
    overall_score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySummary:
    """A summary of a person's reviewed sessions. ``average_score`` is 0-100, from one kind of scorer only."""

    sessions: int
    last_at: datetime | None = None
    average_score: float | None = None
    recurring_strengths: tuple[str, ...] = ()
    recurring_weaknesses: tuple[str, ...] = ()
    carry_forward: tuple[str, ...] = ()
    """Competencies that the next plan should put first."""
    avoid: tuple[str, ...] = ()
    """The exact texts of recently asked questions."""
    suggested_difficulty: str | None = None


PracticeStatus = Literal[
    "draft",
    "configured",
    "in_progress",
    "completed",
    "abandoned",
    "failed",
    "expired",
    "cancelled",
]
EXPIRED_REASON = "EXPIRED"
DRAFT_EXPIRED_REASON = "DRAFT_EXPIRED"
"""Cancel reason of an interview that expired while its plan was still being written."""
NOT_PLANNED_REASON: CancelReason = "NOT_PLANNED"
"""Cancel reason of a new draft whose planning failed."""
FAILED_REASON = "FAILED"
"""Cancel reason of an interview whose session failed for technical reasons and cannot resume."""
DRAFT_LIFETIME = timedelta(days=PRACTICE_PROFILE.link_ttl_days)
"""How long a draft or a configured session can be approved and started."""

_STATUS_BY_STATE: Mapping[str, PracticeStatus] = {
    **dict.fromkeys(("RECEIVED", "INFO_NEEDED", "VALIDATING_SKILLS"), "draft"),
    **dict.fromkeys(("GENERATING_PLAN", "PENDING"), "draft"),
    **dict.fromkeys(("APPROVED", "SCHEDULED"), "configured"),
    "IN_PROGRESS": "in_progress",
    **dict.fromkeys(("COMPLETED", "ASSESSMENT_PENDING", "ASSESSMENT_APPROVED"), "completed"),
    "REJECTED": "cancelled",
}
_STATUS_BY_CANCEL_REASON: Mapping[tuple[str | None, bool], PracticeStatus] = {
    (EXPIRED_REASON, False): "expired",
    (DRAFT_EXPIRED_REASON, False): "expired",
    (EXPIRED_REASON, True): "abandoned",
    ("ATTEMPTS_USED", True): "abandoned",
    (FAILED_REASON, True): "failed",
}
"""Status of a CANCELLED interview, by cancel reason and whether its session had begun; else 'cancelled'."""


def practice_status_of_state(
    state: str, *, cancel_reason: str | None = None, is_begun: bool = False
) -> PracticeStatus:
    """Return the practice status of an interview's state. This is the only mapping between the two."""
    if state == "CANCELLED":
        return _STATUS_BY_CANCEL_REASON.get((cancel_reason, is_begun), "cancelled")
    return _STATUS_BY_STATE[state]


def practice_status(view: InterviewSnapshot) -> PracticeStatus:
    """Return the practice status of an interview."""
    return practice_status_of_state(
        view.state, cancel_reason=view.cancel_reason, is_begun=view.session_id is not None
    )


def expires_at(view: InterviewSnapshot) -> datetime:
    """Return the moment until which the interview can be approved and started."""
    return view.created_at + DRAFT_LIFETIME


def is_overdue(view: InterviewSnapshot, now: datetime) -> bool:
    """Return whether the interview is a draft or configured and has passed its expiry."""
    return practice_status(view) in ("draft", "configured") and now >= expires_at(view)


class SessionNotDraftError(ConflictError):
    """This session is no longer a draft, so its plan cannot change. Start a new session instead."""

    code = "not_a_draft"


class PlanNotReadyError(ConflictError):
    """The plan of this draft is not ready. Ask for a preview of it again."""

    code = "plan_not_ready"


class PlanAlreadyApprovedError(ConflictError):
    """The questions are already approved and can no longer be changed."""

    code = "already_approved"


class EditAlreadyUsedError(ConflictError):
    """A draft's questions can be edited only once, and this edit is used. Regenerate the plan instead."""

    code = "edit_already_used"


class SessionNotApprovableError(ConflictError):
    """This session has already started or ended, so there is nothing to approve."""

    code = "not_approvable"


class PracticeSessionExpiredError(GoneError):
    """This session was kept for seven days and has expired. Start a new one."""

    code = "session_expired"


class PlanTimeoutError(UnavailableError):
    """The plan was not ready in time. Try again soon."""

    code = "dependency_unavailable"


def status_details(view: InterviewSnapshot) -> dict[str, str]:
    """Return ``{session_id, current_status}`` for the body of an error."""
    return {
        "session_id": format_practice_session_id(view.interview_id),
        "current_status": practice_status(view),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekerQuestion:
    """A question that the seeker wrote; fields that are None are inferred."""

    question: str
    topic: str | None = None
    expected_framework: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeDraft:
    """What practice stores about a session in addition to its interview."""

    adjustments: tuple[SetupAdjustment, ...] = ()
    assignment_id: UUID | None = None
    edited_at: datetime | None = None
    request_hash: bytes | None = field(default=None, repr=False)
    """A keyed hash of the last request for a plan."""

    @property
    def edits_remaining(self) -> int:
        """How many more times the questions can be edited."""
        return (PRACTICE_PROFILE.edit_limit or 0) - (self.edited_at is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPolicySummary:
    """The interviewer's actual follow-up policy, for display."""

    max_per_question: int
    triggers: tuple[str, ...]
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWithApproval:
    """A stored plan, and when and by whom it was approved."""

    plan: InterviewPlan
    approved_at: datetime | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSession:
    """Everything that the seeker sees of a session before its interview."""

    view: InterviewSnapshot
    draft: PracticeDraft
    plan: PlanWithApproval | None
    history: HistorySummary | None
    follow_ups: FollowUpPolicySummary
    mode: str
    drafted: tuple[Json, ...] = ()
    """The competencies that are written of a plan that is being written."""

    @property
    def session_id(self) -> str:
        """The public id, ``int_`` and 32 hexadecimal digits."""
        return format_practice_session_id(self.view.interview_id)

    @property
    def status(self) -> PracticeStatus:
        """The session's practice status."""
        return practice_status(self.view)

    @property
    def edits_remaining(self) -> int:
        """How many more times the questions can be edited; 0 unless the session is a draft."""
        return self.draft.edits_remaining if self.status == "draft" else 0

    @property
    def context(self) -> Mapping[str, Any]:  # Any: JSON
        """The context as received; empty once the person was erased."""
        return self.view.context or {}
