"""A run: one piece of an agent's work, read off what exists. It keeps no state of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from vivavoce.contracts.envelope import Json

RunKind = Literal["plan", "assessment"]
RunStatus = Literal["queued", "running", "pending_hitl", "completed", "failed", "cancelled"]
STATES_AWAITING_PLAN = ("VALIDATING_SKILLS", "GENERATING_PLAN")
STATES_AWAITING_ASSESSMENT = ("COMPLETED",)


class RunInterviewState(Protocol):
    """How an interview stands."""

    @property
    def run_id(self) -> str:
        """Its run id."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def plan_id(self) -> str | None:
        """The plan that it heard of last."""

    @property
    def assessment_id(self) -> str | None:
        """The assessment that it heard of last."""

    @property
    def failure(self) -> Mapping[str, Any] | None:  # Any: JSON
        """What went wrong on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. ``id`` is the order's or the assessment's own, or the run id while there is neither.

    ``awaits_result`` says that somebody outside is to deliver; ``input`` is what they need for it.
    """

    id: str
    run_id: str
    interview_id: str
    kind: RunKind
    status: RunStatus
    awaits_result: bool = False
    result: Json | None = None
    error: Json | None = None
    input: Json | None = field(default=None, repr=False)


class PlanOrderProgress(Protocol):
    """An order for a plan (planning)."""

    @property
    def outcome(self) -> str | None:
        """How it ended, None while it is open."""

    @property
    def plan_id(self) -> object | None:
        """The plan that it led to."""

    @property
    def is_approved(self) -> bool:
        """Whether that plan was approved."""


def is_plan_awaited(interview: RunInterviewState, newest_plan: object | None) -> bool:
    """Return whether a plan is wanted that nobody has told yet."""
    if interview.state not in STATES_AWAITING_PLAN:
        return False
    return newest_plan is None or str(newest_plan) == interview.plan_id


def get_plan_status(order: PlanOrderProgress, interview: RunInterviewState) -> RunStatus:
    """Return how far an order for a plan has come."""
    if order.outcome == "planned":
        return _planned_status(order, interview)
    if order.outcome == "refused":
        return "failed"
    if order.outcome == "stale" or interview.state == "CANCELLED":
        return "cancelled"
    if order.outcome == "asked":
        return "pending_hitl" if interview.state == "INFO_NEEDED" else "completed"
    return "queued" if interview.state == "VALIDATING_SKILLS" else "running"


def get_plan_error(order: PlanOrderProgress, interview: RunInterviewState) -> Json | None:
    """Return why an order failed: a stable code and nothing of the inside."""
    if order.outcome != "refused":
        return None
    failure = interview.failure or {}
    is_this = failure.get("stage") == "planning"
    return {"code": str(failure["code"]) if is_this else "planner_failed"}


def get_assessment_status(
    assessment_id: str, interview: RunInterviewState, *, is_made: bool
) -> RunStatus:
    """Return how far an assessment has come."""
    is_current = interview.assessment_id == assessment_id
    if not is_made:
        return "cancelled" if interview.state == "CANCELLED" else "queued"
    if interview.state == "ASSESSMENT_PENDING" and is_current:
        return "pending_hitl"
    return "running" if interview.state == "COMPLETED" and not is_current else "completed"


def _planned_status(order: PlanOrderProgress, interview: RunInterviewState) -> RunStatus:
    is_current = interview.plan_id == str(order.plan_id)
    if interview.state == "PENDING" and is_current:
        return "pending_hitl"
    if interview.state in STATES_AWAITING_PLAN and not is_current:
        return "running"
    if interview.state == "CANCELLED" and not order.is_approved:
        return "cancelled"
    return "completed"
