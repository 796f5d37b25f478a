"""A run: one piece of an agent's work, derived from stored data. It has no state of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewStatus
from vivavoce.planning.usecases.read_plan_requests import PlanRequestSummary

RunKind = Literal["plan", "assessment"]
RunStatus = Literal["queued", "running", "pending_hitl", "completed", "failed", "cancelled"]
STATES_AWAITING_PLAN = ("VALIDATING_SKILLS", "GENERATING_PLAN")
STATES_AWAITING_ASSESSMENT = ("COMPLETED",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. ``id`` is the order's or the assessment's id, or the run id if there is neither.

    ``awaits_result`` says that an external agent is to deliver a result; ``input`` is the data for it.
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


def is_plan_awaited(interview: InterviewStatus, newest_plan: object | None) -> bool:
    """Return whether the interview waits for a plan that was not reported yet."""
    if interview.state not in STATES_AWAITING_PLAN:
        return False
    return newest_plan is None or str(newest_plan) == interview.plan_id


def get_plan_status(order: PlanRequestSummary, interview: InterviewStatus) -> RunStatus:
    """Return the status of a plan order."""
    if order.outcome == "planned":
        return _planned_status(order, interview)
    if order.outcome == "failed":
        return "failed"
    if order.outcome == "superseded" or interview.state == "CANCELLED":
        return "cancelled"
    if order.outcome == "info_requested":
        return "pending_hitl" if interview.state == "INFO_NEEDED" else "completed"
    return "queued" if interview.state == "VALIDATING_SKILLS" else "running"


def get_plan_error(order: PlanRequestSummary, interview: InterviewStatus) -> Json | None:
    """Return why an order failed: a stable code without internal details."""
    if order.outcome != "failed":
        return None
    failure = interview.failure or {}
    is_this = failure.get("stage") == "planning"
    return {"code": str(failure["code"]) if is_this else "planner_failed"}


def get_assessment_status(
    assessment_id: str, interview: InterviewStatus, *, is_made: bool
) -> RunStatus:
    """Return the status of an assessment."""
    is_current = interview.assessment_id == assessment_id
    if not is_made:
        return "cancelled" if interview.state == "CANCELLED" else "queued"
    if interview.state == "ASSESSMENT_PENDING" and is_current:
        return "pending_hitl"
    return "running" if interview.state == "COMPLETED" and not is_current else "completed"


def _planned_status(order: PlanRequestSummary, interview: InterviewStatus) -> RunStatus:
    is_current = interview.plan_id == str(order.plan_id)
    if interview.state == "PENDING" and is_current:
        return "pending_hitl"
    if interview.state in STATES_AWAITING_PLAN and not is_current:
        return "running"
    if interview.state == "CANCELLED" and not order.is_approved:
        return "cancelled"
    return "completed"
