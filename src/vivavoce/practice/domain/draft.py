"""A practice session from draft to end: its status, what its seeker is shown of it, and the refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from vivavoce.contracts.interview import InterviewSnapshot, format_practice_session_id
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.kernel.errors import ConflictError, GoneError, UnavailableError
from vivavoce.practice.domain.history import HistorySummary
from vivavoce.practice.domain.setup import SetupAdjustment

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
"""Why an interview ended whose plan was still being written when its time ran out."""
NOT_PLANNED_REASON = "NOT_PLANNED"
"""Why a new draft ended that nobody planned."""
FAILED_REASON = "FAILED"
"""Why an interview ended whose talk broke off on our side and cannot go on."""
DRAFT_LIFETIME = timedelta(days=PRACTICE_PROFILE.link_ttl_days)
"""How long a draft or a configured session can be taken up."""

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
"""What CANCELLED is called, by its reason and by whether the talk had begun; else 'cancelled'."""


def practice_status_of_state(
    state: str, *, cancel_reason: str | None = None, is_begun: bool = False
) -> PracticeStatus:
    """Return the status that practice shows for an interview's state: the one table of names."""
    if state == "CANCELLED":
        return _STATUS_BY_CANCEL_REASON.get((cancel_reason, is_begun), "cancelled")
    return _STATUS_BY_STATE[state]


def practice_status(view: InterviewSnapshot) -> PracticeStatus:
    """Return the status of an interview."""
    return practice_status_of_state(
        view.state, cancel_reason=view.cancel_reason, is_begun=view.session_id is not None
    )


def expires_at(view: InterviewSnapshot) -> datetime:
    """Return until when it can be approved and begun."""
    return view.created_at + DRAFT_LIFETIME


def is_overdue(view: InterviewSnapshot, now: datetime) -> bool:
    """Return whether it waits for its seeker and has waited too long."""
    return practice_status(view) in ("draft", "configured") and now >= expires_at(view)


class SessionNotDraftError(ConflictError):
    """This session is no draft any more: its plan stays as it is. Begin a new one instead."""

    code = "not_a_draft"


class PlanNotReadyError(ConflictError):
    """The plan of this draft is not ready. Ask for a preview of it again."""

    code = "plan_not_ready"


class PlanAlreadyApprovedError(ConflictError):
    """The questions were approved already: they stay as they are."""

    code = "already_approved"


class EditAlreadyUsedError(ConflictError):
    """The questions of a draft can be edited once, and that was done. Have the plan written anew instead."""

    code = "edit_already_used"


class SessionNotApprovableError(ConflictError):
    """This session began or ended already: there is nothing to approve."""

    code = "not_approvable"


class PracticeSessionExpiredError(GoneError):
    """This session was kept for seven days and has expired. Begin a new one."""

    code = "session_expired"


class PlanTimeoutError(UnavailableError):
    """Nobody wrote the plan in time. Try again soon."""

    code = "dependency_unavailable"


def status_details(view: InterviewSnapshot) -> dict[str, str]:
    """Return what a refusal's body says about where the session stands."""
    return {
        "session_id": format_practice_session_id(view.interview_id),
        "current_status": practice_status(view),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekerQuestion:
    """A question as its seeker wrote it; what is None is inferred."""

    question: str
    topic: str | None = None
    expected_framework: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeDraft:
    """What practice keeps of a session beside its interview."""

    adjustments: tuple[SetupAdjustment, ...] = ()
    assignment_id: UUID | None = None
    edited_at: datetime | None = None
    asked: bytes | None = field(default=None, repr=False)
    """A keyed hash of the request whose plan was ordered last."""

    @property
    def edits_remaining(self) -> int:
        """How many edits its questions still take."""
        return (PRACTICE_PROFILE.edit_limit or 0) - (self.edited_at is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPolicySummary:
    """How the interviewer asks further, as it really does."""

    max_per_question: int
    triggers: tuple[str, ...]
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWithApproval:
    """A plan as it is kept, and by whom it was approved."""

    plan: InterviewPlan
    approved_at: datetime | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSession:
    """Everything that a seeker is shown of a session before its talk."""

    view: InterviewSnapshot
    draft: PracticeDraft
    plan: PlanWithApproval | None
    history: HistorySummary | None
    follow_ups: FollowUpPolicySummary
    mode: str

    @property
    def session_id(self) -> str:
        """The id as it is shown."""
        return format_practice_session_id(self.view.interview_id)

    @property
    def status(self) -> PracticeStatus:
        """Where it stands."""
        return practice_status(self.view)

    @property
    def edits_remaining(self) -> int:
        """How many edits its questions still take; only a draft takes any."""
        return self.draft.edits_remaining if self.status == "draft" else 0

    @property
    def context(self) -> Mapping[str, Any]:  # Any: JSON
        """What was sent along; empty once the person was erased."""
        return self.view.context or {}
