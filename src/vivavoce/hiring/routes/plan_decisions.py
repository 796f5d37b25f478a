"""Routes to approve or reject a plan, or to have it changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from vivavoce.hiring.routes.requests import CommentText, MustHaves, ShortText
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.hiring.routes.workflow_responses import (
    InterviewStateResponse,
    to_plan_decision_response,
)
from vivavoce.hiring.usecases.decide_plan import require_comments
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import StrictRequestModel, make_strict_router

RequiredComments = Annotated[CommentText, Field(min_length=1)]


class _PlanDecisionRequest(StrictRequestModel):
    plan_id: ShortText | None = None
    """The `planId` of the plan that you have read. If it is no longer the current plan, the decision is
    refused with `plan_changed`."""
    user_id: ShortText | None = Field(None, examples=["grace@ats.example.com"])
    """On whose behalf you act; it is stored as your own text and is not an identity."""


class ApprovePlanRequest(_PlanDecisionRequest):
    """What to record with the approval of a plan, and the must-haves that it confirms."""

    comments: CommentText | None = Field(None, examples=["Good questions for the late shift."])
    """What to record with the approval, at most 10,000 characters."""
    must_have_competencies: MustHaves = None


class RejectPlanRequest(_PlanDecisionRequest):
    """Why a plan is rejected."""

    comments: RequiredComments = Field(examples=["The position was filled within the company."])
    """The reason, at most 10,000 characters. A person's reason needs at least two words; a shorter
    one is refused with `reason_too_short`."""


class ChangePlanRequest(_PlanDecisionRequest):
    """What to change in a plan."""

    comments: RequiredComments = Field(examples=["Remove question 3."])
    """What to change, in words, at most 10,000 characters."""


def build_plan_decisions_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes that decide about a plan."""
    router = make_strict_router("Interviews")
    decide = use_cases.decide_plan
    path = "/interviews/{key}/plan"

    @router.post(f"{path}/approve")
    async def approve_plan(
        caller: CurrentCaller, key: str, body: ApprovePlanRequest | None = None
    ) -> InterviewStateResponse:
        """Approve the plan. The response has the link that the candidate is invited with.

        `mustHaveCompetencies` that are not in the plan are refused with `must_haves_unknown`.
        """
        approval = body or ApprovePlanRequest()
        return to_plan_decision_response(
            await decide.approve(
                caller,
                key,
                comments=approval.comments,
                plan_id=approval.plan_id,
                on_behalf_of=approval.user_id,
                must_haves=approval.must_have_competencies,
            )
        )

    @router.post(f"{path}/reject")
    async def reject_plan(
        caller: CurrentCaller, key: str, body: RejectPlanRequest
    ) -> InterviewStateResponse:
        """Reject the plan. The interview ends in state `REJECTED`.

        If your organization writes rejected plans again (setting `retryRejectedPlans`), the reason is
        taken as a change request, and the state is `GENERATING_PLAN`.
        """
        return to_plan_decision_response(
            await decide.reject(
                caller,
                key,
                comments=require_comments(body.comments),
                plan_id=body.plan_id,
                on_behalf_of=body.user_id,
            )
        )

    @router.post(f"{path}/changes")
    async def request_plan_changes(
        caller: CurrentCaller, key: str, body: ChangePlanRequest
    ) -> InterviewStateResponse:
        """Have the plan written again, with the changes in the comments.

        What was not understood is in `notUnderstood`, and what an employer must not ask for in
        `rejectedParts`. A request that would change nothing is refused. To see the effect first, use
        `POST /interviews/{key}/plan/change-preview`.
        """
        return to_plan_decision_response(
            await decide.modify(
                caller,
                key,
                comments=body.comments,
                plan_id=body.plan_id,
                on_behalf_of=body.user_id,
            )
        )

    return router
